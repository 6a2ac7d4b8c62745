package org.muster.kernel.maven;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.resolution.VersionRangeResult;
import org.eclipse.aether.transfer.RepositoryOfflineException;
import org.eclipse.aether.version.Version;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.library.LibraryException;

/// Says why something is not to be had.
final class MavenErrors {

  private static final int MOST_VERSIONS = 5;

  private final RepositorySystem system;
  private final RepositorySystemSession session;
  private final List<RemoteRepository> repositories;
  private final List<Dependency> asked;

  MavenErrors(
      RepositorySystem system,
      RepositorySystemSession session,
      List<RemoteRepository> repositories,
      List<Dependency> asked) {
    this.system = system;
    this.session = session;
    this.repositories = repositories;
    this.asked = asked;
  }

  LibraryException explain(DependencyResolutionException e) {
    List<Artifact> missing = new ArrayList<>();
    Set<Throwable> causes = causes(e);
    if (e.getResult() != null) {
      for (ArtifactResult each : e.getResult().getArtifactResults()) {
        if (!each.isResolved() && each.getRequest().getArtifact() != null) {
          missing.add(each.getRequest().getArtifact());
          each.getExceptions().forEach(exception -> causes.addAll(causes(exception)));
        }
      }
    }
    if (missing.isEmpty()) {
      asked.forEach(each -> missing.add(each.getArtifact()));
    }
    String names =
        missing.stream()
            .map(each -> MavenSession.coordinates(each).toString())
            .collect(Collectors.joining(", "));
    String outOfReach = outOfReach(causes);
    String message;
    if (outOfReach != null) {
      message =
          "%s cannot be fetched: %s. What is in the local repository (%s) works without a network"
              .formatted(names, outOfReach, local());
    } else if (e.getResult() == null || isNotFound(causes)) {
      message =
          "%s was not found%s. Asked: the local repository (%s), %s. %s"
              .formatted(
                  names,
                  neededBy(missing.getFirst()),
                  local(),
                  repositories.stream()
                      .map(each -> each.getId() + " (" + each.getUrl() + ")")
                      .collect(Collectors.joining(", ")),
                  advice(missing.getFirst()));
    } else {
      message = "%s cannot be had: %s".formatted(names, e.getMessage());
    }
    return new LibraryException(message);
  }

  static LibraryException badPom(Path pom, ArtifactDescriptorException e) {
    Throwable last = e;
    for (Throwable each : causes(e)) {
      last = each;
    }
    return new LibraryException("%s cannot be used: %s".formatted(pom, last.getMessage()));
  }

  private String neededBy(Artifact missing) {
    boolean direct =
        asked.stream()
            .map(Dependency::getArtifact)
            .anyMatch(one ->
                one.getGroupId().equals(missing.getGroupId())
                    && one.getArtifactId().equals(missing.getArtifactId()));
    return direct
        ? ""
        : ", which is needed by "
            + asked.stream()
                .map(each -> MavenSession.coordinates(each.getArtifact()).toString())
                .collect(Collectors.joining(" or "));
  }

  private String advice(Artifact missing) {
    List<String> versions = versions(missing);
    return versions.isEmpty()
        ? "None of them has any version of it: check group and artifact, or name the repository that has it with"
            + " %mavenRepo id url"
        : "Versions that are there: " + String.join(", ", versions);
  }

  /// The versions around the one that is missing.
  private List<String> versions(Artifact missing) {
    try {
      VersionRangeResult found =
          system.resolveVersionRange(
              session, new VersionRangeRequest(missing.setVersion("[0,)"), repositories, null));
      List<Version> all = found.getVersions();
      List<Version> upTo =
          system
              .resolveVersionRange(
                  session,
                  new VersionRangeRequest(
                      missing.setVersion("[0," + missing.getVersion() + "]"), repositories, null))
              .getVersions();
      int from = Math.clamp(upTo.size() - 3L, 0, Math.max(0, all.size() - MOST_VERSIONS));
      return all.subList(from, Math.min(all.size(), from + MOST_VERSIONS)).stream()
          .map(Version::toString)
          .toList();
    } catch (VersionRangeResolutionException e) {
      return List.of(); // the version is none that could be compared
    }
  }

  private String local() {
    return session.getLocalRepository().getBasedir().toString();
  }

  private static boolean isNotFound(Set<Throwable> causes) {
    return causes.stream().anyMatch(each -> each.getClass().getSimpleName().contains("NotFound"));
  }

  private static @Nullable String outOfReach(Set<Throwable> causes) {
    for (Throwable each : causes) {
      switch (each) {
        case RepositoryOfflineException offline -> {
          return "Maven's settings say offline, and "
              + offline.getRepository().getId()
              + " would have to be asked";
        }
        case UnknownHostException host -> {
          return "there is no network, or no host named " + host.getMessage();
        }
        case ConnectException refused -> {
          return "nobody answers there: " + refused.getMessage();
        }
        case NoRouteToHostException noRoute -> {
          return "there is no way to it: " + noRoute.getMessage();
        }
        case SocketTimeoutException slow -> {
          return "the repository does not answer: " + slow.getMessage();
        }
        case SocketException broken -> {
          return "the connection broke: " + broken.getMessage();
        }
        default -> {}
      }
    }
    return null;
  }

  private static Set<Throwable> causes(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Throwable> causes = new LinkedHashSet<>();
    Throwable each = thrown;
    while (each != null && seen.add(each)) {
      causes.add(each);
      each = each.getCause();
    }
    return causes;
  }
}

package org.muster.kernel.maven;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.DependencyResult;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.graph.manager.DependencyManagerUtils;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.library.Coordinates;
import org.muster.kernel.library.Libraries;
import org.muster.kernel.library.LibraryException;
import org.muster.kernel.maven.MavenLibraries.Found;
import org.muster.kernel.maven.MavenLibraries.Repository;

/// Maven's resolver with the user's settings.
final class MavenSession {

  /// A repository that says nothing for so long is told as out of reach. Maven's own limit is half
  /// an hour.
  private static final int SILENCE_MILLIS = 60_000;

  private static final int CONNECT_MILLIS = 10_000;

  private final Context context;
  private final RepositorySystem system;
  private final Transfers transfers;
  private final boolean offline;

  private MavenSession(Context context, Transfers transfers) {
    this.context = context;
    this.system = context.repositorySystem();
    this.transfers = transfers;
    this.offline = isOffline(context.mavenUserHome().settingsXml());
  }

  /// MIMA heeds all of the user's settings but this.
  private static boolean isOffline(Path settings) {
    var request = new DefaultSettingsBuildingRequest();
    request.setUserSettingsFile(settings.toFile());
    try {
      return new DefaultSettingsBuilderFactory()
          .newInstance()
          .build(request)
          .getEffectiveSettings()
          .isOffline();
    } catch (SettingsBuildingException e) {
      throw new LibraryException(settings + " cannot be used: " + e.getMessage(), e);
    }
  }

  /// Reads the user's settings. `-Dmaven.repo.local` names another local repository, as for Maven.
  static MavenSession open() {
    var transfers = new Transfers();
    var overrides = ContextOverrides.create().withUserSettings(true).transferListener(transfers);
    String local = System.getProperty("maven.repo.local");
    if (local != null && !local.isBlank()) {
      overrides.withLocalRepositoryOverride(Path.of(local));
    }
    return new MavenSession(Runtimes.INSTANCE.getRuntime().create(overrides.build()), transfers);
  }

  /// What is being fetched, in a line; null if nothing was so far.
  @Nullable String underWay() {
    return transfers.current();
  }

  Found find(List<Coordinates> asked, List<Repository> repositories, List<Libraries.Loaded> there) {
    List<Dependency> dependencies =
        asked.stream().map(each -> new Dependency(artifact(each), JavaScopes.COMPILE)).toList();
    DefaultRepositorySystemSession session = session();
    return resolve(session, dependencies, List.of(), remote(session, repositories), there);
  }

  Found findDependencies(
      Path pom, Set<String> scopes, List<Repository> repositories, List<Libraries.Loaded> there) {
    DefaultRepositorySystemSession session = session();
    var reader = new PomReader(pom);
    session.setWorkspaceReader(reader);
    List<RemoteRepository> remote = remote(session, repositories);
    ArtifactDescriptorResult described;
    try {
      described =
          system.readArtifactDescriptor(
              session, new ArtifactDescriptorRequest(reader.artifact(), remote, null));
    } catch (ArtifactDescriptorException e) {
      throw MavenErrors.badPom(pom, e);
    }
    List<Dependency> dependencies = new ArrayList<>();
    for (Dependency each : described.getDependencies()) {
      if (scopes.contains(each.getScope())) {
        // The scopes said which; from here on it is a library like any other.
        dependencies.add(each.setScope(JavaScopes.COMPILE).setOptional(false));
      }
    }
    List<RemoteRepository> all = new ArrayList<>(remote);
    for (RemoteRepository each :
        system.newResolutionRepositories(session, described.getRepositories())) {
      if (all.stream().noneMatch(known -> known.getId().equals(each.getId()))) {
        all.add(each);
      }
    }
    return resolve(session, dependencies, described.getManagedDependencies(), all, there);
  }

  private Found resolve(
      DefaultRepositorySystemSession session,
      List<Dependency> asked,
      List<Dependency> managed,
      List<RemoteRepository> repositories,
      List<Libraries.Loaded> there) {
    var collect = new CollectRequest(asked, List.of(), repositories);
    // The first that manages an artifact wins: what is there before what a POM says.
    for (Libraries.Loaded each : there) {
      collect.addManagedDependency(new Dependency(artifact(each.coordinates()), ""));
    }
    managed.forEach(collect::addManagedDependency);
    DependencyResult result;
    try {
      result =
          system.resolveDependencies(
              session,
              new DependencyRequest(
                  collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME)));
    } catch (DependencyResolutionException e) {
      throw new MavenErrors(system, session, repositories, asked).explain(e);
    }
    List<String> kept = new ArrayList<>();
    tellKept(result.getRoot(), there, kept);
    return new Found(candidates(result, asked), kept);
  }

  private static List<Libraries.Candidate> candidates(
      DependencyResult result, List<Dependency> asked) {
    List<Libraries.Candidate> libraries = new ArrayList<>();
    for (ArtifactResult each : result.getArtifactResults()) {
      Artifact artifact = each.getArtifact();
      if (artifact != null
          && artifact.getFile() != null
          && !artifact.getExtension().equals("pom")) {
        boolean direct = asked.stream().anyMatch(one -> isSameLibrary(one.getArtifact(), artifact));
        libraries.add(
            new Libraries.Candidate(artifact.getFile().toPath(), coordinates(artifact), direct));
      }
    }
    return libraries;
  }

  private static void tellKept(
      DependencyNode node, List<Libraries.Loaded> there, List<String> kept) {
    for (DependencyNode child : node.getChildren()) {
      String wanted = DependencyManagerUtils.getPremanagedVersion(child);
      if (wanted != null) {
        for (Libraries.Loaded each : there) {
          Artifact stays = artifact(each.coordinates());
          if (isSameLibrary(stays, child.getArtifact()) && !wanted.equals(stays.getVersion())) {
            kept.add(
                "keeps %s %s, which %s has added; asked for %s by %s"
                    .formatted(
                        stays.getArtifactId(),
                        stays.getVersion(),
                        each.addedBy(),
                        wanted,
                        coordinates(node.getArtifact())));
          }
        }
      }
      tellKept(child, there, kept);
    }
  }

  private static boolean isSameLibrary(Artifact a, Artifact b) {
    return a.getGroupId().equals(b.getGroupId())
        && a.getArtifactId().equals(b.getArtifactId())
        && a.getClassifier().equals(b.getClassifier());
  }

  private DefaultRepositorySystemSession session() {
    var session = new DefaultRepositorySystemSession(context.repositorySystemSession());
    session.setOffline(offline);
    session.setConfigProperty(DependencyManagerUtils.CONFIG_PROP_VERBOSE, true);
    session.setConfigProperty("aether.connector.connectTimeout", CONNECT_MILLIS);
    session.setConfigProperty("aether.connector.requestTimeout", SILENCE_MILLIS);
    // Who mends a line of a notebook and runs it again wants the repositories to be asked again.
    session.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
    return session;
  }

  private List<RemoteRepository> remote(
      DefaultRepositorySystemSession session, List<Repository> added) {
    List<RemoteRepository> remote = new ArrayList<>(context.remoteRepositories());
    List<RemoteRepository> more =
        added.stream()
            .map(each -> new RemoteRepository.Builder(each.id(), "default", each.url()).build())
            .toList();
    for (RemoteRepository each : system.newResolutionRepositories(session, more)) {
      remote.removeIf(known -> known.getId().equals(each.getId()));
      remote.add(each);
    }
    return remote;
  }

  private static Artifact artifact(Coordinates c) {
    return new DefaultArtifact(c.group(), c.artifact(), c.classifier(), c.type(), c.version());
  }

  static Coordinates coordinates(Artifact a) {
    return new Coordinates(
        a.getGroupId(), a.getArtifactId(), a.getExtension(), a.getClassifier(), a.getVersion());
  }
}

package org.muster.kernel.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.repository.WorkspaceRepository;
import org.jspecify.annotations.Nullable;

/// Shows the resolver a file as the POM of an artifact that is in no repository: so parents,
/// properties and imported versions are read as those of any artifact.
final class PomReader implements WorkspaceReader {

  private static final Artifact NOTEBOOK =
      new DefaultArtifact("org.muster.notebook", "notebook", "pom", "0");

  private final Path pom;
  private final WorkspaceRepository repository = new WorkspaceRepository("notebook");

  PomReader(Path pom) {
    this.pom = pom;
  }

  Artifact artifact() {
    return NOTEBOOK;
  }

  @Override
  public WorkspaceRepository getRepository() {
    return repository;
  }

  @Override
  @SuppressWarnings("NullAway") // null says that it is not here
  public @Nullable File findArtifact(Artifact artifact) {
    boolean asked =
        artifact.getGroupId().equals(NOTEBOOK.getGroupId())
            && artifact.getArtifactId().equals(NOTEBOOK.getArtifactId());
    return asked ? pom.toFile() : null;
  }

  @Override
  public List<String> findVersions(Artifact artifact) {
    return List.of();
  }
}

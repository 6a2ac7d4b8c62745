package org.muster.kernel.library;

import java.util.List;

/// What a library is called, in the manner of Maven.
///
/// @param group empty if only the name of a file is known
/// @param type `jar` for most
/// @param classifier empty for most
public record Coordinates(
    String group, String artifact, String type, String classifier, String version) {

  /// Reads `group:artifact:version`, `group:artifact:type:version` or
  /// `group:artifact:type:classifier:version`.
  ///
  /// @throws LibraryException if it is none of these
  public static Coordinates parse(String text) {
    List<String> parts = List.of(text.split(":", -1));
    boolean whole =
        parts.size() >= 3
            && parts.size() <= 5
            && parts.stream().noneMatch(part -> part.isBlank() || !part.strip().equals(part));
    if (!whole) {
      throw new LibraryException(
          ("`%s` does not name a Maven artifact: write group:artifact:version, as in"
                  + " org.apache.commons:commons-lang3:3.12.0, or group:artifact:type:version, or"
                  + " group:artifact:type:classifier:version")
              .formatted(text));
    }
    return new Coordinates(
        parts.get(0),
        parts.get(1),
        parts.size() > 3 ? parts.get(2) : "jar",
        parts.size() > 4 ? parts.get(3) : "",
        parts.getLast());
  }

  /// Whether these are versions of one library, as far as the names say.
  boolean isSameLibrary(Coordinates other) {
    return artifact.equals(other.artifact)
        && classifier.equals(other.classifier)
        && (group.isEmpty() || other.group.isEmpty() || group.equals(other.group));
  }

  /// Whether a group is known for both: then names alone decide.
  boolean isCertain(Coordinates other) {
    return !group.isEmpty() && !other.group.isEmpty();
  }

  /// As `group:artifact:version`, with type and classifier where they are not the usual ones.
  @Override
  public String toString() {
    String kind = classifier.isEmpty() ? (type.equals("jar") ? "" : ":" + type) : ":" + type;
    return (group.isEmpty() ? "" : group + ":")
        + artifact
        + kind
        + (classifier.isEmpty() ? "" : ":" + classifier)
        + ":"
        + version;
  }
}

package org.muster.kernel;

import java.util.List;
import org.muster.kernel.message.Header;
import org.muster.kernel.message.Reply;

/// What this kernel says of itself.
final class KernelInfo {

  private KernelInfo() {}

  static Reply reply() {
    String version = version();
    String java = System.getProperty("java.version", "");
    return new Reply.KernelInfo(
        "ok",
        Header.PROTOCOL_VERSION,
        "muster",
        version,
        new Reply.LanguageInfo("java", java, "text/x-java", ".jshell", "java", "java", "script"),
        "Muster %s: Java %s cells that reach every core".formatted(version, java),
        List.of(
            new Reply.HelpLink(
                "Java API",
                "https://docs.oracle.com/en/java/javase/%d/docs/api/"
                    .formatted(Runtime.version().feature()))),
        false,
        List.of());
  }

  /// The version of this build; `development` outside a jar.
  static String version() {
    String version = KernelInfo.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}

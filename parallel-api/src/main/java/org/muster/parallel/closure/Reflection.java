package org.muster.parallel.closure;

/// The methods of the JDK that find classes, and members of a class, while a program runs.
///
/// A task that calls one may call anything of the classes that it holds, so all of their methods
/// count as reached: a variable that is not sent would be read as zero without a word. One that
/// finds a class by its name may hold any that was sent with it; those that were not are asked for,
/// and refused if they have variables.
final class Reflection {

  private Reflection() {}

  /// @param owner internal
  static boolean findsClass(String owner, String method) {
    return switch (owner) {
      case "java/lang/Class" -> method.equals("forName");
      case "java/lang/ClassLoader" -> method.equals("loadClass");
      case "java/lang/invoke/MethodHandles$Lookup" -> method.equals("findClass");
      default -> false;
    };
  }

  /// @param owner internal
  static boolean looksUp(String owner, String method) {
    return switch (owner) {
      case "java/lang/Class" ->
          method.contains("Method")
              || method.contains("Constructor")
              || method.equals("newInstance");
      case "java/lang/invoke/MethodHandles$Lookup" ->
          method.startsWith("find") || method.startsWith("unreflect");
      default -> false;
    };
  }
}

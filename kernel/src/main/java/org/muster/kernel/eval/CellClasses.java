package org.muster.kernel.eval;

import java.util.Map;

/// What is done to the class files of cells before anything loads them.
final class CellClasses {

  private CellClasses() {}

  /// The classes as workers get them: lambdas and types can be serialized.
  ///
  /// @param compiled classes that are loaded together, by name
  /// @param loader knows the classes of earlier cells
  static Map<String, byte[]> fitToTravel(Map<String, byte[]> compiled, ClassLoader loader) {
    return compiled;
  }
}

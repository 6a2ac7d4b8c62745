package org.muster.kernel.eval;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.Map;
import org.muster.parallel.spi.CellClass;

/// Whether objects may run the old code of a variable or a method that is declared again.
///
/// `Function<…> f = x -> x + 1` may be kept in a list when a cell declares `f` again with `x * 2`.
/// What is in the list is another function then, and stays what it was. Were the class redefined in
/// place, it would change. So a variable or a method whose code makes lambdas or objects of local
/// classes gets a new class, which costs nothing that anyone can see.
///
/// A type is different: its objects are to have its new methods.
final class OldCode {

  private OldCode() {}

  /// Whether code of this snippet may live on in objects.
  ///
  /// @param redefined the classes that change, in their new version
  static boolean isKept(SnippetLoader snippet, Map<String, byte[]> redefined) {
    CellClass wrapper = snippet.own(snippet.wrapper());
    if (wrapper == null || !holdsCode(ClassFile.of().parse(wrapper.bytes()))) {
      return false;
    }
    return makesObjects(wrapper.bytes())
        || redefined.keySet().stream().anyMatch(name -> !name.equals(snippet.wrapper()));
  }

  /// Whether this wrapper is that of a variable or of methods: that of a type has nothing but the
  /// constructor that every class has, and what serialization needs.
  private static boolean holdsCode(ClassModel wrapper) {
    return wrapper.methods().stream()
        .map(method -> method.methodName().stringValue())
        .anyMatch(name -> !name.equals("<init>") && !name.equals("$deserializeLambda$"));
  }

  private static boolean makesObjects(byte[] wrapper) {
    return ClassFile.of().parse(wrapper).methods().stream()
        .anyMatch(method -> method.methodName().stringValue().startsWith("lambda$"));
  }
}

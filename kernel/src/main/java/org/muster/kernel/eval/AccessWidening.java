package org.muster.kernel.eval;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.PermittedSubclassesAttribute;
import java.lang.constant.ConstantDescs;

/// Lets the classes of different cells use each other as classes of one package do. The compiler
/// has put all of them into one package and checked what each may use; to the JVM, classes of
/// different loaders are of different packages and modules.
///
/// So everything but what is private becomes public, and a sealed type that permits types of other
/// cells is not sealed to the JVM. What workers get is the same, so that a class has the same
/// `serialVersionUID` everywhere.
final class AccessWidening {

  private AccessWidening() {}

  /// Widens the access to one class of a cell.
  ///
  /// @param name the binary name
  static byte[] widen(String name, byte[] classFile) {
    String nested = WrapperName.of(name).replace('.', '/') + "$";
    ClassFile context = ClassFile.of();
    return context.transformClass(
        context.parse(classFile), (builder, element) -> widen(builder, element, nested));
  }

  private static void widen(ClassBuilder builder, ClassElement element, String nested) {
    switch (element) {
      case AccessFlags flags -> builder.withFlags(flags.flagsMask() | ClassFile.ACC_PUBLIC);
      case FieldModel field ->
          builder.transformField(
              field,
              (b, e) -> {
                if (e instanceof AccessFlags flags) {
                  b.withFlags(widened(flags.flagsMask()));
                } else {
                  b.with(e);
                }
              });
      case MethodModel method
          when !method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME) ->
          builder.transformMethod(
              method,
              (b, e) -> {
                if (e instanceof AccessFlags flags) {
                  b.withFlags(widened(flags.flagsMask()));
                } else {
                  b.with(e);
                }
              });
      case PermittedSubclassesAttribute permitted -> {
        if (permitted.permittedSubclasses().stream()
            .allMatch(type -> type.asInternalName().startsWith(nested))) {
          builder.with(permitted);
        }
      }
      default -> builder.with(element);
    }
  }

  private static int widened(int flags) {
    return (flags & ClassFile.ACC_PRIVATE) != 0
        ? flags
        : (flags & ~ClassFile.ACC_PROTECTED) | ClassFile.ACC_PUBLIC;
  }
}

package org.muster.kernel.eval;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldBuilder;
import java.lang.classfile.FieldElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
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
    return context.transformClass(context.parse(classFile), new OfClass(nested));
  }

  private static int widened(int flags) {
    return (flags & ClassFile.ACC_PRIVATE) != 0
        ? flags
        : (flags & ~ClassFile.ACC_PROTECTED) | ClassFile.ACC_PUBLIC;
  }

  // Classes and no lambdas, tests and no `switch` over types: the JVM's cache holds neither lambdas
  // of these interfaces nor such a `switch`, and the first cell would wait until they are made.

  private static final class OfClass implements ClassTransform {
    private final String nested;

    OfClass(String nested) {
      this.nested = nested;
    }

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
      if (element instanceof AccessFlags flags) {
        builder.withFlags(flags.flagsMask() | ClassFile.ACC_PUBLIC);
      } else if (element instanceof FieldModel field) {
        builder.transformField(field, new OfField());
      } else if (element instanceof MethodModel method
          && !method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)) {
        builder.transformMethod(method, new OfMethod());
      } else if (!(element instanceof PermittedSubclassesAttribute permitted)
          || permitted.permittedSubclasses().stream()
              .allMatch(type -> type.asInternalName().startsWith(nested))) {
        builder.with(element);
      }
    }
  }

  private static final class OfField implements FieldTransform {
    @Override
    public void accept(FieldBuilder builder, FieldElement element) {
      if (element instanceof AccessFlags flags) {
        builder.withFlags(widened(flags.flagsMask()));
      } else {
        builder.with(element);
      }
    }
  }

  private static final class OfMethod implements MethodTransform {
    @Override
    public void accept(MethodBuilder builder, MethodElement element) {
      if (element instanceof AccessFlags flags) {
        builder.withFlags(widened(flags.flagsMask()));
      } else {
        builder.with(element);
      }
    }
  }
}

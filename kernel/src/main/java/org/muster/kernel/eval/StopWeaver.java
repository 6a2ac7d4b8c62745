package org.muster.kernel.eval;

import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes the code of cells ask [StopCheck] at the start of each method and before each jump
/// backwards, so that every loop and every recursion ends once its cell is interrupted.
///
/// The JDK's `LocalExecutionControl` does the same, and cannot be used: it computes stack maps
/// without knowing the classes of cells, and so refuses the code of `Shape s = round ? new Circle()
/// : new Square()` (docs/decisions/0007-stop-checks.md).
final class StopWeaver {

  private static final ClassDesc CHECK = ClassDesc.of(StopCheck.class.getName());

  private final ClassFile context;

  /// A weaver for classes that may refer to each other and to those loaded before.
  ///
  /// @param cellBytes the class file of a cell class by binary name, or null if it is none
  /// @param loader finds all others
  StopWeaver(Function<String, byte @Nullable []> cellBytes, ClassLoader loader) {
    ClassHierarchyResolver ofCells =
        ClassHierarchyResolver.ofResourceParsing(type -> {
          byte[] bytes = cellBytes.apply(binaryName(type));
          return bytes == null ? null : new ByteArrayInputStream(bytes);
        });
    context =
        ClassFile.of(
            ClassHierarchyResolverOption.of(
                ofCells.orElse(ClassHierarchyResolver.ofClassLoading(loader)).cached()));
  }

  /// The class with the checks in it.
  byte[] weave(byte[] classFile) {
    return context.transformClass(
        context.parse(classFile),
        ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new)));
  }

  private static String binaryName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
  }

  private static final class Weaver implements CodeTransform {
    private final Set<Label> passed = new HashSet<>();

    @Override
    public void atStart(CodeBuilder code) {
      check(code);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (element instanceof LabelTarget target) {
        passed.add(target.label());
      } else if (element instanceof BranchInstruction branch && passed.contains(branch.target())) {
        check(code);
      }
      code.with(element);
    }

    private static void check(CodeBuilder code) {
      var _ = code.invokestatic(CHECK, "check", ConstantDescs.MTD_void);
    }
  }
}

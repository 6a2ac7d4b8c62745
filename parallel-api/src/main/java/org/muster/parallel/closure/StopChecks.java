package org.muster.parallel.closure;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the code of a class ask [StopSignal] often enough that every loop and every recursion ends
/// soon after the signal was raised: at method entry, before each jump back, and at the start of
/// each `catch`, because a loop around `catch (Throwable e) {}` would take the signal for one of
/// its own failures and go on.
public final class StopChecks {

  private static final ClassDesc SIGNAL = StopSignal.class.describeConstable().orElseThrow();

  private StopChecks() {}

  /// Adds the checks to a class whose supertypes are on this class path.
  public static byte[] weave(byte[] classFile) {
    return weave(classFile, Types.of(List.of(classFile), StopChecks.class.getClassLoader()));
  }

  static byte[] weave(byte[] classFile, ClassHierarchyResolver types) {
    return weave(classFile, types, SIGNAL, "check");
  }

  /// Adds checks of another signal to classes that are loaded together, for a JVM that has its own:
  /// `jdk.jshell`'s `LocalExecutionControl` asks `REPL.$Cancel$.stopCheck()`. What weaves those in
  /// there fails where branches join that made objects of two classes of cells, for which the
  /// verifier needs their common superclass, and it lets `catch (Throwable)` catch the signal.
  ///
  /// @param batch class files, with any keys
  /// @param loader finds supertypes; if it is a [org.muster.parallel.spi.ClassSource], it is asked
  ///   for those of other cells
  /// @param signal the class to ask
  /// @param method of that class, static, without parameters and result
  /// @return the class files with checks, with the same keys in the same order
  public static <K> Map<K, byte[]> weaveAll(
      Map<K, byte[]> batch, @Nullable ClassLoader loader, ClassDesc signal, String method) {
    Types types = Types.of(batch.values(), loader);
    Map<K, byte[]> woven = new LinkedHashMap<>();
    batch.forEach((key, classFile) -> woven.put(key, weave(classFile, types, signal, method)));
    return woven;
  }

  private static byte[] weave(
      byte[] classFile, ClassHierarchyResolver types, ClassDesc signal, String method) {
    ClassFile context = ClassFile.of(ClassHierarchyResolverOption.of(types));
    ClassModel model = context.parse(classFile);
    return context.transformClass(
        model,
        ClassTransform.transformingMethods((builder, element) -> {
          if (element instanceof CodeModel code) {
            builder.transformCode(code, new Weaver(handlers(code), signal, method));
          } else {
            builder.with(element);
          }
        }));
  }

  /// Where the `catch` clauses of the method begin. Not those of `finally` and `synchronized`: they
  /// throw on what they caught, and javac lets them cover their own first instructions, so that a
  /// check there would catch itself for ever.
  private static Set<Label> handlers(CodeModel code) {
    Set<Label> typed = new HashSet<>();
    Set<Label> others = new HashSet<>();
    for (ExceptionCatch each : code.exceptionHandlers()) {
      (each.catchType().isPresent() ? typed : others).add(each.handler());
    }
    typed.removeAll(others);
    return typed;
  }

  private static final class Weaver implements CodeTransform {
    private final Set<Label> handlers;
    private final ClassDesc signal;
    private final String method;
    private final Set<Label> passed = new HashSet<>();

    Weaver(Set<Label> handlers, ClassDesc signal, String method) {
      this.handlers = handlers;
      this.signal = signal;
      this.method = method;
    }

    @Override
    public void atStart(CodeBuilder builder) {
      check(builder);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      // No `switch` over types: its code is made at run time, and the first cell would wait for it.
      if (element instanceof BranchInstruction branch && passed.contains(branch.target())) {
        check(builder);
      }
      builder.with(element);
      if (element instanceof LabelTarget target) {
        passed.add(target.label());
        if (handlers.contains(target.label())) {
          check(builder);
        }
      }
    }

    private void check(CodeBuilder builder) {
      builder.invokestatic(signal, method, ConstantDescs.MTD_void);
    }
  }
}

package org.muster.parallel.closure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// What the captures of a lambda are called in the source, as far as its class file tells.
///
/// @param names of the captures, first to last
/// @param cell of the lambda, 0 if it is of none
/// @param lambda as a link of a chain
record CaptureNames(List<String> names, int cell, String lambda) {

  String name(int capture) {
    return capture < names.size() ? names.get(capture) : "capture " + (capture + 1);
  }

  /// @param type of the lambda itself: it has the loader of the class that has the lambda
  static CaptureNames of(SerializedLambda lambda, Class<?> type) {
    ClassSource source = ClassSource.of(type);
    CellClass capturing =
        source == null ? null : source.cellClass(lambda.getCapturingClass().replace('/', '.'));
    int cell = capturing == null ? 0 : capturing.cell();
    String shown = cell == 0 ? "the lambda" : "the lambda in cell [%d]".formatted(cell);
    String method = lambda.getImplMethodName();
    boolean isReference = !method.startsWith("lambda$");
    boolean hasReceiver = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic;
    List<String> names = new ArrayList<>();
    if (hasReceiver) {
      names.add(isReference ? "the receiver of `%s`".formatted(method) : "this");
    }
    if (!isReference) {
      MethodModel model = find(lambda, source, type.getClassLoader());
      if (model != null) {
        names.addAll(parameterNames(model));
      }
    }
    return new CaptureNames(names, cell, shown);
  }

  private static @Nullable MethodModel find(
      SerializedLambda lambda, @Nullable ClassSource source, @Nullable ClassLoader loader) {
    CellClass cellClass =
        source == null ? null : source.cellClass(lambda.getImplClass().replace('/', '.'));
    byte[] bytes = cellClass == null ? resource(lambda.getImplClass(), loader) : cellClass.bytes();
    if (bytes == null) {
      return null;
    }
    ClassFacts facts = new ClassFacts(CellClass.of("", bytes, 0));
    return facts.method(lambda.getImplMethodName() + lambda.getImplMethodSignature());
  }

  private static byte @Nullable [] resource(String internalName, @Nullable ClassLoader loader) {
    if (loader == null) {
      return null;
    }
    try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      return null;
    }
  }

  /// From the table of local variables: javac gives the parameters of lambdas no other names.
  private static List<String> parameterNames(MethodModel method) {
    List<LocalVariableInfo> locals =
        method
            .code()
            .flatMap(code -> code.findAttribute(Attributes.localVariableTable()))
            .map(table -> table.localVariables())
            .orElse(List.of());
    List<String> names = new ArrayList<>();
    int slot = Modifier.isStatic(method.flags().flagsMask()) ? 0 : 1;
    for (ClassDesc type :
        MethodTypeDesc.ofDescriptor(method.methodType().stringValue()).parameterList()) {
      int wanted = slot;
      names.add(
          locals.stream()
              .filter(local -> local.slot() == wanted && local.startPc() == 0)
              .map(local -> local.name().stringValue())
              .findFirst()
              .orElse("capture " + (names.size() + 1)));
      String descriptor = type.descriptorString();
      slot += descriptor.equals("J") || descriptor.equals("D") ? 2 : 1;
    }
    return names;
  }
}

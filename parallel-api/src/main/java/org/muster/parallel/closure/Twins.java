package org.muster.parallel.closure;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandleInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Which methods of the JDK return a function that cannot be serialized, and their twins in
/// [Composed] that return one that can.
///
/// The comparators of the JDK need none: they are serializable where their parts are.
final class Twins {

  /// A static method of [Composed].
  record Twin(ClassDesc owner, String name, MethodTypeDesc type) {}

  private static final Map<String, Twin> TWINS = new HashMap<>();

  static {
    for (Method method : Composed.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
        register(method);
      }
    }
  }

  private Twins() {}

  private static void register(Method method) {
    MethodTypeDesc type =
        MethodTypeDesc.ofDescriptor(
            java.lang.invoke.MethodType.methodType(
                    method.getReturnType(), method.getParameterTypes())
                .descriptorString());
    Twin twin = new Twin(Composed.class.describeConstable().orElseThrow(), method.getName(), type);
    Composed.InsteadOf original = method.getAnnotation(Composed.InsteadOf.class);
    if (original != null) {
      String name = original.method().isEmpty() ? method.getName() : original.method();
      TWINS.put(key(original.value(), name, type), twin);
      return;
    }
    Class<?> receiver = method.getParameterTypes()[0];
    MethodTypeDesc withoutReceiver = type.dropParameterTypes(0, 1);
    TWINS.put(key(receiver, method.getName(), withoutReceiver), twin);
    if (receiver == Function.class) {
      TWINS.put(key(UnaryOperator.class, method.getName(), withoutReceiver), twin);
    } else if (receiver == BiFunction.class) {
      TWINS.put(key(BinaryOperator.class, method.getName(), withoutReceiver), twin);
    }
  }

  private static String key(Class<?> owner, String name, MethodTypeDesc type) {
    return Types.internalName(owner) + "." + name + type.descriptorString();
  }

  /// The twin of the method that is called, or null.
  static @Nullable Twin of(InvokeInstruction call) {
    if (call.opcode() != Opcode.INVOKEINTERFACE && call.opcode() != Opcode.INVOKESTATIC) {
      return null;
    }
    return TWINS.get(
        call.owner().asInternalName()
            + "."
            + call.name().stringValue()
            + call.type().stringValue());
  }

  /// The handle of the twin, or the handle itself.
  static DirectMethodHandleDesc handle(DirectMethodHandleDesc handle) {
    int kind = handle.refKind();
    if (kind != MethodHandleInfo.REF_invokeInterface && kind != MethodHandleInfo.REF_invokeStatic) {
      return handle;
    }
    String owner = handle.owner().descriptorString();
    Twin twin =
        TWINS.get(
            owner.substring(1, owner.length() - 1)
                + "."
                + handle.methodName()
                + handle.lookupDescriptor());
    return twin == null
        ? handle
        : MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC, twin.owner(), twin.name(), twin.type());
  }
}

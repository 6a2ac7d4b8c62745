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
import org.jspecify.annotations.Nullable;

/// Which methods of the JDK return a function that cannot be serialized, and their twins in
/// [Composed] that return one that can.
///
/// The comparators of the JDK need none: they are serializable where their parts are.
final class Twins {

  /// A static method of [Composed].
  record Twin(ClassDesc owner, String name, MethodTypeDesc type) {}

  /// By name and type, then by the type that has the method.
  private static final Map<String, Map<String, Twin>> TWINS = new HashMap<>();

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
      add(original.value(), name, type, twin);
      return;
    }
    Class<?> receiver = method.getParameterTypes()[0];
    MethodTypeDesc withoutReceiver = type.dropParameterTypes(0, 1);
    add(receiver, method.getName(), withoutReceiver, twin);
  }

  private static void add(Class<?> owner, String name, MethodTypeDesc type, Twin twin) {
    TWINS
        .computeIfAbsent(name + type.descriptorString(), _ -> new HashMap<>())
        .put(Types.internalName(owner), twin);
  }

  /// Whether a method of this name and type may have a twin.
  static boolean mayHave(String nameAndType) {
    return TWINS.containsKey(nameAndType);
  }

  /// The twin of the method that is called, or null. Java names the static type of the receiver in
  /// the call, which can be an interface or a class of a cell.
  static @Nullable Twin of(InvokeInstruction call, Types types) {
    return call.opcode() == Opcode.INVOKESPECIAL
        ? null
        : find(
            call.owner().asInternalName(),
            call.name().stringValue() + call.type().stringValue(),
            types);
  }

  private static @Nullable Twin find(String owner, String nameAndType, Types types) {
    Map<String, Twin> twins = TWINS.get(nameAndType);
    if (twins == null || owner.startsWith("[")) {
      return null;
    }
    Twin exact = twins.get(owner);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, Twin> each : twins.entrySet()) {
      if (types.isSubtype(owner, each.getKey())) {
        return each.getValue();
      }
    }
    return null;
  }

  /// The handle of the twin, or the handle itself.
  static DirectMethodHandleDesc handle(DirectMethodHandleDesc handle, Types types) {
    int kind = handle.refKind();
    if (kind != MethodHandleInfo.REF_invokeInterface
        && kind != MethodHandleInfo.REF_invokeVirtual
        && kind != MethodHandleInfo.REF_invokeStatic) {
      return handle;
    }
    String owner = handle.owner().descriptorString();
    Twin twin =
        find(
            owner.startsWith("[") ? owner : owner.substring(1, owner.length() - 1),
            handle.methodName() + handle.lookupDescriptor(),
            types);
    return twin == null
        ? handle
        : MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC, twin.owner(), twin.name(), twin.type());
  }
}

package org.muster.parallel.closure;

import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.util.List;

/// A lambda that some call site of a class makes. The serialized form of a lambda is data, so a
/// worker gone wrong could name any method in it; only one that is listed here is linked.
///
/// @param functionalInterface internal name
/// @param method of the functional interface
/// @param owner internal name of the class that the call site names for the implementation, which
///   can be below the one that declares it
/// @param implementation name and descriptor
record LinkedLambda(
    String functionalInterface, String method, int captures, String owner, String implementation) {

  private static final String METAFACTORY = Types.internalName(LambdaMetafactory.class);

  static List<LinkedLambda> in(CodeModel code) {
    return code.elementStream()
        .filter(element ->
            element instanceof InvokeDynamicInstruction site
                && site.invokedynamic()
                    .bootstrap()
                    .bootstrapMethod()
                    .reference()
                    .owner()
                    .asInternalName()
                    .equals(METAFACTORY))
        .map(element -> of((InvokeDynamicInstruction) element))
        .toList();
  }

  private static LinkedLambda of(InvokeDynamicInstruction site) {
    MethodTypeDesc type = site.typeSymbol();
    ConstantDesc implementation = site.bootstrapArgs().get(1);
    DirectMethodHandleDesc handle = (DirectMethodHandleDesc) implementation;
    return new LinkedLambda(
        internalName(type.returnType().descriptorString()),
        site.name().stringValue(),
        type.parameterCount(),
        internalName(handle.owner().descriptorString()),
        handle.methodName() + handle.lookupDescriptor());
  }

  private static String internalName(String descriptor) {
    return descriptor.charAt(0) == 'L'
        ? descriptor.substring(1, descriptor.length() - 1)
        : descriptor;
  }
}

package org.muster.parallel.closure;

import java.lang.invoke.SerializedLambda;

/// Where code that a worker can run begins: something that is in the stream. Names are internal.
sealed interface Root {

  /// A lambda: its method, and the default methods of its interface.
  record Lambda(String implClass, String implName, String implType, String functionalInterface)
      implements Root {
    static Lambda of(SerializedLambda lambda) {
      return new Lambda(
          lambda.getImplClass(),
          lambda.getImplMethodName(),
          lambda.getImplMethodSignature(),
          lambda.getFunctionalInterfaceClass());
    }
  }

  /// An object of this class: what libraries can call on it, and what makes it from a stream.
  record Instance(String type) implements Root {}

  /// A static field that is set when the task begins: the initialiser of its class.
  record Initialiser(String type) implements Root {}
}

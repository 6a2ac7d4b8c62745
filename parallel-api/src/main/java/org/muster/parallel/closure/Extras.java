package org.muster.parallel.closure;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a call site of a lambda says beyond what a [SerializedLambda] can hold: the marker
/// interfaces of its cast, and the bridge methods that it needs. The transformed class keeps this
/// as a string constant, one line a site.
///
/// @param key which lambda
/// @param markers descriptors of interfaces
/// @param bridges descriptors of methods
record Extras(String key, List<String> markers, List<String> bridges) {

  boolean isEmpty() {
    return markers.isEmpty() && bridges.isEmpty();
  }

  /// @param args of the alternative metafactory
  static Extras of(MethodTypeDesc siteType, List<ConstantDesc> args) {
    DirectMethodHandleDesc implementation = (DirectMethodHandleDesc) args.get(1);
    String key =
        key(
            siteType.returnType().descriptorString(),
            implementation.owner().descriptorString(),
            implementation.methodName() + implementation.lookupDescriptor(),
            ((MethodTypeDesc) args.get(2)).descriptorString());
    List<String> markers = new ArrayList<>();
    List<String> bridges = new ArrayList<>();
    int flags = (Integer) args.get(3);
    int next = 4;
    if ((flags & LambdaMetafactory.FLAG_MARKERS) != 0) {
      int count = (Integer) args.get(next++);
      for (int i = 0; i < count; i++) {
        String marker = ((ClassDesc) args.get(next++)).descriptorString();
        if (!marker.equals("Ljava/io/Serializable;")) {
          markers.add(marker);
        }
      }
    }
    if ((flags & LambdaMetafactory.FLAG_BRIDGES) != 0) {
      int count = (Integer) args.get(next++);
      for (int i = 0; i < count; i++) {
        bridges.add(((MethodTypeDesc) args.get(next++)).descriptorString());
      }
    }
    return new Extras(key, markers, bridges);
  }

  static String keyOf(SerializedLambda lambda) {
    return key(
        "L" + lambda.getFunctionalInterfaceClass() + ";",
        "L" + lambda.getImplClass() + ";",
        lambda.getImplMethodName() + lambda.getImplMethodSignature(),
        lambda.getInstantiatedMethodType());
  }

  private static String key(
      String functionalInterface, String owner, String method, String instantiated) {
    return functionalInterface + owner + method + instantiated;
  }

  static String toText(List<Extras> all) {
    return all.stream()
        .map(e -> e.key + " " + String.join(",", e.markers) + " " + String.join(",", e.bridges))
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  /// The line of the text for this lambda.
  static Extras find(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith(key + " "))
        .findFirst()
        .map(line -> {
          String[] parts = line.split(" ", -1);
          return new Extras(key, list(parts[1]), list(parts[2]));
        })
        .orElse(new Extras(key, List.of(), List.of()));
  }

  private static List<String> list(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(","));
  }
}

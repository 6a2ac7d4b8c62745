package org.muster.parallel.closure;

import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.muster.parallel.spi.ClassSource;

/// Makes a lambda again from its serialized form. Called by the `$deserializeLambda$` that
/// [CellTransform] gives to each class of a cell with lambdas.
///
/// What it makes is serializable in turn, so a lambda can go on to another JVM.
public final class Relinker {

  /// One factory per implementation; held by the class that has the lambda, so it goes with it.
  private static final ClassValue<ConcurrentMap<Site, MethodHandle>> FACTORIES =
      new ClassValue<>() {
        @Override
        protected ConcurrentMap<Site, MethodHandle> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private record Site(
      int kind,
      String implClass,
      String implName,
      String implType,
      String functionalInterface,
      String methodName,
      String methodType,
      String instantiatedType,
      int captures) {

    static Site of(SerializedLambda lambda) {
      return new Site(
          lambda.getImplMethodKind(),
          lambda.getImplClass(),
          lambda.getImplMethodName(),
          lambda.getImplMethodSignature(),
          lambda.getFunctionalInterfaceClass(),
          lambda.getFunctionalInterfaceMethodName(),
          lambda.getFunctionalInterfaceMethodSignature(),
          lambda.getInstantiatedMethodType(),
          lambda.getCapturedArgCount());
    }
  }

  private Relinker() {}

  /// Makes the lambda again.
  ///
  /// @param caller of the class that has the lambda, with full privilege
  /// @throws IllegalArgumentException if that class has no such lambda
  public static Object relink(Lookup caller, SerializedLambda lambda) {
    return relink(caller, lambda, "");
  }

  /// Makes the lambda again.
  ///
  /// @param extras marker interfaces and bridges of the lambdas of this class, as [CellTransform]
  ///   wrote them
  public static Object relink(Lookup caller, SerializedLambda lambda, String extras) {
    Site site = Site.of(lambda);
    ConcurrentMap<Site, MethodHandle> factories = FACTORIES.get(caller.lookupClass());
    MethodHandle factory = factories.get(site);
    try {
      if (factory == null) {
        checkIsMadeBy(caller.lookupClass(), site);
        factory = link(caller, site, Extras.find(extras, Extras.keyOf(lambda)));
        factories.put(site, factory);
      }
      Object[] captures = new Object[site.captures()];
      for (int i = 0; i < captures.length; i++) {
        captures[i] = lambda.getCapturedArg(i);
      }
      return (Object) factory.invokeExact(captures);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalArgumentException(
          "cannot make a lambda of %s again: its method %s%s does not fit there"
              .formatted(caller.lookupClass().getName(), site.implName(), site.implType()),
          e);
    }
  }

  private static void checkIsMadeBy(Class<?> type, Site site) throws ClassNotFoundException {
    ClassSource source = ClassSource.of(type);
    ClassFacts facts =
        source == null ? null : CellWorld.of(source).facts(source, Types.internalName(type));
    if (facts == null) {
      return; // not of a cell, so that nothing is known of it
    }
    for (LinkedLambda each : facts.lambdas()) {
      if (each.functionalInterface().equals(site.functionalInterface())
          && each.method().equals(site.methodName())
          && each.captures() == site.captures()
          && each.implementation().equals(site.implName() + site.implType())
          && isInherited(each.owner(), site.implClass(), type.getClassLoader())) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "%s makes no lambda of %s%s: it is not linked"
            .formatted(type.getName(), site.implName(), site.implType()));
  }

  /// Whether a method of the one can be declared in the other.
  private static boolean isInherited(String owner, String declaring, ClassLoader loader)
      throws ClassNotFoundException {
    return owner.equals(declaring)
        || classOf(declaring, loader).isAssignableFrom(classOf(owner, loader));
  }

  /// A handle that takes an array of captures.
  private static MethodHandle link(Lookup caller, Site site, Extras extras)
      throws ReflectiveOperationException, LambdaConversionException {
    ClassLoader loader = caller.lookupClass().getClassLoader();
    MethodHandle implementation = implementation(caller, site, loader);
    Class<?> functionalInterface = classOf(site.functionalInterface(), loader);
    MethodType factoryType =
        MethodType.methodType(
            functionalInterface, implementation.type().parameterList().subList(0, site.captures()));
    List<Object> args = new ArrayList<>();
    args.add(MethodType.fromMethodDescriptorString(site.methodType(), loader));
    args.add(implementation);
    args.add(MethodType.fromMethodDescriptorString(site.instantiatedType(), loader));
    int flags = LambdaMetafactory.FLAG_SERIALIZABLE;
    flags |= extras.markers().isEmpty() ? 0 : LambdaMetafactory.FLAG_MARKERS;
    flags |= extras.bridges().isEmpty() ? 0 : LambdaMetafactory.FLAG_BRIDGES;
    args.add(flags);
    if (!extras.markers().isEmpty()) {
      args.add(extras.markers().size());
      for (String marker : extras.markers()) {
        args.add(classOf(marker.substring(1, marker.length() - 1), loader));
      }
    }
    if (!extras.bridges().isEmpty()) {
      args.add(extras.bridges().size());
      for (String bridge : extras.bridges()) {
        args.add(MethodType.fromMethodDescriptorString(bridge, loader));
      }
    }
    return LambdaMetafactory.altMetafactory(caller, site.methodName(), factoryType, args.toArray())
        .getTarget()
        .asType(factoryType.changeReturnType(Object.class))
        .asSpreader(Object[].class, site.captures())
        .asType(MethodType.methodType(Object.class, Object[].class));
  }

  private static MethodHandle implementation(Lookup caller, Site site, ClassLoader loader)
      throws ReflectiveOperationException {
    Class<?> owner = classOf(site.implClass(), loader);
    MethodType type = MethodType.fromMethodDescriptorString(site.implType(), loader);
    return switch (site.kind()) {
      case MethodHandleInfo.REF_invokeStatic -> caller.findStatic(owner, site.implName(), type);
      case MethodHandleInfo.REF_invokeVirtual, MethodHandleInfo.REF_invokeInterface ->
          caller.findVirtual(owner, site.implName(), type);
      case MethodHandleInfo.REF_invokeSpecial ->
          caller.findSpecial(owner, site.implName(), type, caller.lookupClass());
      case MethodHandleInfo.REF_newInvokeSpecial -> caller.findConstructor(owner, type);
      default -> throw new IllegalArgumentException("a lambda's method of kind " + site.kind());
    };
  }

  private static Class<?> classOf(String internalName, ClassLoader loader)
      throws ClassNotFoundException {
    return Class.forName(internalName.replace('/', '.'), false, loader);
  }
}

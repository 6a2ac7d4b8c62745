package org.muster.parallel.closure;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// What is known about a type by its name, whether its class is loaded already (a library's) or
/// there are only bytes so far (a cell's). Asking never initialises a class.
final class Types implements ClassHierarchyResolver {

  private final Function<String, byte @Nullable []> cellBytes;
  private final @Nullable ClassLoader libraries;
  private final Map<String, Shape> shapes = new HashMap<>();

  /// @param cellBytes the class file of a cell class by binary name, or null if it is none
  /// @param libraries finds everything else
  Types(Function<String, byte @Nullable []> cellBytes, @Nullable ClassLoader libraries) {
    this.cellBytes = cellBytes;
    this.libraries = libraries;
  }

  /// For classes that are loaded together.
  ///
  /// @param loader finds the others; if it is a [ClassSource], it is asked for those of other cells
  static Types of(Collection<byte[]> batch, @Nullable ClassLoader loader) {
    Map<String, byte[]> siblings = new HashMap<>();
    for (byte[] each : batch) {
      ClassModel model = ClassFile.of().parse(each);
      siblings.put(model.thisClass().asInternalName().replace('/', '.'), each);
    }
    return new Types(
        name -> {
          byte[] sibling = siblings.get(name);
          return sibling != null ? sibling : cellBytes(loader, name);
        },
        loader);
  }

  private static byte @Nullable [] cellBytes(@Nullable ClassLoader loader, String name) {
    CellClass known = loader instanceof ClassSource source ? source.cellClass(name) : null;
    return known == null ? null : known.bytes();
  }

  /// The parts of a type that decide whether it can be restored from a stream.
  ///
  /// @param name internal, as are the others
  /// @param hasState an instance field that serialization would have to keep
  /// @param noArgConstructor `PUBLIC`, `PROTECTED`, 0 or `PRIVATE`; -1 if there is none
  record Shape(
      String name,
      boolean isInterface,
      @Nullable String superName,
      List<String> interfaces,
      boolean hasState,
      int noArgConstructor) {}

  /// The type, or null if nobody knows it (yet).
  @Nullable Shape shape(String internalName) {
    Shape known = shapes.get(internalName);
    if (known != null) {
      return known;
    }
    Shape found = find(internalName);
    if (found != null) {
      shapes.put(internalName, found);
    }
    return found;
  }

  private @Nullable Shape find(String internalName) {
    String name = internalName.replace('/', '.');
    byte[] bytes = name.startsWith("java.") ? null : cellBytes.apply(name);
    if (bytes != null) {
      return of(ClassFile.of().parse(bytes));
    }
    try {
      return of(Class.forName(name, false, libraries));
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  static Shape of(ClassModel model) {
    boolean hasState =
        model.fields().stream()
            .anyMatch(f -> (f.flags().flagsMask() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0);
    int noArgs =
        model.methods().stream()
            .filter(m -> m.methodName().equalsString(ConstantDescs.INIT_NAME))
            .filter(m -> m.methodType().equalsString("()V"))
            .map(m -> access(m.flags().flagsMask()))
            .findFirst()
            .orElse(-1);
    return new Shape(
        model.thisClass().asInternalName(),
        Modifier.isInterface(model.flags().flagsMask()),
        model.superclass().map(ClassEntry::asInternalName).orElse(null),
        model.interfaces().stream().map(ClassEntry::asInternalName).toList(),
        hasState,
        noArgs);
  }

  private static Shape of(Class<?> type) {
    boolean hasState = type == ClassLoader.class; // the one open class that hides its fields
    for (Field field : type.getDeclaredFields()) {
      hasState |= (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0;
    }
    int noArgs = -1;
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 0) {
        noArgs = access(constructor.getModifiers());
      }
    }
    List<String> interfaces = new ArrayList<>();
    for (Class<?> each : type.getInterfaces()) {
      interfaces.add(internalName(each));
    }
    Class<?> superclass = type.getSuperclass();
    return new Shape(
        internalName(type),
        type.isInterface(),
        superclass == null ? null : internalName(superclass),
        interfaces,
        hasState,
        noArgs);
  }

  private static int access(int modifiers) {
    return modifiers & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE);
  }

  static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  /// Whether the type is a subtype of [java.io.Serializable], as far as its supertypes are known.
  boolean isSerializable(String internalName) {
    return isSubtype(internalName, "java/io/Serializable");
  }

  /// Whether the type is the other one or a subtype, as far as its supertypes are known.
  boolean isSubtype(@Nullable String internalName, String supertype) {
    if (internalName == null) {
      return false;
    }
    if (internalName.equals(supertype)) {
      return true;
    }
    Shape shape = shape(internalName);
    return shape != null
        && (isSubtype(shape.superName(), supertype)
            || shape.interfaces().stream().anyMatch(each -> isSubtype(each, supertype)));
  }

  /// For the stack maps of changed methods. A type that nobody knows counts as a plain class: the
  /// worst that can follow is a wider type at a join.
  @Override
  public ClassHierarchyInfo getClassInfo(ClassDesc type) {
    String descriptor = type.descriptorString();
    Shape shape = shape(descriptor.substring(1, descriptor.length() - 1));
    if (shape == null) {
      return ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object);
    }
    if (shape.isInterface()) {
      return ClassHierarchyInfo.ofInterface();
    }
    String superName = shape.superName();
    return ClassHierarchyInfo.ofClass(
        superName == null ? null : ClassDesc.ofInternalName(superName));
  }

  /// Whether a class has a supertype of this name, whatever loader that is from.
  static boolean isA(Class<?> type, String name) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      if (c.getName().equals(name)) {
        return true;
      }
      for (Class<?> each : c.getInterfaces()) {
        if (isA(each, name)) {
          return true;
        }
      }
    }
    return false;
  }
}

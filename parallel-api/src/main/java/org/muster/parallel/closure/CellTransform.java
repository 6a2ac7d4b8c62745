package org.muster.parallel.closure;

import java.io.Serializable;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.Interfaces;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes what a cell compiles to serializable: its lambdas, its types, and the functions that it
/// composes with `andThen` and the like. A kernel applies this to each class of a cell once, before
/// it adds anything of its own; what comes out is both loaded and sent to workers.
///
/// The behaviour of the code does not change. Transforming a class twice is the same as once.
public final class CellTransform {

  private static final ClassDesc SERIALIZABLE =
      Serializable.class.describeConstable().orElseThrow();

  private final Types types;
  private final Map<String, ClassModel> batch;

  private CellTransform(Types types, Map<String, ClassModel> batch) {
    this.types = types;
    this.batch = batch;
  }

  /// Transforms a class whose superclasses are all on this class path. A superclass that is not
  /// found keeps the class from becoming `Serializable`.
  public static byte[] transform(byte[] classFile) {
    return transform(classFile, CellTransform.class.getClassLoader());
  }

  /// Transforms a class.
  ///
  /// @param loader finds superclasses; if it is a [ClassSource], it is asked for those of other
  ///   cells, as transformed before
  public static byte[] transform(byte[] classFile, @Nullable ClassLoader loader) {
    return transformAll(Map.of(0, classFile), loader).values().iterator().next();
  }

  /// Transforms classes that are loaded together and may extend each other.
  ///
  /// @param batch class files, with any keys
  /// @param loader as in [#transform(byte[], ClassLoader)]
  /// @return the class files that replace them, with the same keys in the same order
  public static <K> Map<K, byte[]> transformAll(
      Map<K, byte[]> batch, @Nullable ClassLoader loader) {
    Map<K, ClassModel> models = new HashMap<>();
    Map<String, ClassModel> byName = new HashMap<>();
    batch.forEach((key, bytes) -> {
      ClassModel model = ClassFile.of().parse(bytes);
      models.put(key, model);
      byName.put(model.thisClass().asInternalName(), model);
    });
    CellTransform transform = new CellTransform(Types.of(batch.values(), loader), byName);
    Map<K, byte[]> result = new LinkedHashMap<>();
    batch.forEach((key, bytes) -> result.put(key, transform.apply(bytes, models.get(key))));
    return result;
  }

  private byte[] apply(byte[] bytes, @Nullable ClassModel model) {
    if (model == null) {
      return bytes;
    }
    boolean becomesSerializable = becomesSerializable(model);
    boolean concerned = LambdaSites.concerns(model);
    if (!becomesSerializable && !concerned) {
      return bytes;
    }
    ClassTransform change =
        concerned ? new LambdaSites(types).transform() : ClassTransform.ACCEPT_ALL;
    if (becomesSerializable) {
      change = change.andThen(addSerializable(model));
    }
    return ClassFile.of(ClassHierarchyResolverOption.of(types)).transformClass(model, change);
  }

  private static ClassTransform addSerializable(ClassModel model) {
    List<ClassDesc> interfaces = new ArrayList<>();
    model.interfaces().forEach(each -> interfaces.add(each.asSymbol()));
    interfaces.add(SERIALIZABLE);
    return ClassTransform.dropping(element -> element instanceof Interfaces)
        .andThen(ClassTransform.endHandler(b -> b.withInterfaceSymbols(interfaces)));
  }

  /// A wrapper, in which JShell puts the code of a cell, is the only class without a nest host. It
  /// has no instances.
  private boolean becomesSerializable(ClassModel model) {
    int flags = model.flags().flagsMask();
    return !Modifier.isInterface(flags)
        && (flags & ClassFile.ACC_SYNTHETIC) == 0
        && model.findAttribute(Attributes.nestHost()).isPresent()
        && !types.isSerializable(model.thisClass().asInternalName())
        && restoresWithout(model.superclass().map(ClassEntry::asInternalName).orElse(null), model);
  }

  /// Whether nothing is lost when this superclass of a serializable class is not serialized. Java
  /// runs the no-argument constructor of the nearest superclass that is not serializable instead,
  /// and forgets in silence what its fields held: such a class is left alone and thereby refused.
  private boolean restoresWithout(@Nullable String superclass, ClassModel model) {
    boolean nearest = true;
    String name = superclass;
    while (name != null && !name.equals("java/lang/Object")) {
      if (types.isSerializable(name)) {
        return true;
      }
      ClassModel sibling = batch.get(name);
      if (sibling != null && becomesSerializable(sibling)) {
        return true;
      }
      Types.Shape shape = types.shape(name);
      if (shape == null || shape.hasState()) {
        return false;
      }
      if (nearest && !callable(shape, model)) {
        return false;
      }
      nearest = false;
      name = shape.superName();
    }
    return true;
  }

  private static boolean callable(Types.Shape superclass, ClassModel from) {
    int access = superclass.noArgConstructor();
    if (access == Modifier.PUBLIC || access == Modifier.PROTECTED) {
      return true;
    }
    return access == 0
        && packageOf(superclass.name()).equals(packageOf(from.thisClass().asInternalName()));
  }

  private static String packageOf(String internalName) {
    return internalName.substring(0, internalName.lastIndexOf('/') + 1);
  }
}

package org.muster.parallel.closure;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

/// One version of a cell class, read once: its supertypes, its static variables, what it refers to,
/// and, for the methods that somebody asked about, what they do.
final class ClassFacts {

  private final CellClass cellClass;
  private final ClassModel model;
  private final String name;
  private final @Nullable String superName;
  private final List<String> interfaces;
  private final Map<String, MethodModel> methods = new HashMap<>();
  private final Map<String, Boolean> variables = new HashMap<>();
  private final Map<String, List<Fact>> facts = new ConcurrentHashMap<>();
  private volatile @Nullable Set<String> references;
  private volatile @Nullable List<LinkedLambda> lambdas;

  ClassFacts(CellClass cellClass) {
    this.cellClass = cellClass;
    this.model = ClassFile.of().parse(cellClass.bytes());
    this.name = model.thisClass().asInternalName();
    this.superName = model.superclass().map(ClassEntry::asInternalName).orElse(null);
    this.interfaces = model.interfaces().stream().map(ClassEntry::asInternalName).toList();
    for (MethodModel method : model.methods()) {
      methods.put(method.methodName().stringValue() + method.methodType().stringValue(), method);
    }
    for (FieldModel field : model.fields()) {
      int flags = field.flags().flagsMask();
      if (Modifier.isStatic(flags)) {
        boolean settable = !Modifier.isFinal(flags) && (flags & ClassFile.ACC_SYNTHETIC) == 0;
        variables.put(field.fieldName().stringValue(), settable);
      }
    }
  }

  CellClass cellClass() {
    return cellClass;
  }

  ClassModel model() {
    return model;
  }

  /// Internal.
  String name() {
    return name;
  }

  @Nullable String superName() {
    return superName;
  }

  List<String> interfaces() {
    return interfaces;
  }

  /// Whether JShell made this class to hold the variables and methods of a cell.
  boolean isWrapper() {
    return model.findAttribute(Attributes.nestHost()).isEmpty();
  }

  boolean isRecord() {
    return model.findAttribute(Attributes.record()).isPresent();
  }

  boolean declaresStatic(String field) {
    return variables.containsKey(field);
  }

  /// Whether this is a static field that can be set from outside, a notebook variable or nearly so.
  boolean isVariable(String field) {
    return variables.getOrDefault(field, false);
  }

  /// The names of its static fields.
  Set<String> statics() {
    return variables.keySet();
  }

  /// The static fields that can be set from outside.
  List<String> variables() {
    return variables.keySet().stream().filter(this::isVariable).sorted().toList();
  }

  boolean declares(String method) {
    return methods.containsKey(method);
  }

  /// Names with descriptors.
  Set<String> methods() {
    return methods.keySet();
  }

  @Nullable MethodModel method(String method) {
    return methods.get(method);
  }

  boolean isOverriding(String method) {
    MethodModel found = methods.get(method);
    int hidden = Modifier.STATIC | Modifier.PRIVATE;
    return found != null
        && (found.flags().flagsMask() & hidden) == 0
        && found.methodName().stringValue().charAt(0) != '<';
  }

  /// What the method does, in the order of its instructions.
  List<Fact> facts(String method) {
    return facts.computeIfAbsent(
        method,
        key -> {
          MethodModel found = methods.get(key);
          return found == null ? List.of() : found.code().map(FactReader::read).orElseGet(List::of);
        });
  }

  /// The lambdas that the class makes.
  List<LinkedLambda> lambdas() {
    List<LinkedLambda> known = lambdas;
    if (known == null) {
      known =
          methods.values().stream()
              .flatMap(method -> method.code().stream())
              .flatMap(code -> LinkedLambda.in(code).stream())
              .toList();
      lambdas = known;
    }
    return known;
  }

  /// Binary names of the classes that are mentioned here; some may not exist.
  Set<String> references() {
    Set<String> known = references;
    if (known == null) {
      known = readReferences();
      references = known;
    }
    return known;
  }

  private Set<String> readReferences() {
    Set<String> found = new LinkedHashSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type when type.asInternalName().charAt(0) == '[' ->
            addFromDescriptor(type.asInternalName(), found);
        case ClassEntry type -> addName(type.asInternalName(), found);
        case Utf8Entry text -> addFromDescriptor(text.stringValue(), found);
        default -> {}
      }
    }
    return Set.copyOf(found);
  }

  /// Takes each `Lsome/Type;` out of descriptors and generic signatures. Any other text may look
  /// like one: that costs a question for a class that does not exist.
  private static void addFromDescriptor(String text, Set<String> found) {
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    if (first != '(' && first != 'L' && first != '[' && first != '<') {
      return;
    }
    for (int start = text.indexOf('L'); start >= 0; start = text.indexOf('L', start + 1)) {
      int end = start + 1;
      while (end < text.length() && ";<".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      addName(text.substring(start + 1, end), found);
    }
  }

  private static void addName(String internalName, Set<String> found) {
    if (!internalName.startsWith("java/") && !internalName.isEmpty()) {
      found.add(internalName.replace('/', '.'));
    }
  }

  /// The code of a method, if it has any.
  @Nullable CodeModel code(String method) {
    MethodModel found = methods.get(method);
    return found == null ? null : found.code().orElse(null);
  }
}

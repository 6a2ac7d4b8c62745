package org.muster.parallel.closure;

import java.lang.classfile.MethodModel;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.Footprint.Use;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// Finds the variables that a task can use, by walking the bytecode of cells from its roots.
///
/// This is rapid type analysis (Bacon and Sweeney, 1996): a virtual call reaches the overrides in
/// those cell classes of which an object exists, that is, one is in the stream or reachable code
/// makes one. Two things differ from a whole program. Library code is not walked; instead, an
/// object of a cell class makes everything reachable that overrides a method of a library type,
/// because a library may call it. And a lambda's body is reachable where the lambda is made, so
/// that calls through functional interfaces need no targets.
///
/// Only what is found here is read from the notebook and sent. Too much would refuse tasks for
/// variables they never touch; too little would leave a variable of a worker unset.
final class Reachability {

  /// Not declared by any supertype, but called when an object is read from a stream.
  private static final Set<String> SERIALIZATION_HOOKS =
      Set.of(
          "readObject(Ljava/io/ObjectInputStream;)V",
          "readObjectNoData()V",
          "readResolve()Ljava/lang/Object;",
          "writeObject(Ljava/io/ObjectOutputStream;)V",
          "writeReplace()Ljava/lang/Object;");

  /// The methods of a library type that a class of a cell can override.
  private static final ClassValue<Set<String>> OVERRIDABLE =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          Set<String> found = new HashSet<>();
          for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            addOverridable(c, found);
          }
          for (Method method : type.getMethods()) {
            found.add(key(method));
          }
          addOverridable(Object.class, found);
          return found;
        }
      };

  private static void addOverridable(Class<?> type, Set<String> found) {
    for (Method method : type.getDeclaredMethods()) {
      if ((method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0) {
        found.add(key(method));
      }
    }
  }

  private static String key(Method method) {
    return method.getName()
        + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .descriptorString();
  }

  /// A method of a cell, and the one through which it was reached first.
  private record Node(ClassFacts owner, String method, @Nullable Node from) {
    List<String> chain() {
      List<String> chain = new ArrayList<>();
      for (Node node = this; node != null; node = node.from) {
        String link = Names.method(node.owner, node.method);
        if (chain.isEmpty() || !chain.getFirst().equals(link)) {
          chain.addFirst(link);
        }
      }
      return List.copyOf(chain);
    }
  }

  private record Field(String owner, String name) {}

  private final ClassSource source;
  private final CellWorld world;
  private final Map<String, Node> reached = new HashMap<>();
  private final Deque<Node> open = new ArrayDeque<>();
  private final Map<String, @Nullable Node> objects = new LinkedHashMap<>();
  private final Map<Fact.VirtualCall, @Nullable Node> virtualCalls = new LinkedHashMap<>();
  private final Map<Field, Use> reads = new LinkedHashMap<>();
  private final Map<Field, Use> writes = new LinkedHashMap<>();
  private final Map<String, @Nullable Node> mentioned = new LinkedHashMap<>();
  private boolean reflects;
  private @Nullable Node finder;

  Reachability(ClassSource source, CellWorld world) {
    this.source = source;
    this.world = world;
  }

  void start(Root root) {
    switch (root) {
      case Root.Lambda lambda -> {
        call(new Fact.VirtualCall(lambda.implClass(), lambda.implName(), lambda.implType()), null);
        if (lambda.implName().equals("<init>")) {
          object(lambda.implClass(), null);
        }
        object(lambda.functionalInterface(), null);
      }
      case Root.Instance(String type) -> {
        object(type, null);
        restore(type);
      }
      case Root.Initialiser(String type) -> initialise(type, null);
    }
  }

  /// @param sent the classes that the task takes along
  void finish(List<CellClass> sent) {
    do {
      for (Node node = open.poll(); node != null; node = open.poll()) {
        for (Fact fact : node.owner().facts(node.method())) {
          follow(fact, node);
        }
      }
      if (reflects) {
        Map<String, @Nullable Node> held = new LinkedHashMap<>(mentioned);
        held.putAll(objects);
        if (finder != null) {
          for (CellClass each : sent) {
            held.putIfAbsent(each.name().replace('.', '/'), finder);
          }
        }
        held.forEach(this::everything);
      }
    } while (!open.isEmpty());
  }

  /// Whatever reflection can call on a class; nobody has a use for JShell's own.
  private void everything(String type, @Nullable Node from) {
    ClassFacts facts = facts(type);
    if (facts == null || facts.isWrapper()) {
      return;
    }
    object(type, from);
    for (; facts != null; facts = facts(facts.superName())) {
      for (String method : facts.methods()) {
        reachIn(facts, method, from);
      }
    }
  }

  List<Use> reads() {
    return List.copyOf(reads.values());
  }

  List<Use> writes() {
    return List.copyOf(writes.values());
  }

  private @Nullable ClassFacts facts(@Nullable String internalName) {
    return internalName == null || internalName.startsWith("java/")
        ? null
        : world.facts(source, internalName);
  }

  private void follow(Fact fact, Node from) {
    switch (fact) {
      case Fact.Call(String owner, String name, String type) -> {
        initialise(owner, from);
        reach(owner, name + type, from);
      }
      case Fact.VirtualCall virtual -> call(virtual, from);
      case Fact.Create(String type) -> {
        initialise(type, from);
        object(type, from);
      }
      case Fact.Mention(String type) -> mentioned.putIfAbsent(type, from);
      case Fact.Reflect() -> reflects = true;
      case Fact.FindClass() -> {
        reflects = true; // whoever finds a class by its name does something with it
        finder = from;
      }
      case Fact.ReadStatic(String owner, String name) -> use(owner, name, from, reads);
      case Fact.WriteStatic(String owner, String name) -> use(owner, name, from, writes);
    }
  }

  private void use(String owner, String name, Node from, Map<Field, Use> uses) {
    initialise(owner, from);
    ClassFacts declaring = declaring(owner, name);
    if (declaring == null || !declaring.isVariable(name)) {
      return;
    }
    boolean initialisesItself = from.owner() == declaring && from.method().startsWith("<clinit>");
    if (initialisesItself) {
      return;
    }
    uses.computeIfAbsent(
        new Field(declaring.name(), name),
        field ->
            new Use(
                field.owner(),
                name,
                !declaring.isWrapper(),
                declaring.cellClass().cell(),
                from.chain()));
  }

  private @Nullable ClassFacts declaring(String owner, String field) {
    for (ClassFacts type = facts(owner); type != null; type = facts(type.superName())) {
      if (type.declaresStatic(field)) {
        return type;
      }
    }
    return null;
  }

  private void initialise(@Nullable String type, @Nullable Node from) {
    ClassFacts facts = facts(type);
    if (facts != null) {
      reachIn(facts, "<clinit>()V", from);
      initialise(facts.superName(), from);
    }
  }

  /// The method that a call of this name finds in the class or its supertypes.
  private boolean reach(String owner, String method, @Nullable Node from) {
    ClassFacts facts = facts(owner);
    if (facts == null) {
      return false;
    }
    if (facts.declares(method)) {
      reachIn(facts, method, from);
      return true;
    }
    String superName = facts.superName();
    if (superName != null && reach(superName, method, from)) {
      return true;
    }
    boolean found = false;
    for (String each : facts.interfaces()) {
      found |= reach(each, method, from);
    }
    return found;
  }

  private void reachIn(ClassFacts owner, String method, @Nullable Node from) {
    MethodModel found = owner.method(method);
    if (found != null) {
      String key = owner.name() + "." + method;
      if (!reached.containsKey(key)) {
        Node node = new Node(owner, method, from);
        reached.put(key, node);
        open.add(node);
      }
    }
  }

  private void call(Fact.VirtualCall call, @Nullable Node from) {
    if (virtualCalls.containsKey(call)) {
      return;
    }
    virtualCalls.put(call, from);
    reach(call.owner(), call.name() + call.type(), from);
    for (String type : List.copyOf(objects.keySet())) {
      dispatch(call, type, from);
    }
  }

  private void dispatch(Fact.VirtualCall call, String type, @Nullable Node from) {
    if (supertypes(type).contains(call.owner())) {
      reach(type, call.name() + call.type(), from);
    }
  }

  /// There is an object of this class.
  private void object(String type, @Nullable Node from) {
    if (objects.containsKey(type) || facts(type) == null) {
      return;
    }
    objects.put(type, from);
    initialise(type, from);
    virtualCalls.forEach((call, caller) -> dispatch(call, type, caller));
    overrides(type, from);
  }

  private void overrides(String type, @Nullable Node from) {
    Set<String> overridable = new HashSet<>();
    List<ClassFacts> own = new ArrayList<>();
    for (String each : supertypes(type)) {
      ClassFacts facts = facts(each);
      if (facts != null) {
        own.add(facts);
      } else {
        overridable.addAll(overridable(each));
      }
    }
    for (ClassFacts facts : own) {
      for (String method : facts.methods()) {
        if (facts.isOverriding(method) && overridable.contains(method)) {
          reachIn(facts, method, from);
        }
      }
    }
  }

  private Set<String> overridable(String libraryType) {
    try {
      return OVERRIDABLE.get(
          Class.forName(libraryType.replace('/', '.'), false, CellWorld.loaderOf(source)));
    } catch (ClassNotFoundException | LinkageError e) {
      return Set.of();
    }
  }

  /// The class itself, its superclasses and all their interfaces.
  private Set<String> supertypes(String type) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> todo = new ArrayDeque<>(List.of(type));
    for (String name = todo.poll(); name != null; name = todo.poll()) {
      if (found.add(name)) {
        ClassFacts facts = facts(name);
        if (facts != null) {
          todo.addAll(facts.interfaces());
          if (facts.superName() != null) {
            todo.add(facts.superName());
          }
        }
      }
    }
    return found;
  }

  /// An object of this class is read from the stream.
  private void restore(String type) {
    for (ClassFacts facts = facts(type); facts != null; facts = facts(facts.superName())) {
      for (String method : facts.methods()) {
        boolean constructs =
            method.startsWith("<init>") && (facts.isRecord() || method.startsWith("<init>()"));
        if (constructs || SERIALIZATION_HOOKS.contains(method)) {
          reachIn(facts, method, null);
        }
      }
    }
  }
}

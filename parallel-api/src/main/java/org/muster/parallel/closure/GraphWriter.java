package org.muster.parallel.closure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.ClassSource;

/// Writes one graph and notes what code is in it.
///
/// Variables come before the root, and a reader sets each as soon as it has read it: reading an
/// object can run code of cells (`hashCode` of a key, the comparator of a queue, the constructor of
/// a record, a static initialiser), and that code must find its variables.
class GraphWriter extends ObjectOutputStream {

  private final List<Set<Root>> sections = new ArrayList<>();
  private final List<SynchronizerFound> synchronizers = new ArrayList<>();
  private final List<ArrayRef> arrays = new ArrayList<>();
  private final ByteArrayOutputStream bytes;
  private final List<Variable> variables;
  private final BigArrays bigArrays;
  private Set<Root> section = new LinkedHashSet<>();
  private @Nullable ClassSource source;
  private boolean suspicious;

  /// One of the JDK's that can be serialized but is of no use elsewhere.
  record SynchronizerFound(int section, Object synchronizer) {}

  GraphWriter(ByteArrayOutputStream bytes, List<Variable> variables, BigArrays bigArrays)
      throws IOException {
    super(bytes);
    this.bytes = bytes;
    this.variables = variables;
    this.bigArrays = bigArrays;
    enableReplaceObject(true);
  }

  void write(@Nullable Object root) throws IOException {
    writeInt(variables.size());
    for (Variable variable : variables) {
      section = beginSection();
      if (variable.use().ofType()) {
        section.add(new Root.Initialiser(variable.use().owner()));
      }
      writeVariable(variable);
    }
    section = beginSection();
    writeRoot(root);
    flush();
  }

  /// What was written.
  byte[] graph() {
    return bytes.toByteArray();
  }

  void writeVariable(Variable variable) throws IOException {
    variable.write(this);
  }

  void writeRoot(@Nullable Object root) throws IOException {
    writeObject(root);
  }

  /// A variable follows, or the root.
  ///
  /// @return gets what is seen in it
  Set<Root> beginSection() throws IOException {
    Set<Root> created = new LinkedHashSet<>();
    sections.add(created);
    return created;
  }

  /// The variable that is being written, or null if it is the root.
  @Nullable Variable current() {
    return variable(sections.size() - 1);
  }

  @Nullable Variable variable(int section) {
    return section >= 0 && section < variables.size() ? variables.get(section) : null;
  }

  /// What was seen first while each of the variables was written, and then the root.
  List<Set<Root>> sections() {
    return sections;
  }

  /// Where the cell classes in the graph come from, or null if there are none.
  @Nullable ClassSource source() {
    return source;
  }

  /// Whether one of the objects may be part of a cycle that no reader can restore.
  boolean isSuspicious() {
    return suspicious;
  }

  List<SynchronizerFound> synchronizers() {
    return synchronizers;
  }

  /// The big arrays in the graph, in the order in which they were met.
  List<ArrayRef> arrays() {
    return arrays;
  }

  @Override
  protected @Nullable Object replaceObject(Object object) {
    Class<?> element = object.getClass().getComponentType();
    if (element != null) {
      return element.isPrimitive() ? referTo(object) : object;
    }
    if (object instanceof SerializedLambda lambda) {
      section.add(Root.Lambda.of(lambda));
      suspicious |= Loops.isSuspicious(lambda);
    } else if (object instanceof String text) {
      if (Names.isOfCell(text)) { // to find the class by its name
        section.add(new Root.Instance(text.replace('.', '/')));
      }
    } else if (!(object instanceof Serializable) || object instanceof LinkedList<?>) {
      return StandIns.of(object);
    } else if (object.getClass() == NullPointerException.class) {
      return ExplainedNull.of((NullPointerException) object);
    } else if (Synchronizers.isOne(object)) {
      synchronizers.add(new SynchronizerFound(sections.size() - 1, object));
    }
    return object;
  }

  private Object referTo(Object array) {
    ArrayRef ref = bigArrays.refer(array);
    if (ref == null) {
      return array;
    }
    arrays.add(ref);
    return ref;
  }

  @Override
  protected void annotateClass(Class<?> type) {
    suspicious |= Loops.isSuspicious(type);
    ClassSource found = ClassSource.of(type);
    if (found != null) {
      source = source == null ? found : source;
      Class<?> element = type;
      while (element.isArray()) {
        element = element.getComponentType();
      }
      section.add(new Root.Instance(Types.internalName(element)));
    }
  }

  @Override
  protected void annotateProxyClass(Class<?> proxy) {
    for (Class<?> each : proxy.getInterfaces()) {
      annotateClass(each);
    }
  }
}

package org.muster.parallel.closure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Explanation;
import org.muster.parallel.TaskNotSerializableException;
import org.muster.parallel.spi.CellClass;

/// Finds out what a task would send, without a worker, and goes on where something cannot be sent.
public final class Survey {

  private final Object task;
  private final BigArrays bigArrays;
  private final Predicate<ArrayRef> isKnown;
  private final Set<Variable> left = new HashSet<>();
  private final Map<ArrayRef, Explanation.BigArray> arrays = new LinkedHashMap<>();
  private @Nullable Set<Root> lost;

  /// By where they are, because the same trouble is met each time that the graph is written.
  private final Map<String, TaskNotSerializableException> refusals = new LinkedHashMap<>();

  private Survey(Object task, BigArrays bigArrays, Predicate<ArrayRef> isKnown) {
    this.task = task;
    this.bigArrays = bigArrays;
    this.isKnown = isKnown;
  }

  /// Explains a task; says nothing about workers.
  ///
  /// @param bigArrays decides which arrays travel on their own
  /// @param isKnown whether an array was sent before
  public static Explanation of(Object task, BigArrays bigArrays, Predicate<ArrayRef> isKnown) {
    return BigStack.run(() -> new Survey(task, bigArrays, isKnown).explain());
  }

  /// A refusal as a part of an explanation.
  public static Explanation.Refusal refusal(TaskNotSerializableException e) {
    return new Explanation.Refusal(
        e.variable(), e.path(), e.type(), e.cell(), e.chain(), String.valueOf(e.getMessage()));
  }

  private Explanation explain() {
    Packing.Settled settled = Packing.settle(Subject.TASK, this::write);
    var writer = (SurveyWriter) settled.writer();
    refuse(writer, settled.order());
    List<Explanation.Variable> variables = new ArrayList<>();
    for (int i = 0; i < settled.order().size(); i++) {
      Variable variable = settled.order().get(i);
      variables.add(variable(variable, writer, i));
      addArrays(variable.use().displayName(), writer.arrays(i));
    }
    List<Explanation.Capture> captures = captures();
    addArrays("the task", writer.arrays(settled.order().size()));
    return new Explanation(
        description(),
        captures,
        variables,
        settled.footprint().classes().stream().map(Survey::usedClass).toList(),
        List.copyOf(arrays.values()),
        refusals.values().stream().map(Survey::refusal).toList(),
        settled.footprint().writes().stream().map(Packing::warning).toList(),
        0,
        List.of());
  }

  private SurveyWriter write(List<Variable> order) {
    while (true) {
      SurveyWriter writer = null;
      try {
        writer = new SurveyWriter(new ByteArrayOutputStream(1024), order, bigArrays, left, lost);
        writer.write(task);
        return writer;
      } catch (IOException | RuntimeException | StackOverflowError | AssertionError e) {
        if (writer == null) {
          throw new IllegalStateException("writing to memory failed", e);
        }
        Variable failed = writer.current();
        Refusal refusal = new Refusal(Subject.TASK, task, failed);
        note(e instanceof TaskNotSerializableException known ? known : refusal.because(e));
        if (failed == null) {
          lost = writer.sections().getLast();
        } else {
          left.add(failed);
        }
      }
    }
  }

  /// What of the objects that cannot travel is found in which variable.
  private void refuse(SurveyWriter writer, List<Variable> order) {
    Set<Object> troubles = writer.troubles();
    for (GraphWriter.SynchronizerFound found : writer.synchronizers()) {
      troubles.add(found.synchronizer());
    }
    if (troubles.isEmpty()) {
      return;
    }
    int before = refusals.size();
    new Refusal(Subject.TASK, task, null).of(troubles).forEach(this::note);
    for (Variable variable : order) {
      new Refusal(Subject.TASK, task, variable).of(troubles).forEach(this::note);
    }
    for (Object trouble : writer.troubles()) {
      if (refusals.size() == before && !Synchronizers.isOne(trouble)) { // all are out of sight
        var hidden = new NotSerializableException(trouble.getClass().getName());
        note(new Refusal(Subject.TASK, task, null).because(hidden));
      }
    }
  }

  private void note(TaskNotSerializableException refusal) {
    refusals.putIfAbsent(refusal.path(), refusal);
  }

  private static Explanation.Variable variable(
      Variable variable, SurveyWriter writer, int section) {
    Footprint.Use use = variable.use();
    return new Explanation.Variable(
        use.displayName(),
        Names.type(variable.type()),
        writer.bytes(section) + bytes(writer.arrays(section)),
        use.cell(),
        use.chain());
  }

  private static long bytes(List<ArrayRef> arrays) {
    return arrays.stream().mapToLong(ArrayRef::bytes).sum();
  }

  private void addArrays(String holder, List<ArrayRef> refs) {
    for (ArrayRef ref : refs) {
      arrays.computeIfAbsent(
          ref,
          _ ->
              new Explanation.BigArray(
                  Names.type(ref.type()), ref.bytes(), holder, isKnown.test(ref)));
    }
  }

  private String description() {
    SerializedLambda lambda = LambdaForm.of(task);
    return lambda == null
        ? Names.type(task.getClass())
        : CaptureNames.of(lambda, task.getClass()).lambda();
  }

  private List<Explanation.Capture> captures() {
    SerializedLambda lambda = LambdaForm.of(task);
    if (lambda == null) {
      return List.of();
    }
    CaptureNames names = CaptureNames.of(lambda, task.getClass());
    List<Explanation.Capture> captures = new ArrayList<>();
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      Object value = lambda.getCapturedArg(i);
      String type = value == null ? "null" : Names.type(value.getClass());
      try {
        var alone =
            new SurveyWriter(new ByteArrayOutputStream(), List.of(), bigArrays, Set.of(), null);
        alone.write(value);
        addArrays(names.name(i), alone.arrays());
        captures.add(
            new Explanation.Capture(names.name(i), type, alone.bytes(0) + bytes(alone.arrays())));
      } catch (IOException | RuntimeException | StackOverflowError | AssertionError e) {
        captures.add(new Explanation.Capture(names.name(i), type, 0)); // it was refused above
      }
    }
    return captures;
  }

  private static Explanation.UsedClass usedClass(CellClass c) {
    return new Explanation.UsedClass(
        name(c), c.cell(), c.sha256().substring(0, 8), c.bytes().length);
  }

  /// JShell keeps each variable and each method in a class with a number.
  private static String name(CellClass c) {
    ClassFacts facts = new ClassFacts(c);
    if (!facts.isWrapper()) {
      return Names.type(c.name());
    }
    List<String> names = new ArrayList<>();
    facts.statics().stream().filter(name -> name.indexOf('$') < 0).sorted().forEach(names::add);
    facts.methods().stream()
        .map(method -> method.substring(0, method.indexOf('(')))
        .filter(name -> name.indexOf('$') < 0 && name.charAt(0) != '<')
        .distinct()
        .sorted()
        .forEach(name -> names.add(name + "()"));
    return names.isEmpty() ? "the code of the cell" : String.join(", ", names);
  }
}

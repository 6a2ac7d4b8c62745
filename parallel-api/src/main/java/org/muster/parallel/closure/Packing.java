package org.muster.parallel.closure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.TaskNotSerializableException;
import org.muster.parallel.closure.Footprint.Use;
import org.muster.parallel.spi.ClassSource;

/// Packs one thing.
///
/// Which variables to write is known only from what is in the graph, and what is in the graph
/// depends on the variables. So it is written without any, looked at, and written again with those
/// that the code found in it can reach, until nothing new turns up: two or three times. The same
/// lambda then keeps its plan, and is written once from then on.
final class Packing {

  /// Variables whose values need each other to be read have no right order; any is taken then.
  private static final int ROUNDS_FOR_ORDER = 8;

  private static final Map<Subject, ClassValue<AtomicReference<@Nullable Plan>>> PLANS =
      Map.of(Subject.TASK, newPlans(), Subject.ITEMS, newPlans(), Subject.SHARED, newPlans());

  private static ClassValue<AtomicReference<@Nullable Plan>> newPlans() {
    return new ClassValue<>() {
      @Override
      protected AtomicReference<@Nullable Plan> computeValue(Class<?> type) {
        return new AtomicReference<>();
      }
    };
  }

  private final Subject subject;
  private final @Nullable Object root;
  private final BigArrays bigArrays;
  private boolean deep;

  Packing(Subject subject, @Nullable Object root, BigArrays bigArrays) {
    this.subject = subject;
    this.root = root;
    this.bigArrays = bigArrays;
  }

  /// @throws TaskNotSerializableException if something in it cannot travel
  Packed pack() {
    AtomicReference<@Nullable Plan> remembered = plan();
    Plan plan = remembered == null ? null : remembered.get();
    if (plan != null) {
      Packed packed = follow(plan);
      if (packed != null) {
        return packed;
      }
    }
    Settled settled = settle(subject, this::write);
    if (remembered != null) {
      GraphWriter writer = settled.writer();
      remembered.set(new Plan(settled.order(), writer.sections(), settled.footprint()));
    }
    return packed(settled.writer(), settled.footprint());
  }

  /// What a graph has to hold, found by writing it.
  ///
  /// @param writer of the last attempt, which wrote all of these variables
  record Settled(GraphWriter writer, List<Variable> order, Footprint footprint) {}

  /// Writes until nothing new turns up.
  ///
  /// @param write makes one attempt with these variables
  static Settled settle(Subject subject, Function<List<Variable>, ? extends GraphWriter> write) {
    List<Variable> order = List.of();
    for (int round = 1; ; round++) {
      GraphWriter writer = write.apply(order);
      ClassSource source = writer.source();
      if (source == null || subject == Subject.RESULT) {
        return new Settled(writer, order, Footprint.NONE);
      }
      CellWorld world = CellWorld.of(source);
      List<Set<Root>> sections = writer.sections();
      Footprint footprint = world.footprint(source, Plan.union(sections));
      List<Variable> next = new ReadOrder(world, source, order, sections).of(footprint.reads());
      boolean sameSet = next.size() == order.size() && new HashSet<>(order).containsAll(next);
      if (next.equals(order) || (sameSet && round > ROUNDS_FOR_ORDER)) {
        return new Settled(writer, order, footprint);
      }
      order = next;
    }
  }

  private static Packed packed(GraphWriter writer, Footprint footprint) {
    return new Packed(
        writer.graph(),
        writer.arrays(),
        footprint.classes(),
        footprint.writes().stream().map(Packing::warning).toList());
  }

  static String warning(Use use) {
    return """
    the task changes `%s`%s in %s: the change stays in the worker, the notebook keeps its value. \
    Return the new value from the task instead, or keep it in a shared object such as `SharedLong`.\
    """
        .formatted(
            use.displayName(),
            use.cell() == 0 ? "" : " (declared in cell [%d])".formatted(use.cell()),
            use.chain().getLast());
  }

  /// Only classes of cells remember plans: a plan refers to their variables, and must go with them.
  private @Nullable AtomicReference<@Nullable Plan> plan() {
    Object key = root instanceof Object[] items && items.length > 0 ? items[0] : root;
    ClassValue<AtomicReference<@Nullable Plan>> plans = PLANS.get(subject);
    Class<?> type = key instanceof Class<?> itself ? itself : key == null ? null : key.getClass();
    return type == null || plans == null || ClassSource.of(type) == null ? null : plans.get(type);
  }

  /// How a task was packed last, if that is remembered.
  static @Nullable Plan planOf(Object task) {
    AtomicReference<@Nullable Plan> plan = new Packing(Subject.TASK, task, BigArrays.NONE).plan();
    return plan == null ? null : plan.get();
  }

  /// Packs as the plan says, or returns null if it is out of date.
  private @Nullable Packed follow(Plan plan) {
    GraphWriter writer;
    try {
      writer = write(plan.order());
    } catch (TaskNotSerializableException e) {
      return null; // perhaps because of a variable that is not used any more
    }
    ClassSource source = writer.source();
    List<Set<Root>> sections = writer.sections();
    if (source == null || !sections.equals(plan.sections())) {
      return null;
    }
    return plan.isCurrent(source) ? packed(writer, plan.footprint()) : null;
  }

  private GraphWriter write(List<Variable> order) {
    if (!deep) {
      try {
        return tryToWrite(order);
      } catch (StackOverflowError e) {
        deep = true;
      }
    }
    return BigStack.run(() -> tryToWrite(order));
  }

  private GraphWriter tryToWrite(List<Variable> order) {
    GraphWriter writer = null;
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
      bytes.write(deep ? Unpacker.DEEP : Unpacker.SHALLOW);
      writer = new GraphWriter(bytes, order, bigArrays);
      writer.write(root);
      for (GraphWriter.SynchronizerFound found : writer.synchronizers()) {
        new Refusal(subject, root, writer.variable(found.section()))
            .ifReachable(found.synchronizer());
      }
      if (writer.isSuspicious()) {
        refuseCycles(order);
      }
      return writer;
    } catch (TaskNotSerializableException e) {
      throw e;
    } catch (StackOverflowError e) {
      if (deep && writer != null) {
        throw new Refusal(subject, root, writer.current()).because(e);
      }
      throw e;
    } catch (IOException | RuntimeException | AssertionError e) {
      if (writer == null) {
        throw new IllegalStateException("writing to memory failed", e);
      }
      throw new Refusal(subject, root, writer.current()).because(e);
    }
  }

  private void refuseCycles(List<Variable> order) {
    CycleFinder finder = new CycleFinder();
    for (Variable variable : order) {
      CycleFinder.Cycle cycle = finder.from(variable.value());
      if (cycle != null) {
        throw new Refusal(subject, root, variable).of(cycle);
      }
    }
    CycleFinder.Cycle cycle = finder.from(root);
    if (cycle != null) {
      throw new Refusal(subject, root, null).of(cycle);
    }
  }
}

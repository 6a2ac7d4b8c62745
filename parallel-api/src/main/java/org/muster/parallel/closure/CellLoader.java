package org.muster.parallel.closure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;
import org.muster.parallel.spi.DisplayLine;

/// The cell classes of a worker, each in one version: a generation. A class that was defined again
/// in the notebook takes a new generation, beside the old one as long as a task of that runs.
///
/// Classes are defined when something needs them, with [StopChecks].
///
/// **Threads.** May be used from any thread.
public final class CellLoader extends ClassLoader implements ClassSource {

  static {
    registerAsParallelCapable();
  }

  /// Where the functions are that only a notebook has.
  private static final String NOTEBOOK = "org.muster.kernel.";

  private final Map<String, CellClass> known = new ConcurrentHashMap<>();
  private final Function<String, @Nullable CellClass> pull;
  private volatile @Nullable Unpacked running;

  /// @param parent finds everything that is not of a cell
  /// @param pull asks the notebook for a class by binary name, null if it has none; only needed for
  ///   a class that is found by reflection, since all others were added
  public CellLoader(ClassLoader parent, Function<String, @Nullable CellClass> pull) {
    super("cells", parent);
    this.pull = pull;
  }

  /// Whether all of these can be classes of this loader: none is known in another version.
  public boolean accepts(List<CellClass> classes) {
    for (CellClass each : classes) {
      if (!accepts(each.name(), each.sha256())) {
        return false;
      }
    }
    return true;
  }

  /// Whether all of these can be classes of this loader: none is known in another version.
  ///
  /// @param versions hash by binary name
  public boolean accepts(Map<String, String> versions) {
    for (Map.Entry<String, String> each : versions.entrySet()) {
      if (!accepts(each.getKey(), each.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean accepts(String name, String sha256) {
    CellClass there = known.get(name);
    return there == null || there.sha256().equals(sha256);
  }

  /// Makes a class known.
  ///
  /// @throws IllegalArgumentException if it is known in another version
  public void add(CellClass cellClass) {
    CellClass there = known.putIfAbsent(cellClass.name(), cellClass);
    if (there != null && !there.sha256().equals(cellClass.sha256())) {
      throw new IllegalArgumentException(
          "this generation has another version of %s: %s".formatted(cellClass, there));
    }
  }

  /// A class that was added, as it was added; without the checks, and so fit to be sent on.
  @Override
  public @Nullable CellClass cellClass(String name) {
    return known.get(name);
  }

  /// The task that runs with these classes from now on, or null: its variables count, whatever
  /// items bring along.
  public void turnTo(@Nullable Unpacked task) {
    running = task;
  }

  void bindAgain() {
    Unpacked task = running;
    if (task != null) {
      task.bind();
    }
  }

  /// Makes a class known that an item needs, if the notebook has it: the item brings the values of
  /// its variables.
  void learn(String name) {
    if (!knows(name)) {
      CellClass pulled = pull.apply(name);
      if (pulled != null && pulled.name().equals(name)) {
        CellClass _ = known.putIfAbsent(name, pulled);
      }
    }
  }

  /// How many classes are known beside those with these names.
  int countBeside(Set<String> names) {
    return known.size() - (int) names.stream().filter(known::containsKey).count();
  }

  boolean knows(String name) {
    return known.containsKey(name);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    CellClass found = known.get(name);
    if (found == null) {
      CellClass pulled = pull.apply(name);
      if (pulled == null || !pulled.name().equals(name)) {
        checkIsNotOfNotebook(name);
        throw new ClassNotFoundException(name);
      }
      checkHasNoVariables(pulled);
      add(pulled);
      found = pulled;
    }
    byte[] woven = StopChecks.weave(found.bytes(), new Types(this::bytes, getParent()));
    return defineClass(name, woven, 0, woven.length);
  }

  /// Says why a class of the notebook's own functions is not there.
  private static void checkIsNotOfNotebook(String name) {
    if (name.startsWith(NOTEBOOK)) {
      throw new NoClassDefFoundError(DisplayLine.ONLY_IN_NOTEBOOK);
    }
  }

  /// The values of variables travel with a task, and this class was not known to be a part of it:
  /// rather no class than one whose variables are zero.
  private static void checkHasNoVariables(CellClass pulled) {
    List<String> variables = new ClassFacts(pulled).variables();
    if (!variables.isEmpty()) {
      throw new NoClassDefFoundError(
          """
          the task found code by its name that uses %s%s, whose value was not sent with the task. \
          Mention the class of that code in the task, as in `Some.class`, or pass its name as it \
          is.\
          """
              .formatted(
                  "`" + String.join("`, `", variables) + "`",
                  pulled.cell() == 0 ? "" : " (declared in cell [%d])".formatted(pulled.cell())));
    }
  }

  private byte @Nullable [] bytes(String name) {
    CellClass found = known.get(name);
    return found == null ? null : found.bytes();
  }
}

package org.muster.parallel.closure;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// What was learnt about the classes of one source, kept as long as it is true. A class that was
/// defined again has another hash, and what depended on it is found out anew.
///
/// Nothing here holds the source or a class of it: the source goes when its notebook lets it go,
/// and then this goes too.
final class CellWorld {

  /// A session makes thousands of lambdas, of which the old ones are never packed again.
  private static final int REMEMBERED_FOOTPRINTS = 500;

  private static final Map<ClassSource, CellWorld> WORLDS = new WeakHashMap<>();

  private static final int FEW_FACTS = 500;

  private final Map<String, ClassFacts> facts = new ConcurrentHashMap<>();
  private volatile int tidyFactsAt = FEW_FACTS;
  private final Map<Set<Root>, Footprint> footprints = new ConcurrentHashMap<>();

  private CellWorld() {}

  static CellWorld of(ClassSource source) {
    synchronized (WORLDS) {
      return WORLDS.computeIfAbsent(source, _ -> new CellWorld());
    }
  }

  /// The loader that the source is: [ClassSource#of] finds no others.
  static ClassLoader loaderOf(ClassSource source) {
    return source instanceof ClassLoader loader ? loader : CellWorld.class.getClassLoader();
  }

  /// The class as the source has it now, or null if it is not of a cell.
  @Nullable ClassFacts facts(ClassSource source, String internalName) {
    CellClass now = source.cellClass(internalName.replace('/', '.'));
    if (now == null) {
      return null;
    }
    ClassFacts known = facts.get(internalName);
    if (known != null && isSame(known.cellClass(), now)) {
      return known;
    }
    ClassFacts read = new ClassFacts(now);
    facts.put(internalName, read);
    if (facts.size() > tidyFactsAt) {
      facts.keySet().removeIf(name -> source.cellClass(name.replace('/', '.')) == null);
      tidyFactsAt = Math.max(FEW_FACTS, 2 * facts.size());
    }
    return read;
  }

  /// What the code at these roots can reach now.
  Footprint footprint(ClassSource source, Set<Root> roots) {
    Footprint known = footprints.get(roots);
    if (known != null && isCurrent(source, known)) {
      return known;
    }
    Reachability reached = new Reachability(source, this);
    roots.forEach(reached::start);
    List<CellClass> classes = classes(source, roots);
    reached.finish(classes);
    Footprint found = new Footprint(reached.reads(), reached.writes(), classes);
    if (footprints.size() >= REMEMBERED_FOOTPRINTS) {
      footprints.clear();
    }
    footprints.put(Set.copyOf(roots), found);
    return found;
  }

  private static boolean isCurrent(ClassSource source, Footprint footprint) {
    for (CellClass each : footprint.classes()) {
      CellClass now = source.cellClass(each.name());
      if (now == null || !isSame(each, now)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(CellClass a, CellClass b) {
    return a.sha256().equals(b.sha256()) && a.cell() == b.cell();
  }

  /// Every class that these mention, and that those mention, and so on: a worker never has to stop
  /// and ask for one.
  private List<CellClass> classes(ClassSource source, Collection<Root> roots) {
    Map<String, CellClass> found = new LinkedHashMap<>();
    Deque<ClassFacts> open = new ArrayDeque<>();
    for (Root root : roots) {
      switch (root) {
        case Root.Lambda(String implClass, _, _, String type) -> {
          visit(source, implClass, found, open);
          visit(source, type, found, open);
        }
        case Root.Instance(String type) -> visit(source, type, found, open);
        case Root.Initialiser(String type) -> visit(source, type, found, open);
      }
    }
    while (!open.isEmpty()) {
      for (String name : open.remove().references()) {
        visit(source, name.replace('.', '/'), found, open);
      }
    }
    return List.copyOf(found.values());
  }

  private void visit(
      ClassSource source,
      String internalName,
      Map<String, CellClass> found,
      Deque<ClassFacts> open) {
    if (!found.containsKey(internalName)) {
      ClassFacts type = facts(source, internalName);
      if (type != null) {
        found.put(internalName, type.cellClass());
        open.add(type);
      }
    }
  }
}

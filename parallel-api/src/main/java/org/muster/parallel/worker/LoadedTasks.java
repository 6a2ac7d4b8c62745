package org.muster.parallel.worker;

import java.lang.classfile.ClassFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.ArraySource;
import org.muster.parallel.closure.CellLoader;
import org.muster.parallel.closure.Generations;
import org.muster.parallel.closure.LambdaFactory;
import org.muster.parallel.closure.LibraryLoader;
import org.muster.parallel.closure.Unpacked;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.wire.ClassBytes;
import org.muster.parallel.wire.ClassRef;
import org.muster.parallel.wire.Message;

/// The classes and tasks that the pool has sent, rebuilt when a chunk first needs them.
///
/// Belongs to the task thread, the class loaders excepted.
final class LoadedTasks {

  private static final int PULL_SECONDS = 30;

  /// A task in this JVM.
  ///
  /// @param loader has its classes
  record Loaded(Object task, CellLoader loader, Unpacked unpacked) {}

  private final PoolLine line;
  private final Inbox inbox;
  private final ArraySource arrays;
  private final Map<String, CellClass> classes = new ConcurrentHashMap<>();
  private final Map<Long, Message.DefineTask> defined = new HashMap<>();
  private final Map<Long, Loaded> loaded = new HashMap<>();
  private final LibraryLoader libraries =
      new LibraryLoader(LoadedTasks.class.getClassLoader(), Set.of());
  private final Map<Long, LambdaFactory> factories = new HashMap<>();
  private final Generations generations;
  private @Nullable Loaded current;

  LoadedTasks(PoolLine line, Inbox inbox, ArraySource arrays) {
    this.line = line;
    this.inbox = inbox;
    this.arrays = arrays;
    this.generations = new Generations(libraries, this::pull);
  }

  void add(List<ClassBytes> sent) {
    for (ClassBytes c : sent) {
      CellClass honest = checked(c);
      if (honest != null) {
        classes.put(honest.sha256(), honest);
      }
    }
  }

  void forgetClasses(List<String> hashes) {
    classes.keySet().removeAll(hashes);
  }

  void addLibraries(List<String> paths) {
    libraries.add(paths.stream().map(Path::of).toList());
  }

  void define(Message.DefineTask task) {
    defined.put(task.task(), task);
  }

  void forget(long task) {
    defined.remove(task);
    factories.remove(task);
    Loaded forgotten = loaded.remove(task);
    if (forgotten == current) {
      current = null;
      if (forgotten != null) {
        forgotten.loader().turnTo(null);
      }
    }
  }

  /// The task of a chunk, ready to run: its notebook variables have the values that they had when
  /// it was submitted.
  ///
  /// @param itemClasses classes that the items need besides
  Loaded prepare(long number, List<ClassRef> itemClasses) {
    Loaded task = loaded.get(number);
    if (task == null) {
      Message.DefineTask definition = defined.get(number);
      if (definition == null) {
        throw new IllegalStateException("the pool never sent task " + number);
      }
      task = load(definition);
      loaded.put(number, task);
      defined.remove(number); // its graph may be large
    }
    for (ClassRef ref : itemClasses) {
      CellClass c = classes.get(ref.sha256());
      if (c != null) {
        task.loader().add(c);
      }
    }
    if (task != current) {
      task.unpacked().bind();
      task.loader().turnTo(task.unpacked());
      Thread.currentThread().setContextClassLoader(task.loader());
      current = task;
    }
    return task;
  }

  private Loaded load(Message.DefineTask definition) {
    CellLoader loader = loader(definition.classes());
    Unpacked unpacked = Unpacker.unpack(definition.graph().array(0), loader, arrays);
    Object task = unpacked.root();
    if (task == null) {
      throw new IllegalStateException("the pool sent no task");
    }
    return new Loaded(task, loader, unpacked);
  }

  /// Makes lambdas like the task with this number.
  LambdaFactory factory(long number, Loaded example) {
    return factories.computeIfAbsent(number, _ -> LambdaFactory.like(example.task()));
  }

  /// The loader for calls that come as graphs of their own. Their notebook variables are set as
  /// they are read, so those of the last task have to be set again for the next one.
  CellLoader turnToCalls(List<ClassRef> manifest) {
    current = null;
    CellLoader loader = loader(manifest);
    loader.turnTo(null);
    Thread.currentThread().setContextClassLoader(loader);
    return loader;
  }

  private CellLoader loader(List<ClassRef> refs) {
    Map<String, String> manifest = new HashMap<>();
    for (ClassRef ref : refs) {
      manifest.put(ref.name(), ref.sha256());
    }
    return generations.loader(manifest, classes::get);
  }

  /// Asks the pool for a class that a task looked up by name. May be called from any thread.
  private @Nullable CellClass pull(String name) {
    var answer = inbox.awaitClass(name);
    line.send(new Message.PullClass(name));
    try {
      ClassBytes found = answer.get(PULL_SECONDS, TimeUnit.SECONDS);
      return found == null ? null : checked(found);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }

  /// The class if it is what it was announced as: this hash, this name. Anything else is dropped,
  /// as if it had not been sent, so that no task can be given it.
  private static @Nullable CellClass checked(ClassBytes c) {
    CellClass found = CellClass.of(c.ref().name(), c.bytes(), c.cell());
    return found.sha256().equals(c.ref().sha256()) && found.name().equals(nameIn(c.bytes()))
        ? found
        : null;
  }

  /// The name that a class file gives itself, or null if it is none.
  private static @Nullable String nameIn(byte[] classFile) {
    try {
      return ClassFile.of().parse(classFile).thisClass().asInternalName().replace('/', '.');
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}

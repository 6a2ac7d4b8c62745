package org.muster.parallel.manager;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.LiveProcess;
import org.muster.parallel.memory.SharedBlock;

/// The objects of a manager as this process calls them: right here in the process that opened it,
/// by requests elsewhere.
///
/// **Threads.** Any.
public final class Core implements AutoCloseable {

  /// How long a caller and the manager look out for each other before they sleep. To be woken takes
  /// some 50 µs, an answer 5 to 20.
  static final long SPIN_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 20_000 : 0;

  static final String TO_STRING = "toString()";

  /// The memory that a manager needs.
  public static final long BYTES = Requests.BYTES;

  private static final long MANAGER = 0;

  /// What the manager itself can do.
  private enum Making implements Operation<Server> {
    LIST,
    MAP,
    SET,
    SHARE;

    static final Operation<Server>[] ALL = values();

    @Override
    @SuppressWarnings("unchecked") // the caller has the types
    public Object apply(Server server, @Nullable Object[] arguments) {
      return server.add(
          switch (this) {
            case LIST -> {
              List<@Nullable Object> list = new ArrayList<>();
              yield new Target.OfOurs<>(list, ListOperation.ALL);
            }
            case MAP -> {
              Map<Object, Object> map = new LinkedHashMap<>();
              yield new Target.OfOurs<>(map, MapOperation.ALL);
            }
            case SET -> {
              Set<@Nullable Object> set = new LinkedHashSet<>();
              yield new Target.OfOurs<>(set, SetOperation.ALL);
            }
            case SHARE ->
                new ActorTarget(
                    (Class<?>) Objects.requireNonNull(arguments[0]),
                    Objects.requireNonNull(arguments[1]));
          });
    }
  }

  private final SharedBlock block;
  private final Requests requests;
  private final long owner;
  private final @Nullable Server server;
  private @Nullable Client client;

  /// @param block whose first parameter is the number of the process that opened the manager
  public Core(SharedBlock block) {
    this.block = block;
    requests = new Requests(block);
    owner = block.parameter(0);
    server = block.isNew() ? new Server(block, requests) : null;
  }

  /// Begins to serve, in the process that opened it.
  ///
  /// @return ends that
  public Runnable serve() {
    Server here = Objects.requireNonNull(server, "only the process that opened it serves");
    here.open(Making.ALL);
    return here::close;
  }

  static IllegalStateException closed(long owner) {
    return new IllegalStateException(
        "the manager was closed in its process %d, and its lists, maps and shared objects are gone"
            .formatted(LiveProcess.pid(owner)));
  }

  // ---- objects ---------------------------------------------------------------------------------

  /// Makes a list; all return the number of the new object.
  public long newList() {
    return make(Making.LIST);
  }

  public long newMap() {
    return make(Making.MAP);
  }

  public long newSet() {
    return make(Making.SET);
  }

  /// Keeps an object: this one in the process that opened the manager, a copy of it elsewhere.
  public long share(Class<?> type, Object object) {
    return make(Making.SHARE, type, object);
  }

  private long make(Making what, @Nullable Object... arguments) {
    return (Long) Objects.requireNonNull(call(MANAGER, what, arguments));
  }

  // ---- calls -----------------------------------------------------------------------------------

  /// Does something with an object.
  public @Nullable Object call(long object, Operation<?> operation, @Nullable Object... arguments) {
    try {
      return call(name(operation), object, operation.ordinal(), arguments);
    } catch (Throwable e) { // undeclared, as from any function
      throw Thrown.<RuntimeException>sneak(e);
    }
  }

  /// As [#call], but does not wait if it is certain that it will succeed. Whoever calls next, in
  /// whatever process, finds it done.
  ///
  /// @param argument of an operation that always succeeds
  public void tell(long object, Operation<?> operation, @Nullable Object argument) {
    if (server != null || !Values.isSimple(argument)) {
      Object _ = call(object, operation, argument);
      return;
    }
    try {
      client().tell(name(operation), Values.encode(object, operation.ordinal(), argument));
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Calls a method of an object that was shared.
  public @Nullable Object call(long object, Method method, @Nullable Object... arguments)
      throws Throwable {
    return call(method.getName() + "()", object, ActorTarget.key(method), arguments);
  }

  /// What an object that was shared says of itself.
  public String text(long object) {
    try {
      return String.valueOf(call(TO_STRING, object, TO_STRING));
    } catch (Throwable e) {
      throw Thrown.<RuntimeException>sneak(e);
    }
  }

  private @Nullable Object call(
      String what, long object, Object operation, @Nullable Object... arguments) throws Throwable {
    if (server != null) {
      if (!block.isOpen()) {
        throw closed(owner);
      }
      return server.call(what, object, operation, arguments);
    }
    var row = new Object[arguments.length + 2];
    row[0] = object;
    row[1] = operation;
    System.arraycopy(arguments, 0, row, 2, arguments.length);
    byte[] encoded = Values.encode(row);
    try {
      return client().call(what, encoded);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  private synchronized Client client() {
    block.checkOpen();
    if (client == null) {
      if (requests.isClosed()) {
        throw closed(owner);
      }
      client = new Client(block, requests, owner);
    }
    return client;
  }

  /// As in the code that calls.
  private static String name(Operation<?> operation) {
    String[] words = operation.name().toLowerCase(Locale.ROOT).split("_", -1);
    var name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i], 1, words[i].length());
    }
    return name.append("()").toString();
  }

  /// How many other processes have called, as far as they are known to be there still.
  public int callers() {
    return server == null ? 0 : server.callers();
  }

  /// The process where they are.
  public long pid() {
    return LiveProcess.pid(owner);
  }

  /// In the process that opened the manager, ends it; elsewhere only says good-bye.
  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    } else if (client != null) {
      client.close();
      client = null;
    }
  }
}

package org.muster.kernel.comm;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.message.Json;
import org.muster.kernel.message.Publication;

/// The comms of this kernel, and the targets that front ends may open comms to.
///
/// ```java
/// comms().onOpen("echo", (comm, opened) -> comm.onMessage(message -> comm.send(message.data())));
/// ```
///
/// **Threads.** Everything may be called from any thread. What is said belongs to the cell whose
/// thread says it.
public final class Comms {

  private final Consumer<Publication> outsideCells;
  private final Map<String, BiConsumer<Comm, CommMessage>> targets = new ConcurrentHashMap<>();
  private final Map<String, Comm> open = new ConcurrentHashMap<>();

  /// No comms yet.
  ///
  /// @param outsideCells publishes what is said before the first cell
  public Comms(Consumer<Publication> outsideCells) {
    this.outsideCells = outsideCells;
  }

  /// Lets front ends open comms to a target; replaces the handler before.
  ///
  /// @param handler gets the new comm and what was said with its opening
  public void onOpen(String target, BiConsumer<Comm, CommMessage> handler) {
    targets.put(target, handler);
  }

  /// Opens a comm to a target that front ends know.
  ///
  /// @param data what is said with the opening: texts, numbers, booleans, lists, maps and records
  public Comm open(String target, Map<String, ? extends @Nullable Object> data) {
    return open(target, data, Map.of(), List.of());
  }

  /// Opens a comm to a target that front ends know.
  ///
  /// @param metadata of the message around the data
  /// @param buffers binary data beside it
  public Comm open(
      String target,
      Map<String, ? extends @Nullable Object> data,
      Map<String, ? extends @Nullable Object> metadata,
      List<byte[]> buffers) {
    Comm comm = add(UUID.randomUUID().toString(), target);
    say("comm_open", comm, data, metadata, buffers);
    return comm;
  }

  /// Those that are open now.
  public List<Comm> open() {
    return List.copyOf(open.values());
  }

  Comm add(String id, String target) {
    var comm = new Comm(this, id, target);
    open.put(id, comm);
    return comm;
  }

  @Nullable Comm find(String id) {
    return open.get(id);
  }

  void forget(Comm comm) {
    open.remove(comm.id());
  }

  @Nullable BiConsumer<Comm, CommMessage> target(String name) {
    return targets.get(name);
  }

  void say(
      String type,
      Comm comm,
      Map<String, ? extends @Nullable Object> data,
      Map<String, ? extends @Nullable Object> metadata,
      List<byte[]> buffers) {
    var content = new JsonObject();
    content.addProperty("comm_id", comm.id());
    if (type.equals("comm_open")) {
      content.addProperty("target_name", comm.target());
    }
    content.add("data", Json.ofMap(data));
    // What the cell does to its arrays after this is not said any more.
    List<byte[]> copies = buffers.stream().map(byte[]::clone).toList();
    var said = new Publication.Comm(type, content, Json.ofMap(metadata), copies);
    CellRun run = CellRun.ofThread();
    if (run == null) {
      outsideCells.accept(said);
    } else {
      run.output().publish(said);
    }
  }
}

package org.muster.parallel.worker;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.SharedSegment;
import org.muster.parallel.memory.Slots;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.MemoryFile;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;
import org.muster.parallel.wire.Stowage;

/// The memory that this worker shares with its pool, once the pool has said so.
///
/// Belongs to the task thread.
final class SharedRoom implements Stowage {

  private @Nullable SharedSegment items;
  private @Nullable Slots results;

  /// Slots with frames that were not sent yet, by offset.
  private final Map<Long, Slots.Slot> unsent = new HashMap<>();

  /// Opens the memory. If that is not possible, what is there stays out of reach, and results
  /// travel in messages.
  void open(Message.SharedMemory shared) {
    try {
      if (SharedSegment.isAvailable()) {
        items = SharedSegment.attach(handle(shared.items()));
        results = new Slots(SharedSegment.attach(handle(shared.results())));
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      // The pool learns of it with the first chunk that cannot be read.
    }
  }

  private static SharedSegment.Handle handle(MemoryFile file) {
    return new SharedSegment.Handle(file.id(), file.pid(), file.descriptor(), file.bytes());
  }

  /// Whether these items can be read here.
  boolean reaches(Payload payload) {
    return items != null || payload.isWhole();
  }

  /// The items with frames that can be read.
  ///
  /// @throws IllegalArgumentException if they are damaged
  Payload find(Payload payload) {
    return payload.found(this::at);
  }

  private Frame.Stored at(Frame.Place place) {
    SharedSegment segment = items;
    if (segment == null || place.size() > segment.memory().byteSize() - place.offset()) {
      throw new IllegalArgumentException("a damaged payload: " + place);
    }
    return new Frame.Stored(
        place, segment.memory().asSlice(place.offset(), place.size()), () -> {});
  }

  @Override
  public Frame.@Nullable Stored take(long bytes) {
    Slots there = results;
    Slots.Slot slot = there == null || bytes < SMALLEST ? null : there.take(bytes);
    if (slot == null) {
      return null;
    }
    unsent.put(slot.offset(), slot);
    return new Frame.Stored(new Frame.Place(slot.offset(), bytes), slot.memory(), slot::giveBack);
  }

  /// The pool gets these results, and nothing else that was encoded before.
  void sending(Payload sent) {
    if (unsent.isEmpty()) {
      return;
    }
    for (Frame frame : sent.frames()) {
      if (frame instanceof Frame.Stored stored) {
        Slots.Slot slot = unsent.remove(stored.place().offset());
        if (slot != null) {
          slot.handOver();
        }
      }
    }
    unsent.values().forEach(Slots.Slot::giveBack);
    unsent.clear();
  }
}

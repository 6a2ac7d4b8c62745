package org.muster.parallel.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a pool and its workers say to each other; one record is one ZeroMQ message. Adding a record
/// is a protocol change: the compiler then points at every `switch` of the pool that has to decide
/// about it, and a test at what writes and reads it.
///
/// Jobs, tasks and chunks are named by numbers that the pool gives out and never uses twice.
public sealed interface Message {

  /// The version of this protocol. Pool and worker run the same jar, so there is only one.
  int VERSION = 3;

  /// Pool to worker.
  sealed interface Request extends Message {}

  /// Worker to pool.
  sealed interface Reply extends Message {}

  /// The pool has checked the worker's token; this is the pool's, for the worker to check.
  ///
  /// @param largestResult how many bytes the pool can take in for one chunk
  /// @param directPort where the worker may open a direct line beside ZeroMQ, on the host that it
  ///   has connected to; 0 if it may not
  record Welcome(byte[] token, int worker, long largestResult, int directPort) implements Request {}

  /// Classes that the worker does not have yet.
  record Classes(List<ClassBytes> classes) implements Request {
    public Classes {
      classes = List.copyOf(classes);
    }
  }

  /// Jars and folders, by absolute path, that whatever is loaded from now on finds its libraries
  /// in.
  record Libraries(List<String> paths) implements Request {
    public Libraries {
      paths = List.copyOf(paths);
    }
  }

  /// A function with what it captured. Chunks name it by its number from now on.
  ///
  /// @param classes every notebook class that it needs, sent before
  record DefineTask(long task, List<ClassRef> classes, Payload graph) implements Request {
    public DefineTask {
      classes = List.copyOf(classes);
    }
  }

  /// The elements of a big array. Graphs of tasks and chunks that come later name it by its number.
  record Blob(long blob, Payload elements) implements Request {}

  /// No graph that comes later names this array.
  record ForgetBlob(long blob) implements Request {}

  /// What comes later names none of these class files before it has been sent again.
  ///
  /// @param hashes of the class files
  record ForgetClasses(List<String> hashes) implements Request {
    public ForgetClasses {
      hashes = List.copyOf(hashes);
    }
  }

  /// No chunk will name this task again.
  record ForgetTask(long task) implements Request {}

  /// Apply the task to `count` items; the first is item `from` of the job.
  ///
  /// @param classes the notebook classes of the items themselves, sent before
  record RunChunk(
      long job, long chunk, long task, long from, int count, List<ClassRef> classes, Payload items)
      implements Request {
    public RunChunk {
      if (count < 1) {
        throw new IllegalArgumentException("a chunk is never empty");
      }
      classes = List.copyOf(classes);
    }
  }

  /// Run calls, each a job of one chunk, one after the other. Each is answered for itself.
  ///
  /// @param site the task that is an example of all of them; [#NO_TASK] if each comes as a graph
  /// @param ids of the calls: number of the job and of its chunk
  /// @param classes every notebook class that the graphs need, sent before
  /// @param calls the captured values: two frames for all first ones, two for all second ones, and
  ///   so on; or one frame with all graphs
  record RunCalls(long site, long[] ids, List<ClassRef> classes, Payload calls) implements Request {

    /// The number of no task.
    public static final long NO_TASK = -1;

    public RunCalls {
      if (ids.length == 0) {
        throw new IllegalArgumentException("there is no call to run");
      }
      classes = List.copyOf(classes);
    }
  }

  /// Drop the job's chunks that were not started; stop the one that is running. Every one of them
  /// is still answered. Takes effect as soon as it arrives.
  record Cancel(long job) implements Request {}

  /// Nothing of a cancelled job comes after this.
  record ForgetJob(long job) implements Request {}

  /// Give back what was not started: others have nothing to do. Takes effect as soon as it arrives.
  ///
  /// @param given how many chunks and calls the worker was sent, since it is there
  record GiveBack(long given) implements Request {}

  /// The answer to [PullClass].
  ///
  /// @param found null if no cell declares it
  record PulledClass(String name, @Nullable ClassBytes found) implements Request {}

  /// So many bytes of [Output] have been taken: the worker may print as many more.
  record OutputTaken(int bytes) implements Request {}

  /// Memory that the worker shares with the pool from now on.
  ///
  /// @param items where the frames are that the pool sends
  /// @param results nobody but the worker writes into: where its large frames are
  record SharedMemory(MemoryFile items, MemoryFile results) implements Request {}

  /// Leave.
  record Stop() implements Request {}

  /// A worker's first message.
  record Hello(byte[] token, int version, long pid) implements Reply {}

  /// A worker's answer to the welcome, before any other: how much it can hold, the largest size of
  /// its heap.
  record Capacity(long heapBytes) implements Reply {}

  /// How much memory a worker's process uses now; told when that has changed much.
  record Memory(long bytes) implements Reply {}

  /// All items of a chunk have their results.
  ///
  /// @param nanos what the chunk took in the worker, decoding and encoding included
  /// @param started when the worker began it, by its own clock
  /// @param prepareNanos of these, what getting the code ready took
  /// @param decodeNanos of these, what decoding the items took
  /// @param runNanos of these, what the task itself took
  record ChunkDone(
      long job,
      long chunk,
      Payload results,
      long nanos,
      long started,
      long prepareNanos,
      long decodeNanos,
      long runNanos)
      implements Reply {}

  /// Some of the calls that the worker was given have their results, small values all.
  ///
  /// @param nanos what they took together
  record CallsDone(long[] ids, Payload results, long nanos) implements Reply {
    public CallsDone {
      if (ids.length == 0) {
        throw new IllegalArgumentException("no call is done");
      }
    }
  }

  /// An item failed; the items after it in this chunk were not started.
  ///
  /// @param index of the item in the job
  /// @param argument the item as text, cut to a line
  /// @param results of the items before it in this chunk
  record ChunkFailed(
      long job, long chunk, long index, String argument, Payload results, Payload exception)
      implements Reply {}

  /// A cancelled chunk: not started, or stopped.
  record ChunkDropped(long job, long chunk) implements Reply {}

  /// A chunk that was not started because its items are in memory that the worker cannot reach:
  /// none of what comes later must be there.
  record ChunkUnreadable(long job, long chunk) implements Reply {}

  /// The answer to [GiveBack]: nothing between was started or will be.
  ///
  /// @param from how many chunks and calls were begun before, of all that the worker was sent
  /// @param to as it was asked
  record GivenBack(long from, long to) implements Reply {}

  /// A class that was asked for by name while a task ran, and that nobody sent.
  record PullClass(String name) implements Reply {}

  /// What a task printed.
  ///
  /// @param error whether on standard error
  record Output(long job, boolean error, byte[] text) implements Reply {}

  /// A piece of what a task displayed; the pieces of one value come one after the other, with
  /// nothing but other kinds of messages between them. Counts for [OutputTaken] as printed text
  /// does, once the whole has been shown.
  ///
  /// @param isLast whether the value is complete with this
  record Display(long job, boolean isLast, byte[] piece) implements Reply {}
}

package org.muster.kernel.eval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.CellOutput;

/// One run of one cell: where its output goes, where its input comes from, and how it is stopped.
///
/// Every thread that the cell starts belongs to the run, for as long as the thread lives.
///
/// **Threads.** [#interrupt] and the registrations may come from any thread; [#call] from the one
/// that evaluates.
public final class CellRun {

  /// Where a cell that reads `System.in` gets a line from.
  public interface LineInput {
    /// Waits for a line.
    ///
    /// @return the line without its end, or null at the end of input
    /// @throws IOException if there is no one to ask
    @Nullable String readLine(String prompt, boolean password)
        throws IOException, InterruptedException;
  }

  /// How long an interrupted cell may take to end before the kernel goes on without it.
  private static final long GRACE_MILLIS = 3_000;

  private static final long INTERRUPT_AGAIN_MILLIS = 50;

  private final int cell;
  private volatile CellOutput output;
  private final LineInput input;
  private final Semaphore news = new Semaphore(0);
  private final List<Runnable> cancels = new ArrayList<>();
  private final List<Runnable> endings = new ArrayList<>();
  private boolean ended; // guarded by endings
  private volatile boolean interrupted;
  private volatile @Nullable NotebookThread thread;

  /// Threads with a higher id were made after this run.
  private final long threadIdsBefore = Thread.ofPlatform().unstarted(() -> {}).threadId();

  /// A run that has not begun.
  ///
  /// @param cell the execution count
  public CellRun(int cell, CellOutput output, LineInput input) {
    this.cell = cell;
    this.output = output;
    this.input = input;
  }

  /// The run that the calling thread belongs to; for a thread that no cell started, the latest run;
  /// null before the first cell.
  public static @Nullable CellRun ofThread() {
    return CellThreads.ofCaller();
  }

  /// What the calling thread works for, for those who wait for it: "cell [3]"; empty before the
  /// first cell.
  public static String workOfThread() {
    CellRun run = ofThread();
    return run == null ? "" : "cell [%d]".formatted(run.cell);
  }

  /// Makes the calling thread, which is no thread of a cell, belong to this run for as long as a
  /// piece of work takes.
  public void lend(Runnable piece) {
    CellRun before = CellThreads.bind(this);
    try {
      piece.run();
    } finally {
      CellThreads.bind(before);
    }
  }

  /// The execution count of the cell.
  public int cell() {
    return cell;
  }

  public CellOutput output() {
    return output;
  }

  /// Lets what this run shows from now on appear where another cell's output is.
  public void showIn(CellOutput other) {
    output.flush();
    output = other;
  }

  public LineInput input() {
    return input;
  }

  /// Makes this the run of threads that no cell started, such as those of the common pool.
  public void begin() {
    CellThreads.begin(this);
    StopCheck.disarmIfPossible();
  }

  /// Registers what is done once the cell has ended, before that is told; runs at once if it has.
  public void atEnd(Runnable action) {
    boolean late;
    synchronized (endings) {
      late = ended;
      if (!late) {
        endings.add(action);
      }
    }
    if (late) {
      action.run();
    }
  }

  /// The cell has ended; threads of it may go on.
  public void end() {
    List<Runnable> actions;
    synchronized (endings) {
      ended = true;
      actions = List.copyOf(endings);
      endings.clear();
    }
    actions.forEach(Runnable::run);
  }

  /// Whether [#interrupt] was called.
  public boolean isInterrupted() {
    return interrupted;
  }

  /// Stops what the cell does: threads that run its code end at the next stop check, threads that
  /// wait are interrupted, the registered cancellations run, and then [CellStops] ends what is
  /// left. Calling it again does nothing.
  public void interrupt() {
    List<Runnable> toCancel;
    synchronized (cancels) {
      if (interrupted) {
        return;
      }
      interrupted = true;
      toCancel = List.copyOf(cancels);
      cancels.clear();
    }
    StopCheck.arm(this);
    CellStops.begin(this, GRACE_MILLIS);
    toCancel.forEach(Runnable::run);
    CellThreads.interrupt(this);
    news.release();
  }

  /// Registers what cancels work elsewhere; runs at once if this run was interrupted already.
  ///
  /// @return forgets it
  public Runnable whenInterrupted(Runnable cancel) {
    synchronized (cancels) {
      if (!interrupted) {
        cancels.add(cancel);
        return () -> {
          synchronized (cancels) {
            cancels.remove(cancel);
          }
        };
      }
    }
    cancel.run();
    return () -> {};
  }

  /// Runs a piece of the cell on the notebook's thread and waits for it.
  ///
  /// @param loader the thread's context class loader, if this is its first piece
  /// @return what it returns
  /// @throws CellInterruptedError if the cell was interrupted and the piece threw nothing else
  /// @throws CellAbandonedError if it was interrupted and did not end in time; its thread goes on
  /// @throws Throwable what it throws
  @Nullable Object call(ClassLoader loader, Callable<? extends @Nullable Object> piece)
      throws Throwable {
    if (interrupted) {
      throw new CellInterruptedError();
    }
    if (isOnCellThread()) {
      return piece.call(); // code of the cell that evaluates code
    }
    var task = new Piece(this, piece, news);
    NotebookThread running = CellThreads.notebook(loader);
    thread = running; // the piece asks for it
    running.run(task);
    awaitEnd(task, running);
    Object result = task.result();
    if (interrupted) {
      throw new CellInterruptedError(); // not every wait of the JDK throws when it is cut short
    }
    return result;
  }

  /// Whether the calling thread is the one that runs the cell's statements, rather than one that
  /// they started.
  public boolean isOnCellThread() {
    NotebookThread running = thread;
    return running != null && running.isCaller();
  }

  boolean isOlderThan(Thread other) {
    return other.threadId() > threadIdsBefore;
  }

  private void awaitEnd(Piece task, NotebookThread running) {
    long giveUpAt = Long.MAX_VALUE;
    while (!task.ended()) {
      try {
        if (!interrupted) {
          news.acquire();
        } else {
          if (giveUpAt == Long.MAX_VALUE) {
            giveUpAt = System.nanoTime() + GRACE_MILLIS * 1_000_000;
          } else if (System.nanoTime() > giveUpAt) {
            CellThreads.abandon(running);
            throw new CellAbandonedError(running.stack());
          }
          // Code that swallows an interrupt and waits again is interrupted again.
          if (!news.tryAcquire(INTERRUPT_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
            CellThreads.interrupt(this);
          }
        }
      } catch (InterruptedException e) {
        interrupt(); // whoever interrupts the evaluating thread means its cell
      }
    }
  }
}

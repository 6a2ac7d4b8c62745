package org.muster.kernel;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.Channels;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.channel.ProtocolLog;
import org.muster.kernel.channel.RequestThread;
import org.muster.kernel.comm.CommRequests;
import org.muster.kernel.comm.Comms;
import org.muster.kernel.display.Notebook;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CodeAssistant;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.eval.StandardStreams;
import org.muster.kernel.eval.StopCheck;
import org.muster.kernel.history.History;
import org.muster.kernel.history.HistoryFolder;
import org.muster.kernel.library.LibraryException;
import org.muster.kernel.message.ConnectionFile;
import org.muster.kernel.message.ErrorContent;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.Publication;
import org.muster.kernel.message.Reply;
import org.muster.kernel.message.Request;
import org.muster.kernel.parallel.KernelHost;
import org.muster.kernel.training.KernelCache;
import org.muster.parallel.spi.Host;
import org.muster.parallel.sync.Surroundings;

/// A running kernel: one thread answers the shell channel and runs the cells, one answers the
/// control channel meanwhile, and neither ever touches a socket.
///
/// Each message is handled between `busy` and `idle`; `idle` comes last, after all output and the
/// reply. One of an unknown type is noted and gets no reply.
final class Kernel {

  private final RequestThread shell = new RequestThread("muster-shell");
  private final RequestThread control = new RequestThread("muster-control");
  private final KernelHost host;
  private final ConnectionFile connection;
  private final Channels channels;
  private final Comms comms;
  private final CommRequests commRequests;
  private final History history = history();
  private final CompletableFuture<Language> language = new CompletableFuture<>();
  private final AtomicReference<@Nullable Execution> execution = new AtomicReference<>();
  private @Nullable Usage usage;

  /// Said under the first cell.
  private final AtomicReference<@Nullable String> startUpWarning = new AtomicReference<>();

  /// Ids of execute requests that an error before them has aborted; the shell thread's own.
  private final Set<String> aborted = new HashSet<>();

  private Kernel(ConnectionFile connection, KernelHost host) {
    this.connection = connection;
    this.host = host;
    channels = new Channels(connection, shell::add, control::add);
    comms = new Comms(publication -> channels.publish(new JsonObject(), publication));
    commRequests = new CommRequests(comms);
  }

  /// Starts a kernel; it lives until it is asked to shut down or its front end is gone.
  ///
  /// @throws org.muster.parallel.transport.TransportException if it cannot listen
  /// @throws IllegalArgumentException if the signature scheme is not known
  static void start(ConnectionFile connection) {
    var host = new KernelHost();
    Host.install(host);
    StandardStreams.install();
    Surroundings.install(StopCheck::check, CellRun::workOfThread);
    var compiler = Language.startCompiler(); // takes longer than all else
    var kernel = new Kernel(connection, host);
    Signals.onInterrupt(kernel::interrupt);
    Exit.withParent(kernel::exit); // before anybody can know that this process is there
    // A front end that only asks what this is does not wait for that.
    Thread.ofPlatform()
        .name("muster-start")
        .daemon(true)
        .start(() -> kernel.startLanguage(compiler));
    kernel.channels.publish(new JsonObject(), new Publication.Status("starting"));
    kernel.shell.start(
        message -> kernel.answer(message, kernel::answerOnShell, kernel.channels::replyOnShell));
    kernel.control.start(message ->
        kernel.answer(message, kernel::answerOnControl, kernel.channels::replyOnControl));
    KernelCache.makeIfMissing();
  }

  private void startLanguage(CompletableFuture<Evaluator> compiler) {
    try {
      var started = new Language(compiler.join(), host, comms);
      Notebook.install(started);
      addLibraries(started);
      language.complete(started);
      WarmUp.start(shell::awaitQuiet);
    } catch (RuntimeException | Error e) {
      ProtocolLog.note("cannot start the compiler: " + e);
      language.completeExceptionally(e);
    }
  }

  /// A notebook whose class path is wrong still opens: what lacks is told, and cells that need it
  /// fail.
  private void addLibraries(Language started) {
    try {
      started.addLibraries(System.getenv());
    } catch (LibraryException e) {
      System.err.println("muster: " + e.getMessage());
      startUpWarning.set(e.getMessage() + "\n");
    }
  }

  private static History history() {
    Path folder = HistoryFolder.of(System.getenv());
    return folder == null ? History.inMemory() : History.in(folder, ProtocolLog::note);
  }

  private void answer(
      Message message,
      BiFunction<Message, Request, @Nullable Reply> answers,
      BiConsumer<Message, Reply> replies) {
    Request request = Request.of(message);
    JsonObject parent = message.header().toJson();
    if (request instanceof Request.Execute) {
      channels.hold();
    }
    channels.publish(parent, new Publication.Status("busy"));
    try {
      Reply reply = answers.apply(message, request);
      if (reply != null) {
        replies.accept(message, reply);
      }
      if (request instanceof Request.Shutdown(boolean restart)) {
        channels.publish(parent, new Publication.ShutDown("ok", restart));
      }
    } catch (RuntimeException | Error e) {
      ProtocolLog.note("%s failed in the kernel itself: %s".formatted(message.type(), e));
      Reply failure = failure(request, ErrorContent.plain("KernelError", e.toString()));
      if (failure != null) {
        replies.accept(message, failure);
      }
    } finally {
      channels.publish(parent, new Publication.Status("idle"));
      channels.release();
    }
    if (request instanceof Request.Shutdown) {
      exit();
    }
  }

  /// What may be asked beside a running cell.
  private @Nullable Reply answerOnControl(Message message, Request request) {
    return switch (request) {
      case Request.Execute _,
          Request.Complete _,
          Request.Inspect _,
          Request.IsComplete _,
          Request.History _,
          Request.Comm _ -> {
        // The compiler and the cells' values serve one thread at a time.
        String why = message.type() + " belongs on the shell channel";
        ProtocolLog.note("refused a message on control: " + why);
        yield failure(request, ErrorContent.plain("WrongChannel", why));
      }
      default -> answerOnShell(message, request);
    };
  }

  /// The answer, or null if the request is of a kind that gets none.
  private @Nullable Reply answerOnShell(Message message, Request request) {
    return switch (request) {
      case Request.KernelInfo _ -> KernelInfo.reply();
      case Request.Connect _ -> new Reply.Connect(connection);
      case Request.Execute execute -> execute(message, execute);
      case Request.Complete(String code, int cursor) -> complete(code, cursor);
      case Request.Inspect(String code, int cursor, int detail) ->
          new Reply.Inspect(Inspection.describe(assistant().inspect(code, cursor), detail));
      case Request.IsComplete(String code) -> isComplete(code);
      case Request.History history -> new Reply.History(this.history.find(history));
      case Request.CommInfo(String target) -> new Reply.CommInfo(commRequests.open(target));
      case Request.Comm comm -> {
        execution().handle(message, () -> commRequests.received(comm));
        yield null;
      }
      case Request.Interrupt _ -> {
        interrupt();
        yield new Reply.Interrupt();
      }
      case Request.Shutdown(boolean restart) -> new Reply.Shutdown(restart);
      case Request.Debug(int sequence, String command) ->
          new Reply.NoDebugger(
              ErrorContent.plain("NotSupported", "this kernel has no debugger"), sequence, command);
      case Request.Usage _ -> usage().reply();
      case Request.Unknown(String type) -> {
        ProtocolLog.note("ignored a message of the unknown type " + type);
        yield null;
      }
    };
  }

  private Reply execute(Message message, Request.Execute request) {
    if (!language.isDone()) {
      channels.release(); // `busy` shows while the compiler starts
    }
    Execution runner = execution();
    if (aborted.remove(message.header().msgId())) {
      return new Reply.ExecuteAborted(runner.count());
    }
    String warning = startUpWarning.getAndSet(null);
    if (warning != null) {
      channels.publish(
          message.header().toJson(),
          new Publication.Stream(OutputStreamName.STDERR.wireName(), warning));
    }
    Reply reply = runner.execute(message, request);
    if (reply instanceof Reply.ExecuteError && request.stopOnError() && !request.silent()) {
      abortWaiting();
    }
    return reply;
  }

  /// Aborts what was sent before the error could be seen.
  private void abortWaiting() {
    channels.settle();
    for (Message waiting : shell.waiting()) {
      if (Request.of(waiting) instanceof Request.Execute) {
        aborted.add(waiting.header().msgId());
      }
    }
  }

  private Reply complete(String code, int cursor) {
    CodeAssistant.Completions found = language.join().magics().complete(code, cursor);
    return new Reply.Complete(
        found.matches(), found.start(), found.end(), CompletionTypes.metadata(found));
  }

  private Reply isComplete(String code) {
    CodeAssistant.State state = assistant().state(code);
    return switch (state.completion()) {
      case COMPLETE -> new Reply.IsComplete("complete", null);
      case INCOMPLETE -> new Reply.IsComplete("incomplete", state.indent());
      case INVALID -> new Reply.IsComplete("invalid", null);
      case UNKNOWN -> new Reply.IsComplete("unknown", null);
    };
  }

  /// Made when it is asked for, as most front ends never do.
  private synchronized Usage usage() {
    if (usage == null) {
      usage = new Usage();
    }
    return usage;
  }

  private CodeAssistant assistant() {
    return language.join().evaluator().assistant();
  }

  private Execution execution() {
    Execution started = execution.get();
    if (started == null) {
      started = new Execution(channels, language.join(), history);
      execution.set(started);
    }
    return started;
  }

  /// The answer to a request that cannot be answered, or null if it is of a kind that gets none.
  private @Nullable Reply failure(Request request, ErrorContent error) {
    return switch (request) {
      case Request.Comm _ -> null;
      case Request.Unknown _ -> null;
      case Request.Execute _ -> new Reply.ExecuteError(count(), error, List.of());
      case Request.IsComplete _ -> new Reply.IsComplete("unknown", null); // it has no errors
      default -> new Reply.Failed(error);
    };
  }

  private int count() {
    Execution started = execution.get();
    return started == null ? 0 : started.count();
  }

  private void interrupt() {
    Execution started = execution.get();
    if (started != null) {
      started.interrupt();
    }
  }

  private void exit() {
    interrupt();
    history.close();
    Exit.exit(channels);
  }
}

package org.muster.install.doctor;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.muster.install.frontend.KernelClient;
import org.muster.install.frontend.KernelDiedException;
import org.muster.install.frontend.KernelProcess;
import org.muster.install.frontend.Outcome;
import org.muster.install.jdk.Jdk;
import org.muster.kernel.message.Message;

/// Starts a kernel and has it work.
final class KernelChecks {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Eight items for two workers; says which processes did them.
  private static final String POOL_CELL =
      """
      try (var doctorsPool = Pool.of(2)) {
        System.out.print(new java.util.TreeSet<>(
            doctorsPool.map(i -> ProcessHandle.current().pid(), range(0, 8))));
      }
      """;

  private final Consumer<Finding> findings;

  /// @param findings gets each finding as soon as it is there
  KernelChecks(Consumer<Finding> findings) {
    this.findings = findings;
  }

  void run(Jdk jdk) throws InterruptedException {
    String step = "kernel";
    long start = System.nanoTime();
    try {
      KernelProcess kernel = KernelProcess.start(jdk, Path.of("").toAbsolutePath());
      try (var client = new KernelClient(kernel)) {
        client.awaitReady();
        findings.accept(Finding.pass("kernel", "answers after %s".formatted(since(start))));
        step = "cell";
        cell(client);
        step = "pool";
        pool(client, kernel.pid());
        step = "end";
        start = System.nanoTime();
      }
      findings.accept(Finding.pass("end", "kernel gone after %s".formatted(since(start))));
    } catch (KernelDiedException e) {
      findings.accept(Finding.fail(step, String.valueOf(e.getMessage())));
    } catch (IOException e) {
      findings.accept(Finding.fail("kernel", "cannot be started: " + e.getMessage()));
    }
  }

  private void cell(KernelClient client) throws KernelDiedException, InterruptedException {
    long start = System.nanoTime();
    var said = new Said();
    switch (client.execute("1 + 1", LIMIT, _ -> {}, said)) {
      case Outcome.Done _ when said.text.toString().strip().equals("2") ->
          findings.accept(Finding.pass("cell", "1 + 1 is 2 after %s".formatted(since(start))));
      case Outcome.Done _ ->
          findings.accept(Finding.fail("cell", "1 + 1 is \"%s\"".formatted(said.text)));
      case Outcome failure -> findings.accept(Finding.fail("cell", describe(failure)));
    }
  }

  private void pool(KernelClient client, long kernelPid)
      throws KernelDiedException, InterruptedException {
    long start = System.nanoTime();
    var said = new Said();
    Outcome outcome = client.execute(POOL_CELL, LIMIT, _ -> {}, said);
    if (!(outcome instanceof Outcome.Done)) {
      findings.accept(Finding.fail("pool", describe(outcome)));
      return;
    }
    List<Long> pids = new ArrayList<>();
    Pattern.compile("\\d+")
        .matcher(said.text)
        .results()
        .forEach(n -> pids.add(Long.valueOf(n.group())));
    if (pids.isEmpty() || pids.contains(kernelPid)) {
      findings.accept(Finding.fail("pool", "no worker did the work, it says: " + said.text));
    } else {
      findings.accept(
          Finding.pass(
              "pool",
              "2 workers started, 8 items done by %s, stopped after %s"
                  .formatted(
                      pids.size() == 1 ? "process " + pids.getFirst() : "processes " + pids,
                      since(start))));
    }
  }

  private static String describe(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed(var name, var value, _) -> "%s: %s".formatted(name, value);
      case Outcome.TimedOut() ->
          "nothing after %d s; is the machine very busy?".formatted(LIMIT.toSeconds());
      case Outcome.Done _ -> "done";
    };
  }

  private static String since(long startNanos) {
    return "%,d ms".formatted((System.nanoTime() - startNanos) / 1_000_000);
  }

  /// What a cell printed and what its value is, as text.
  private static final class Said implements Consumer<Message> {

    final StringBuilder text = new StringBuilder();

    @Override
    public void accept(Message message) {
      JsonObject content = message.content();
      if (message.type().equals("stream") && content.get("text") instanceof JsonPrimitive printed) {
        text.append(printed.getAsString());
      } else if (content.get("data") instanceof JsonObject data
          && data.get("text/plain") instanceof JsonPrimitive value) {
        text.append(value.getAsString());
      }
    }
  }
}

package org.muster.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A peer that is a program: it reads lines `run NAME ITEMS` and answers each with one line, a flat
/// JSON object of whole numbers. It leaves at the end of its input.
///
/// @param command starts the program
/// @param races those that it runs
/// @param patience how long one answer may take
public record ProgramPeer(
    String name, List<String> command, Predicate<Race> races, Duration patience) implements Peer {

  private static final Pattern ENTRY = Pattern.compile("\"(\\w+)\"\\s*:\\s*(-?\\d{1,18})");
  private static final Pattern ANSWER =
      Pattern.compile("\\{\\s*(%1$s(\\s*,\\s*%1$s)*)?\\s*}".formatted(ENTRY.pattern()));

  private static final long EXIT_SECONDS = 20;

  @Override
  public boolean takesPart(Race race) {
    return races.test(race);
  }

  @Override
  public Session open() throws IOException {
    // What the program complains about is for the person at the terminal.
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    return new ProgramSession(this, builder.start());
  }

  /// The numbers of an answer.
  ///
  /// @throws BenchmarkException if it is none
  static Map<String, Long> parse(String answer) {
    if (!ANSWER.matcher(answer).matches()) {
      throw BenchmarkException.failed("`" + answer + "` is no JSON object of whole numbers");
    }
    Map<String, Long> numbers = new HashMap<>();
    Matcher entry = ENTRY.matcher(answer);
    while (entry.find()) {
      numbers.put(entry.group(1), Long.valueOf(entry.group(2)));
    }
    return numbers;
  }

  private record ProgramSession(ProgramPeer peer, Process process) implements Session {

    @Override
    public Map<String, Long> run(Race race) {
      Map<String, Long> answer = parse(ask("run " + race.name() + " " + race.items(), race));
      Long check = answer.get("check");
      if (check == null || check != race.check()) {
        throw BenchmarkException.failed(
            "%s computed a wrong result in `%s`: the check is %s and must be %d"
                .formatted(peer.name, race.name(), check, race.check()));
      }
      return answer;
    }

    private String ask(String request, Race race) {
      var answer = new CompletableFuture<String>();
      Thread.ofPlatform()
          .daemon(true) // waiting for a pipe would hold a virtual thread's carrier
          .start(() -> {
            try {
              Writer out = process.outputWriter();
              out.write(request + "\n");
              out.flush();
              BufferedReader in = process.inputReader();
              answer.complete(in.readLine()); // null at the end
            } catch (IOException e) {
              answer.completeExceptionally(e);
            }
          });
      try {
        String line = answer.get(peer.patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line != null) {
          return line;
        }
        throw BenchmarkException.failed(
            "%s ended without an answer to `%s`".formatted(peer.name, race.name()));
      } catch (ExecutionException e) {
        throw BenchmarkException.failed(
            "%s ended before `%s`: %s".formatted(peer.name, race.name(), e.getCause()));
      } catch (TimeoutException e) {
        kill();
        throw BenchmarkException.failed(
            "%s gave no answer to `%s` in %d s and was stopped"
                .formatted(peer.name, race.name(), peer.patience.toSeconds()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        kill();
        throw BenchmarkException.failed("interrupted in `%s`".formatted(race.name()));
      }
    }

    @Override
    public void close() {
      try {
        process.outputWriter().close();
        if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
          kill();
        }
      } catch (IOException e) {
        kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        kill();
      }
    }

    private void kill() {
      List<ProcessHandle> started = process.descendants().toList();
      process.destroyForcibly();
      started.forEach(ProcessHandle::destroyForcibly);
    }
  }
}

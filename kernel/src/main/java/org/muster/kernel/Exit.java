package org.muster.kernel;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.muster.kernel.channel.Channels;

/// Ends the process, whatever a user's threads and shutdown hooks are doing.
final class Exit {

  /// A kernel that is recorded for [org.muster.kernel.training] writes its record when it leaves.
  private static final Duration GRACE = Duration.ofSeconds(Long.getLong("muster.exit.seconds", 3));

  private static final AtomicBoolean EXITING = new AtomicBoolean();

  private Exit() {}

  /// Runs an action once the process that started this one is gone, if that process said who it is.
  static void withParent(Runnable action) {
    String parent = System.getenv("JPY_PARENT_PID");
    if (parent != null && parent.matches("[0-9]{1,9}")) {
      ProcessHandle.of(Long.parseLong(parent))
          .ifPresent(process -> {
            var _ = process.onExit().thenRun(action);
          });
    }
  }

  /// Delivers what was sent, then exits with 0. Shutdown hooks run, for at most [#GRACE].
  static void exit(Channels channels) {
    if (EXITING.getAndSet(true)) {
      return;
    }
    Thread.ofPlatform().name("muster-exit-deadline").daemon(true).start(Exit::haltAfterGrace);
    channels.close();
    System.exit(0);
  }

  private static void haltAfterGrace() {
    try {
      Thread.sleep(GRACE);
    } catch (InterruptedException e) {
      // Only at the end of the process anyway.
    }
    Runtime.getRuntime().halt(0);
  }
}

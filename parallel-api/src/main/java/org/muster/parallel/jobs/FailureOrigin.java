package org.muster.parallel.jobs;

import java.lang.ref.SoftReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Call;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.spi.Host;
import org.muster.parallel.task.ThrownParts;

/// What this JVM knows about a failed task. Where it failed is looked up when somebody asks. The
/// call is kept softly, because a failure may be kept for long and its item may be large.
public final class FailureOrigin implements TaskFailedException.Origin {

  private final Throwable thrown;
  private final SoftReference<@Nullable Call<?>> attempt;

  /// @param attempt what failed, or null
  public FailureOrigin(Throwable thrown, @Nullable Call<?> attempt) {
    this.thrown = thrown;
    this.attempt = new SoftReference<>(attempt);
  }

  @Override
  public int cell() {
    Host.Place place = place();
    return place == null ? 0 : place.cell();
  }

  @Override
  public int line() {
    Host.Place place = place();
    return place == null ? 0 : place.line();
  }

  /// The innermost frame of a cell, of the exception or else of the first of its causes that has
  /// one.
  private Host.@Nullable Place place() {
    Throwable t = thrown;
    for (int i = 0; i < ThrownParts.MOST_CAUSES && t != null; i++) {
      for (StackTraceElement frame : ThrownParts.stack(t)) {
        Host.Place place = Host.current().placeOf(frame);
        if (place != null) {
          return place;
        }
      }
      t = ThrownParts.cause(t);
    }
    return null;
  }

  @Override
  public Optional<Call<?>> attempt() {
    return Optional.ofNullable(attempt.get());
  }
}

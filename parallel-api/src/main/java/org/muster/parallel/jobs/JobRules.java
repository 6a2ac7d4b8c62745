package org.muster.parallel.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What holds for every job of a pool.
///
/// @param taskTimeout how long an item may take, or null
/// @param retries how often an item whose task failed, or whose worker died, is tried again
public record JobRules(@Nullable Duration taskTimeout, int retries) {

  /// No limit, no second try.
  public static final JobRules NONE = new JobRules(null, 0);

  boolean itemsTravelAlone() {
    return taskTimeout != null || retries > 0;
  }
}

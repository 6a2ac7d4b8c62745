package org.muster.parallel;

import org.muster.parallel.pool.WorkerPool;

/// Knows what only the factory may, for [org.muster.architecture.RulesCanFailTest].
public interface RangeThatKnowsPools {
  WorkerPool pool();
}

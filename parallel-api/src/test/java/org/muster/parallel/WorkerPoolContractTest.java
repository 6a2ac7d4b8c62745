package org.muster.parallel;

import org.junit.jupiter.api.DisplayName;

@DisplayName("A pool of worker JVMs")
class WorkerPoolContractTest extends ConcurrentPoolContract {

  @Override
  protected Pool open() {
    return Pool.of(2);
  }
}

package org.muster.parallel;

import org.junit.jupiter.api.DisplayName;

@DisplayName("A pool of virtual threads")
class VirtualThreadPoolContractTest extends ConcurrentPoolContract {

  @Override
  protected Pool open() {
    return Pool.virtualThreads();
  }
}

package org.muster.parallel;

import org.junit.jupiter.api.DisplayName;

@DisplayName("A pool of threads")
class ThreadPoolContractTest extends ConcurrentPoolContract {

  @Override
  protected Pool open() {
    return Pool.threads(2);
  }
}

package org.muster.parallel;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Many futures of Pool.virtualThreads()")
class VirtualThreadPoolFuturesTest extends FuturesContract {

  @Override
  protected Pool open() {
    return Pool.virtualThreads();
  }
}

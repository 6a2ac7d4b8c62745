package org.muster.parallel;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Many futures of Pool.threads(2)")
class ThreadPoolFuturesTest extends FuturesContract {

  @Override
  protected Pool open() {
    return Pool.threads(2);
  }
}

package org.muster.parallel;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Many futures of Pool.sequential()")
class SequentialPoolFuturesTest extends FuturesContract {

  @Override
  protected Pool open() {
    return Pool.sequential();
  }
}

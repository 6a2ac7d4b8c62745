package org.muster.parallel;

import org.junit.jupiter.api.DisplayName;

@DisplayName("A sequential pool")
class SequentialPoolContractTest extends PoolContract {

  @Override
  protected Pool open() {
    return Pool.sequential();
  }
}

package org.muster.parallel;

import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.muster.parallel.sync.Wait;

/// One of the conditions of a [SharedLock]: the lock, and a number.
@SuppressWarnings("WaitNotInLoop") // callers do that
record SharedCondition(SharedLock lock, int number) implements Condition, Serializable {

  @Serial private static final long serialVersionUID = 1;

  @Override
  public void await() throws InterruptedException {
    long _ = lock.owned().await(number, Wait.ENDLESS);
  }

  @Override
  public void awaitUninterruptibly() {
    lock.owned().awaitUninterruptibly(number);
  }

  @Override
  public long awaitNanos(long nanos) throws InterruptedException {
    return lock.owned().await(number, nanos);
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return awaitNanos(unit.toNanos(time)) > 0;
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    return awaitNanos(Wait.nanos(Duration.between(Instant.now(), deadline.toInstant()))) > 0;
  }

  @Override
  public void signal() {
    lock.owned().signal(number);
  }

  @Override
  public void signalAll() {
    lock.owned().signalAll(number);
  }

  @Override
  public String toString() {
    return "condition %d of %s".formatted(number, lock);
  }
}

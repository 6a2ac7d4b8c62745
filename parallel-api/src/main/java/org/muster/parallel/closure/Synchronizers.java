package org.muster.parallel.closure;

import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/// Classes of the JDK whose objects Java serializes although a copy of one guards nothing.
///
/// Some collections of the JDK hold one and write it with themselves. That is no mistake, so it is
/// only refused where a path through the user's own objects leads to it.
final class Synchronizers {

  private static final Set<Class<?>> KNOWN =
      Set.of(
          ReentrantLock.class,
          ReentrantReadWriteLock.class,
          ReentrantReadWriteLock.ReadLock.class,
          ReentrantReadWriteLock.WriteLock.class,
          StampedLock.class,
          Semaphore.class);

  private Synchronizers() {}

  static boolean isOne(Object object) {
    return KNOWN.contains(object.getClass());
  }
}

package org.muster.parallel.closure;

import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/// Objects that Java may serialize although a copy of one does nothing: locks of the JDK guard
/// nothing elsewhere, and a database connection, where its class is `Serializable` by way of a
/// proxy or a cell, leads nowhere.
///
/// Some collections of the JDK hold a lock and write it with themselves. That is no mistake, so it
/// is only refused where a path through the user's own objects leads to it.
final class Synchronizers {

  private static final Set<Class<?>> LOCKS =
      Set.of(
          ReentrantLock.class,
          ReentrantReadWriteLock.class,
          ReentrantReadWriteLock.ReadLock.class,
          ReentrantReadWriteLock.WriteLock.class,
          StampedLock.class,
          Semaphore.class);

  private static final ClassValue<Boolean> CONNECTIONS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return Types.isA(type, "java.sql.Connection") || Types.isA(type, "java.sql.Statement");
        }
      };

  private Synchronizers() {}

  static boolean isOne(Object object) {
    return isLock(object) || CONNECTIONS.get(object.getClass());
  }

  static boolean isLock(Object object) {
    return LOCKS.contains(object.getClass());
  }
}

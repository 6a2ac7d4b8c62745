package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import org.muster.parallel.memory.SharedBlock;

/// What all objects over shared memory have in common: they travel as handles and are closed in
/// each process by itself.
abstract class SharedObject implements AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  final transient SharedBlock block;

  SharedObject(SharedBlock block) {
    this.block = block;
  }

  /// What to throw when an access failed: that the object is closed, if that is why.
  final RuntimeException because(RuntimeException failure) {
    return block.because(failure);
  }

  /// Lets go of it in this process, where every method then throws [IllegalStateException]; other
  /// processes keep it. Calling it again does nothing.
  @Override
  public void close() {
    block.close();
  }

  @Serial
  final Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shared object travels as its handle");
  }
}

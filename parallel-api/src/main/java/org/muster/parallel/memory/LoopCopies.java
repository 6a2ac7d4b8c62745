package org.muster.parallel.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.Objects;

/// The same loop once more for each class of functions that it calls.
///
/// The compiler makes a loop quick if it knows which function is called there. It learns that from
/// what was called so far, and gives up after two. A notebook has a new lambda in each cell; so
/// each class of functions has a loop of its own, which is the class file of the loop defined
/// again. That takes some 0.3 ms. The copy goes when the class of the function does.
///
/// @param <L> what the loop implements
final class LoopCopies<L> extends ClassValue<L> {

  private final MethodHandles.Lookup lookup;
  private final Class<L> type;
  private final byte[] classFile;

  /// @param lookup of the class of the loop, which is on its own in its nest
  LoopCopies(MethodHandles.Lookup lookup, Class<L> type) {
    this.lookup = lookup;
    this.type = type;
    String file = lookup.lookupClass().getName();
    file = file.substring(file.lastIndexOf('.') + 1) + ".class";
    try (InputStream in = lookup.lookupClass().getResourceAsStream(file)) {
      classFile = Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected L computeValue(Class<?> function) {
    try {
      Class<?> copy = lookup.defineHiddenClass(classFile, true).lookupClass();
      return type.cast(copy.getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a loop cannot be copied", e);
    }
  }
}

package org.muster.parallel.closure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// Shows the JVM how a recursion through linked objects ends, before it has to compile one.
///
/// The first graph that is a million links deep goes down a million calls before the first of them
/// returns. Java serialization is compiled on the way, when what comes after the recursive call has
/// never run, so the compiler leaves it out; and then each frame has to be turned back into an
/// interpreted one as it is returned to: 18 s to write and 18 s to read a million links, where 0.9
/// and 1.5 s do after a few short graphs that came back.
final class Rehearsal {

  private static final int LINKS = 500;
  private static final int ROUNDS = 20;

  private Rehearsal() {}

  private static final class Link implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    private final int number;
    private final @Nullable Link next;

    Link(int number, @Nullable Link next) {
      this.number = number;
      this.next = next;
    }

    @Override
    public String toString() {
      return "link " + number + (next == null ? "" : " and more");
    }
  }

  /// Done when the class is initialised: once in each JVM that comes across a deep graph.
  private static final class Done {

    static final boolean DONE = run();

    private static boolean run() {
      Link first = null;
      for (int i = 0; i < LINKS; i++) {
        first = new Link(i, first);
      }
      try {
        for (int i = 0; i < ROUNDS; i++) {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(first);
          }
          try (ObjectInputStream in =
              new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Object _ = in.readObject();
          }
        }
        return true;
      } catch (IOException | ClassNotFoundException e) {
        return false; // then the deep graph takes longer
      }
    }
  }

  /// To be called where the stack is big enough. Takes some 20 ms the first time.
  static void beforeDeepWork() {
    boolean _ = Done.DONE;
  }
}

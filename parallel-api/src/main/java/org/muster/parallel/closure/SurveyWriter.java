package org.muster.parallel.closure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a graph to see what is in it: goes on where an object cannot travel, and measures.
final class SurveyWriter extends GraphWriter {

  private final ByteArrayOutputStream bytes;
  private final Set<Variable> left;
  private final @Nullable Set<Root> lost;
  private final List<Mark> marks = new ArrayList<>();
  private final Set<Object> troubles = Collections.newSetFromMap(new IdentityHashMap<>());

  /// How much had been written when a section began.
  private record Mark(long bytes, int arrays) {}

  /// @param left variables that cannot be written to their end
  /// @param lost what was seen in the root until writing it failed, or null if it can be written
  SurveyWriter(
      ByteArrayOutputStream bytes,
      List<Variable> variables,
      BigArrays bigArrays,
      Set<Variable> left,
      @Nullable Set<Root> lost)
      throws IOException {
    super(bytes, variables, bigArrays);
    this.bytes = bytes;
    this.left = left;
    this.lost = lost;
  }

  @Override
  void writeVariable(Variable variable) throws IOException {
    if (!left.contains(variable)) {
      super.writeVariable(variable);
    }
  }

  @Override
  void writeRoot(@Nullable Object root) throws IOException {
    if (lost == null) {
      super.writeRoot(root);
    } else {
      sections().getLast().addAll(lost);
    }
  }

  @Override
  Set<Root> beginSection() throws IOException {
    flush();
    marks.add(mark());
    return super.beginSection();
  }

  private Mark mark() {
    return new Mark(bytes.size(), arrays().size());
  }

  @Override
  protected @Nullable Object replaceObject(Object object) {
    Object replaced = super.replaceObject(object);
    if (replaced != null && !(replaced instanceof Serializable)) {
      troubles.add(object);
      return null;
    }
    return replaced;
  }

  /// What is not `Serializable`.
  Set<Object> troubles() {
    return troubles;
  }

  /// How many bytes a section has, without its big arrays. To be asked when all is written.
  long bytes(int section) {
    return end(section).bytes() - marks.get(section).bytes();
  }

  /// The big arrays that were met first in a section.
  List<ArrayRef> arrays(int section) {
    return arrays().subList(marks.get(section).arrays(), end(section).arrays());
  }

  private Mark end(int section) {
    return section + 1 < marks.size() ? marks.get(section + 1) : mark();
  }
}

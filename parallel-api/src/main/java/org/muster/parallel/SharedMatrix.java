package org.muster.parallel;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.StringJoiner;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// A table of `double`s that processes share, row after row.
///
/// ```java
/// var m = SharedMatrix.ofDoubles(1000, 1000);
/// pool.forEach(i -> m.row(i).fill(i), range(0, 1000));
/// m.column(3).sum()
/// ```
///
/// **Lifecycle, threads and memory** are those of a [SharedArray]: rows, columns and the matrix
/// itself travel as handles, and nothing is copied. Rows and columns belong to the matrix and are
/// closed with it.
public final class SharedMatrix extends SharedObject {

  @Serial private static final long serialVersionUID = 1;

  private static final int SHOWN = 6;

  private enum Kind implements SharedKind<SharedMatrix> {
    DOUBLES;

    @Override
    public String title() {
      return "SharedMatrix of doubles";
    }

    @Override
    public SharedMatrix open(SharedBlock block) {
      return new SharedMatrix(block);
    }
  }

  private final transient long rows;
  private final transient long columns;
  private final transient SharedArray.Doubles elements;

  private SharedMatrix(SharedBlock block) {
    super(block);
    rows = block.parameter(0);
    columns = block.parameter(1);
    elements = SharedArray.doubles(block, this, rows * columns * Double.BYTES);
  }

  /// A new matrix, all zero.
  ///
  /// @throws IllegalArgumentException if there is not so much memory
  public static SharedMatrix ofDoubles(long rows, long columns) {
    if (rows < 0 || columns < 0 || Math.multiplyHigh(rows, columns) != 0) {
      throw new IllegalArgumentException("a matrix of %d x %d".formatted(rows, columns));
    }
    long most = (Long.MAX_VALUE >> 4) / Double.BYTES;
    long count = rows * columns;
    if (count < 0 || count > most) {
      throw new IllegalArgumentException("a matrix of %d x %d".formatted(rows, columns));
    }
    return SharedBlock.create(Kind.DOUBLES, count * Double.BYTES, rows, columns);
  }

  /// A new matrix with these rows.
  ///
  /// @throws IllegalArgumentException if they are not all of one length
  public static SharedMatrix copyOf(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "row %d has %d elements, and row 0 has %d".formatted(i, rows[i].length, columns));
      }
    }
    SharedMatrix copy = ofDoubles(rows.length, columns);
    for (int i = 0; i < rows.length; i++) {
      copy.row(i).copyFrom(rows[i]);
    }
    return copy;
  }

  /// How many rows it has.
  public long rows() {
    return rows;
  }

  /// How many columns it has.
  public long columns() {
    return columns;
  }

  /// The element in a row and a column, both from 0.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public double get(long row, long column) {
    return elements.get(index(row, column));
  }

  /// Sets an element.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void set(long row, long column, double value) {
    elements.set(index(row, column), value);
  }

  /// Adds to an element, atomically.
  ///
  /// @return what it was before
  public double getAndAdd(long row, long column, double delta) {
    return elements.getAndAdd(index(row, column), delta);
  }

  private long index(long row, long column) {
    return Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns);
  }

  /// A row, without copying.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public SharedArray.Doubles row(long row) {
    long from = Objects.checkIndex(row, rows) * columns;
    return elements.slice(from, from + columns);
  }

  /// A column, without copying.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public Column column(long column) {
    return new Column(this, column);
  }

  /// All elements, row after row, without copying.
  public SharedArray.Doubles elements() {
    return elements;
  }

  /// A copy on the heap.
  public double[][] toArray() {
    if (rows > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "%d rows are too many for an array on the heap".formatted(rows));
    }
    double[][] copy = new double[(int) rows][];
    Arrays.setAll(copy, i -> row(i).toArray());
    return copy;
  }

  /// A column of a matrix: its elements are as far apart as a row is long.
  ///
  /// @param matrix to which it belongs
  /// @param index from 0
  public record Column(SharedMatrix matrix, long index) implements Serializable {

    /// Checks that there is such a column.
    public Column {
      Objects.checkIndex(index, matrix.columns);
    }

    /// How many elements it has.
    public long length() {
      return matrix.rows;
    }

    /// The element in a row.
    public double get(long row) {
      return matrix.get(row, index);
    }

    /// Sets the element in a row.
    public void set(long row, double value) {
      matrix.set(row, index, value);
    }

    /// Adds to the element in a row, atomically.
    ///
    /// @return what it was before
    public double getAndAdd(long row, double delta) {
      return matrix.getAndAdd(row, index, delta);
    }

    /// Sets all elements to one value.
    public void fill(double value) {
      for (long i = 0; i < length(); i++) {
        set(i, value);
      }
    }

    /// Sets all elements to those of an array on the heap.
    ///
    /// @throws IllegalArgumentException if that has another length
    public void copyFrom(double[] source) {
      if (source.length != length()) {
        throw new IllegalArgumentException(
            "the column has %d elements, and the array has %d".formatted(length(), source.length));
      }
      for (int i = 0; i < source.length; i++) {
        set(i, source[i]);
      }
    }

    /// The sum of all elements.
    public double sum() {
      double sum = 0;
      for (long i = 0; i < length(); i++) {
        sum += get(i);
      }
      return sum;
    }

    /// A copy on the heap.
    public double[] toArray() {
      double[] copy = new double[Math.toIntExact(length())];
      Arrays.setAll(copy, this::get);
      return copy;
    }

    /// Which column of which matrix.
    @Override
    public String toString() {
      return "column %d of %s".formatted(index, matrix);
    }
  }

  /// Its size and first elements.
  @Override
  public String toString() {
    String title = "SharedMatrix of %d x %d".formatted(rows, columns);
    if (!block.isOpen()) {
      return title + " (closed)";
    }
    var text = new StringJoiner("\n  ", title + "\n  ", rows > SHOWN ? "\n  …" : "");
    for (long i = 0; i < Math.min(rows, SHOWN); i++) {
      var line = new StringJoiner(", ", "[", columns > SHOWN ? ", …]" : "]");
      for (long j = 0; j < Math.min(columns, SHOWN); j++) {
        line.add(String.valueOf(get(i, j)));
      }
      text.add(line.toString());
    }
    return text.toString();
  }
}

package org.muster.parallel.pool;

import java.util.List;
import java.util.function.Function;
import org.muster.parallel.Explanation;
import org.muster.parallel.TaskNotSerializableException;
import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.closure.Packed;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.closure.Survey;
import org.muster.parallel.spi.CellClass;

/// Explains tasks: what they are made of, and what each worker has of it.
final class Explaining {

  /// A task as it would be sent now.
  ///
  /// @param bytes of its graph
  record Parcel(TaskKey key, long bytes, List<ArrayRef> arrays, List<CellClass> classes) {}

  private Explaining() {}

  /// Explains a task.
  ///
  /// @param deliveries what each worker would get
  static Explanation explain(Object task, Function<Parcel, List<Explanation.Delivery>> deliveries) {
    var arrays = new SeenArrays(ArrayShelf.SHARED);
    Explanation found = Survey.of(task, arrays, SeenArrays::wasSent);
    if (!found.canTravel()) {
      return found;
    }
    Packed packed;
    try {
      packed = Packer.packTask(task, arrays);
    } catch (TaskNotSerializableException e) {
      return found.withRefusal(Survey.refusal(e));
    }
    long bytes = packed.graph().length;
    TaskKey key = TaskKey.of(packed.graph(), packed.classes());
    var parcel = new Parcel(key, bytes, packed.arrays(), packed.classes());
    return found.withDeliveries(bytes, deliveries.apply(parcel));
  }
}

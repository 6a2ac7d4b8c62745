package org.muster.parallel.closure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// A notebook in this JVM and a worker in another, for all tests of a class.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoJvms {

  final OtherJvm jvm = new OtherJvm();
  final Notebook notebook = new Notebook();

  @AfterAll
  void end() {
    notebook.close();
    jvm.close();
  }

  /// Packs the value of the expression, sends it, and returns what it makes of the items there.
  List<@Nullable Object> there(String type, String expression, @Nullable Object... items) {
    int task = jvm.load(Packer.packTask(notebook.value(type, expression)));
    return OtherJvm.list(jvm.run(task, notebook.loader(), items));
  }
}

package org.muster.kernel.display;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.comm.Comms;

/// What [Notebook] is in workers, where this class goes by that name: the same functions, of which
/// those work that show something.
///
/// It calls none of its own methods, so that its name is nowhere in its code. Nothing of the kernel
/// is there but [TaskValues].
@SuppressWarnings("DoNotCallSuggester") // those that throw are as they are in the notebook
public final class TaskNotebook {

  private TaskNotebook() {}

  public static String display(@Nullable Object value) {
    return TaskValues.display(value);
  }

  public static String display(@Nullable Object value, String... types) {
    return TaskValues.display(value, types);
  }

  public static void updateDisplay(String id, @Nullable Object value) {
    TaskValues.update(id, value);
  }

  public static void updateDisplay(String id, @Nullable Object value, String... types) {
    TaskValues.update(id, value, types);
  }

  public static DisplayData render(@Nullable Object value) {
    throw TaskValues.onlyInNotebook();
  }

  public static DisplayData render(@Nullable Object value, String... types) {
    throw TaskValues.onlyInNotebook();
  }

  public static void clearOutput() {
    throw TaskValues.onlyInNotebook();
  }

  public static void clearOutput(boolean waitForNext) {
    throw TaskValues.onlyInNotebook();
  }

  public static void page(@Nullable Object value) {
    throw TaskValues.onlyInNotebook();
  }

  public static void setNextInput(String text) {
    throw TaskValues.onlyInNotebook();
  }

  public static void setNextInput(String text, boolean replace) {
    throw TaskValues.onlyInNotebook();
  }

  public static Comms comms() {
    throw TaskValues.onlyInNotebook();
  }

  public static @Nullable Object eval(String code) {
    throw TaskValues.onlyInNotebook();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // as in IJava
  public static <T extends @Nullable Object> T lineMagic(String name, List<String> arguments) {
    throw TaskValues.onlyInNotebook();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // as in IJava
  public static <T extends @Nullable Object> T cellMagic(
      String name, List<String> arguments, String body) {
    throw TaskValues.onlyInNotebook();
  }

  public static NotebookKernel kernel() {
    throw TaskValues.onlyInNotebook();
  }

  public static NotebookKernel getKernelInstance() {
    throw TaskValues.onlyInNotebook();
  }
}

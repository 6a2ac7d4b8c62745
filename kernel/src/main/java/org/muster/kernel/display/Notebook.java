package org.muster.kernel.display;

import java.util.List;
import java.util.UUID;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.comm.Comms;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.message.Publication;

/// The functions that every cell can call without an import; their names and meanings are IJava's.
public final class Notebook {

  /// What the functions work with; the kernel provides it.
  public interface Services {

    Display display();

    /// Evaluates code as a part of the running cell.
    @Nullable Object eval(String code);

    @Nullable Object lineMagic(String name, List<String> arguments);

    @Nullable Object cellMagic(String name, List<String> arguments, String body);

    /// The comms of this kernel.
    Comms comms();

    /// The kernel as jjava's extensions know it.
    NotebookKernel kernel();
  }

  private static volatile @Nullable Services services;

  private Notebook() {}

  /// Makes the functions work. Called once, before any cell runs.
  public static void install(Services newServices) {
    services = newServices;
  }

  /// Shows a value.
  ///
  /// @return the id with which [#updateDisplay(String, Object)] replaces it
  public static String display(@Nullable Object value) {
    return display(value, new String[0]);
  }

  /// Shows a value in certain MIME types, as in `display(text, "text/markdown")`.
  ///
  /// @return the id with which [#updateDisplay(String, Object)] replaces it
  public static String display(@Nullable Object value, String... types) {
    DisplayData data = render(value, types);
    String id = data.hasDisplayId() ? data.getDisplayId() : UUID.randomUUID().toString();
    output().publish(Shown.first(data, id));
    return id;
  }

  /// Replaces what was shown under this id.
  public static void updateDisplay(String id, @Nullable Object value) {
    updateDisplay(id, value, new String[0]);
  }

  /// Replaces what was shown under this id, in certain MIME types.
  public static void updateDisplay(String id, @Nullable Object value, String... types) {
    output().publish(Shown.again(render(value, types), id));
  }

  /// The MIME bundle that would be shown of a value.
  public static DisplayData render(@Nullable Object value) {
    return render(value, new String[0]);
  }

  /// The MIME bundle that would be shown of a value in certain MIME types.
  public static DisplayData render(@Nullable Object value, String... types) {
    return new DisplayData(services().display().data(value, types));
  }

  /// Removes what this cell has shown so far.
  public static void clearOutput() {
    clearOutput(false);
  }

  /// Removes what this cell has shown so far.
  ///
  /// @param waitForNext whether to wait for the next output, so that nothing flickers
  public static void clearOutput(boolean waitForNext) {
    output().publish(new Publication.ClearOutput(waitForNext));
  }

  /// Shows a value outside the notebook, in the front end's pager, once the cell has ended.
  public static void page(@Nullable Object value) {
    output().addPayload(Payloads.page(services().display().render(value).data()));
  }

  /// Puts text into a new cell below this one, or at the prompt of a console, once the cell has
  /// ended.
  public static void setNextInput(String text) {
    setNextInput(text, false);
  }

  /// Puts text into a cell once this one has ended.
  ///
  /// @param replace whether into this cell rather than into a new one
  public static void setNextInput(String text, boolean replace) {
    output().addPayload(Payloads.nextInput(text, replace));
  }

  /// The comms: lines to objects in the front end, such as widgets.
  public static Comms comms() {
    return services().comms();
  }

  /// Evaluates code as a part of this cell.
  ///
  /// @return the value of its last expression, or null
  /// @throws IllegalArgumentException if it does not compile
  /// @throws IllegalStateException if called by another thread than the cell's own
  public static @Nullable Object eval(String code) {
    return services().eval(code);
  }

  /// Calls a line magic: `lineMagic("time", List.of("f()"))` is `%time f()`.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // as in IJava
  public static <T extends @Nullable Object> T lineMagic(String name, List<String> arguments) {
    return (T) services().lineMagic(name, arguments);
  }

  /// Calls a cell magic.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // as in IJava
  public static <T extends @Nullable Object> T cellMagic(
      String name, List<String> arguments, String body) {
    return (T) services().cellMagic(name, arguments, body);
  }

  /// The kernel, for those who register renderers and magics.
  public static NotebookKernel kernel() {
    return services().kernel();
  }

  /// The same under the name that IJava and older libraries have for it.
  public static NotebookKernel getKernelInstance() {
    return kernel();
  }

  private static Services services() {
    Services installed = services;
    if (installed == null) {
      throw new IllegalStateException("this function works in cells of a notebook only");
    }
    return installed;
  }

  private static CellOutput output() {
    CellRun run = CellRun.ofThread();
    if (run == null) {
      throw new IllegalStateException("this function works in cells of a notebook only");
    }
    return run.output();
  }
}

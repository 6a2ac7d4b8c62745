package org.muster.kernel.magic;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.LineMagic;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.library.LibraryException;
import org.muster.kernel.parallel.KernelHost;

/// `%progress off` hides the bars of long calls from now on, `%progress on` shows them again;
/// `%progress` alone says which it is.
public final class ProgressMagic {

  private final KernelHost host;

  public ProgressMagic(KernelHost host) {
    this.host = host;
  }

  public void register(MagicsRegistry registry) {
    LineMagic<@Nullable Object, BaseKernel> magic = (_, arguments) -> run(arguments);
    registry.registerLineMagic("progress", magic);
  }

  private @Nullable Object run(List<String> arguments) {
    switch (String.join(" ", arguments)) {
      case "" ->
          say(
              "progress of calls that take longer than half a second is %s"
                  .formatted(host.showsProgress() ? "shown" : "not shown"));
      case "on" -> host.showProgress(true);
      case "off" -> host.showProgress(false);
      default ->
          throw new LibraryException(
              "%progress needs `on` or `off`, as in %progress off; alone it says which it is");
    }
    return null;
  }

  private static void say(String text) {
    CellRun run = CellRun.ofThread();
    if (run != null) {
      run.output().print(OutputStreamName.STDOUT, text + "\n");
    }
  }
}

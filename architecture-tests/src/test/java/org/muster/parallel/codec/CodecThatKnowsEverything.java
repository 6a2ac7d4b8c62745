package org.muster.parallel.codec;

import com.google.gson.Gson;
import jdk.jshell.JShell;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.muster.benchmarks.Report;
import org.muster.install.fixture.InstallClass;
import org.muster.kernel.fixture.KernelThatKnowsLaunching;
import org.muster.parallel.worker.WorkerMain;
import org.zeromq.ZContext;

/// Knows what others keep to themselves, for [org.muster.architecture.RulesCanFailTest].
public interface CodecThatKnowsEverything {
  Gson gson();

  JShell shell();

  DisplayData display();

  Report report();

  InstallClass install();

  KernelThatKnowsLaunching kernel();

  WorkerMain worker();

  ZContext sockets();
}

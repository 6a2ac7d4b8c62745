package org.muster.benchmarks;

import java.util.List;

/// Those who do with Python what Muster does with Java.
public enum Rival {
  /// `multiprocessing` with workers that are copies of the running process. A process without
  /// threads may have them: it is Python's fastest way to start, and unsafe as soon as there are
  /// threads.
  FORK("CPython fork", "", "peer.py", "fork"),

  /// `multiprocessing` with workers that are new programs, as worker JVMs are. Once they run there
  /// is no difference to [#FORK].
  SPAWN("CPython spawn", "", "peer.py", "spawn"),

  /// What `multiprocessing` shares between a process and its forks.
  SHARED("CPython fork", "", "shared_peer.py", "fork"),

  /// `multiprocessing` whose items are NumPy's arrays, or which shares one.
  NUMPY(
      "CPython fork, NumPy",
      "import numpy; print('NumPy', numpy.__version__)",
      "numpy_peer.py",
      "fork"),

  /// The executor of joblib, used as such. It runs functions that are defined at a prompt.
  LOKY("loky", Rival.PROBE_JOBLIB, "joblib_peer.py"),

  /// `joblib.Parallel` on loky's workers: maps large arrays into them.
  JOBLIB("CPython, joblib", Rival.PROBE_JOBLIB, "joblib_peer.py"),

  /// Engines behind a controller.
  IPYPARALLEL(
      "ipyparallel",
      "import ipyparallel; print('ipyparallel', ipyparallel.__version__)",
      "ipyparallel_peer.py"),

  /// Workers behind a scheduler.
  DASK(
      "Dask",
      "import distributed; print('Dask distributed', distributed.__version__)",
      "dask_peer.py"),

  /// Python's kernel for Jupyter.
  IPYKERNEL(
      "ipykernel",
      "import ipykernel, zmq; print('ipykernel', ipykernel.__version__ + ', pyzmq', zmq.__version__)",
      "kernel_peer.py",
      "ipykernel");

  private static final String PROBE_JOBLIB =
      "import cloudpickle, joblib, numpy; from joblib.externals import loky;"
          + "print('joblib', joblib.__version__ + ', loky', loky.__version__ + ', cloudpickle',"
          + " cloudpickle.__version__ + ', NumPy', numpy.__version__)";

  private final String title;
  private final String probe;
  private final String script;
  private final String argument;

  Rival(String title, String probe, String script) {
    this(title, probe, script, "");
  }

  Rival(String title, String probe, String script, String argument) {
    this.title = title;
    this.probe = probe;
    this.script = script;
    this.argument = argument;
  }

  /// What the report calls it.
  String title() {
    return title;
  }

  /// Prints the versions of the libraries that it needs, and fails where one is missing; empty if
  /// it needs none.
  String probe() {
    return probe;
  }

  /// The program that runs its races.
  String script() {
    return script;
  }

  /// What the program is told after the number of workers.
  List<String> arguments() {
    return argument.isEmpty() ? List.of() : List.of(argument);
  }
}

/// The program a person runs: executes notebooks, installs the kernel for Jupyter, and says whether
/// this machine is fit for it.
///
/// Start at [Main][org.muster.install.Main]. The shell script `muster` at the top of the repository
/// finds a JDK, builds, and hands over to it; an installed kernel carries the same program.
@NullMarked
package org.muster.install;

import org.jspecify.annotations.NullMarked;

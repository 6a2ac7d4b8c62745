/// Who may know whom, held over the classes of all modules: the layers of CONTRIBUTING.md as rules.
///
/// A rule that matches no class fails, and [org.muster.architecture.RulesCanFailTest] shows each of
/// them a class that breaks it.
@NullMarked
package org.muster.architecture;

import org.jspecify.annotations.NullMarked;

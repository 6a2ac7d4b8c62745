/// A Jupyter front end without Jupyter: starts a kernel with a connection file of its own, and
/// speaks the protocol with it.
///
/// Start at [KernelProcess][org.muster.install.frontend.KernelProcess] and
/// [KernelClient][org.muster.install.frontend.KernelClient]. Nothing here knows notebooks.
@NullMarked
package org.muster.install.frontend;

import org.jspecify.annotations.NullMarked;

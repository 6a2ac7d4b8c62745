/// Comms: lines between an object in the kernel and its counterpart in a front end, on which both
/// may speak at any time. Widgets are made of them.
///
/// Start at [Comms]. Cells use these types, so none of them shows the kernel's JSON library, which
/// cells do not see; for the same reason they are not jjava's.
///
/// @see <a href="https://jupyter-client.readthedocs.io/en/latest/messaging.html#custom-messages">
///   Custom messages</a>
@NullMarked
package org.muster.kernel.comm;

import org.jspecify.annotations.NullMarked;

/// Jupyter messages as values: the connection file, the signed frames on the wire, and what the
/// requests, replies and publications say.
///
/// Both ends use this package: the kernel, and a front end written in Java. It knows no socket and
/// no evaluator.
///
/// @see <a href="https://jupyter-client.readthedocs.io/en/latest/messaging.html">Messaging in
///   Jupyter</a>
@NullMarked
package org.muster.kernel.message;

import org.jspecify.annotations.NullMarked;

/// The Jupyter kernel's program: starts from a connection file, answers requests, ends.
@NullMarked
package org.muster.kernel;

import org.jspecify.annotations.NullMarked;

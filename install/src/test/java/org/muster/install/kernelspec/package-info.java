/// Kernelspecs in throw-away folders.
@NullMarked
package org.muster.install.kernelspec;

import org.jspecify.annotations.NullMarked;

/// Specifications of what front ends are told about a kernel.
@NullMarked
package org.muster.install.frontend;

import org.jspecify.annotations.NullMarked;

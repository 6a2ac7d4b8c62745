/// `%` and `%%`: lines and cells that talk to the kernel instead of the compiler.
@NullMarked
package org.muster.kernel.magic;

import org.jspecify.annotations.NullMarked;

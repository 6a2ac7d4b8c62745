/// A kernel's process and a front end to drive it, for tests.
@NullMarked
package org.muster.kernel.client;

import org.jspecify.annotations.NullMarked;

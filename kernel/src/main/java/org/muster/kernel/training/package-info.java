/// The AOT cache with which kernels start: made in the background by a process of its own that
/// drives a kernel as a front end does, recorded.
@NullMarked
package org.muster.kernel.training;

import org.jspecify.annotations.NullMarked;

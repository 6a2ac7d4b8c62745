/// What a cell can hold and how it travels: the specification, each construct run by a real kernel
/// and by the workers of its pool.
@NullMarked
package org.muster.kernel.travel;

import org.jspecify.annotations.NullMarked;

/// Values to bytes and back: numbers, strings and primitive arrays in bulk; everything else through
/// the object graphs of whoever uses the codec.
@NullMarked
package org.muster.parallel.codec;

import org.jspecify.annotations.NullMarked;

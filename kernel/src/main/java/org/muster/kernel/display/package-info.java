/// Values as MIME bundles: what a notebook shows of an object, and the functions with which a cell
/// shows something itself.
///
/// Rendering is jjava's [Renderer][org.dflib.jjava.jupyter.kernel.display.Renderer], so that
/// libraries written for IJava and JJava find what they know.
@NullMarked
package org.muster.kernel.display;

import org.jspecify.annotations.NullMarked;

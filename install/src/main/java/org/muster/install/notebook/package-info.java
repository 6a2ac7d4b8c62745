/// Notebooks as files: read, filled with new outputs, written back without touching anything else.
///
/// Knows no kernel; what a kernel published arrives here as the JSON of its messages.
///
/// @see <a href="https://nbformat.readthedocs.io/en/latest/format_description.html">The notebook
///   file format</a>
@NullMarked
package org.muster.install.notebook;

import org.jspecify.annotations.NullMarked;

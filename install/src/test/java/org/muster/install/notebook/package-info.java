/// Notebook files.
@NullMarked
package org.muster.install.notebook;

import org.jspecify.annotations.NullMarked;

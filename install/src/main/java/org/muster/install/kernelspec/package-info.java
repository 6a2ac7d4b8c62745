/// The kernel as Jupyter finds it: where kernelspecs live, what is in one, and how one gets there
/// whole or not at all.
@NullMarked
package org.muster.install.kernelspec;

import org.jspecify.annotations.NullMarked;

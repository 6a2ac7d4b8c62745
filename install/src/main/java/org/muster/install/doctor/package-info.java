/// `muster doctor`: whether this machine is fit for Muster, and what to do where it is not.
@NullMarked
package org.muster.install.doctor;

import org.jspecify.annotations.NullMarked;

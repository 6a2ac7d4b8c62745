/// Worker JVMs on this machine: their command line, their start and their end.
@NullMarked
package org.muster.parallel.launch;

import org.jspecify.annotations.NullMarked;

/// How a task of any shape is called with an item, in whatever thread or process that happens.
@NullMarked
package org.muster.parallel.task;

import org.jspecify.annotations.NullMarked;

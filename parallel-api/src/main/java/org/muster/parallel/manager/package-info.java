/// Objects that live in one process and are called from all: what a `Manager` is made of.
///
/// Start at [Core]: in the process that opened the manager it is over a [Server], elsewhere over a
/// [Client]. Between them are the [Requests], one row for all processes, and the [Answers], some
/// memory of each. Knows no pool.
@NullMarked
package org.muster.parallel.manager;

import org.jspecify.annotations.NullMarked;

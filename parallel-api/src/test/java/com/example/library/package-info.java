/// A library that knows nothing of Muster or of serialization.
@NullMarked
package com.example.library;

import org.jspecify.annotations.NullMarked;

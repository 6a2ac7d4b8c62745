package org.muster.parallel.manager;

import java.io.Serializable;

/// What the proxies of shared objects implement besides their interface: they travel as handles.
public interface Travelling extends Serializable {

  /// As serialization asks for it.
  Object writeReplace();
}

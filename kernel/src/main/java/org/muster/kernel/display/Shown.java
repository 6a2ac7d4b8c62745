package org.muster.kernel.display;

import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.muster.kernel.message.Publication;

/// What is published to show a rendered value.
public final class Shown {

  private Shown() {}

  /// Shows it.
  ///
  /// @param id with which it can be replaced
  public static Publication.DisplayData first(DisplayData data, String id) {
    Bundle bundle = withId(data, id);
    return new Publication.DisplayData(bundle.data(), bundle.metadata(), bundle.transientData());
  }

  /// Shows it in place of what was shown under this id.
  public static Publication.UpdateDisplayData again(DisplayData data, String id) {
    Bundle bundle = withId(data, id);
    return new Publication.UpdateDisplayData(
        bundle.data(), bundle.metadata(), bundle.transientData());
  }

  private static Bundle withId(DisplayData data, String id) {
    data.setDisplayId(id);
    return Bundle.of(data);
  }
}

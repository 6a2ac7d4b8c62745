package org.muster.kernel.comm;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a front end says on a comm.
///
/// @param data maps, lists, texts, `Boolean`, `Long`, `Double` and nulls
/// @param metadata of the message around the data
/// @param buffers binary data beside it
public record CommMessage(
    Map<String, @Nullable Object> data,
    Map<String, @Nullable Object> metadata,
    List<byte[]> buffers) {

  /// One field of the data, or null if it is missing.
  public @Nullable Object get(String name) {
    return data.get(name);
  }
}

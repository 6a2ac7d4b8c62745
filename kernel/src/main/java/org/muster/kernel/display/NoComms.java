package org.muster.kernel.display;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommFactory;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.comm.CommTarget;

/// jjava's comms, which speak through a JSON library that cells do not see: says what to use.
final class NoComms extends CommManager {

  @Override
  public <T extends Comm> T openComm(String target, CommFactory<T> factory) {
    throw instead();
  }

  @Override
  public void messageComm(
      String id, JsonObject data, Map<String, Object> metadata, List<byte[]> buffers) {
    throw instead();
  }

  @Override
  public void closeComm(Comm comm) {
    throw instead();
  }

  @Override
  public void registerTarget(String name, CommTarget target) {
    throw instead();
  }

  private static UnsupportedOperationException instead() {
    return new UnsupportedOperationException(
        "jjava's comms are not in use here; use comms(), as in comms().open(\"target\", Map.of())");
  }
}

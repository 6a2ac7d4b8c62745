package org.muster.parallel.pool;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.CallSite;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.PreparedTask;

/// A lambda that is called once, and that nothing but a few small values tells from other lambdas
/// of its call site: these values are all there is to send of it.
///
/// @param packed the example of the site, the same object for all of its lambdas
/// @param values what it captured
record SiteCall(PackedTask packed, @Nullable Object[] values) implements Shipped {

  private static final Cargo NO_ITEM = new Cargo() {};

  /// The example of a site, as it was sent last.
  private record Site(CallSite site, PackedTask packed) {}

  private static final ClassValue<AtomicReference<@Nullable Site>> SITES =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable Site> computeValue(Class<?> type) {
          return new AtomicReference<>();
        }
      };

  /// Makes a call ready: this way if that is possible, by itself if not.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if it uses a value that cannot travel
  static PreparedTask of(Object call) {
    CallSite.Captured captured = CallSite.capture(call);
    return captured == null
        ? new ShippedTask(PackedTask.of(call))
        : new SiteCall(example(call, captured.site()), captured.values());
  }

  @SuppressWarnings("ReferenceEquality") // a call site is kept as long as it is right
  private static PackedTask example(Object call, CallSite site) {
    AtomicReference<@Nullable Site> known = SITES.get(call.getClass());
    Site last = known.get();
    ClassLoader loader = PackedTask.loaderOf(call);
    if (last == null || last.site() != site || last.packed().loader() != loader) {
      last = new Site(site, PackedTask.of(site.example(), loader));
      known.set(last);
    }
    return last.packed();
  }

  @Override
  public Cargo load(List<? extends @Nullable Object> items) {
    return NO_ITEM;
  }
}

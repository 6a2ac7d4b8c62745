package org.muster.kernel.maven;

import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferResource;
import org.jspecify.annotations.Nullable;

/// Knows what is being fetched. **Threads.** Safe for all.
final class Transfers extends AbstractTransferListener {

  private volatile @Nullable String current;

  /// In a line; null if nothing was fetched so far.
  @Nullable String current() {
    return current;
  }

  @Override
  public void transferInitiated(TransferEvent event) {
    TransferResource resource = event.getResource();
    String name = resource.getResourceName();
    current =
        "fetching %s from %s (%s)"
            .formatted(
                name.substring(name.lastIndexOf('/') + 1),
                resource.getRepositoryId(),
                resource.getRepositoryUrl());
  }
}

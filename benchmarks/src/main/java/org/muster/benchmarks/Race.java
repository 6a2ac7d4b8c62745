package org.muster.benchmarks;

import java.util.List;
import java.util.Set;
import org.muster.benchmarks.Peer.Lifetime;

/// The same work, done by Muster and by its peers in turn.
///
/// @param name what the peers' programs know it as
/// @param items how many items it has, calls it makes or workers it starts
/// @param lifetime what a peer's process must have done before
/// @param check what every answer must carry: a wrong result has no time
/// @param rivals those who run it besides Muster
/// @param figures what an answer tells
public record Race(
    String name, int items, Lifetime lifetime, long check, Set<Rival> rivals, List<Figure> figures)
    implements Benchmark {

  /// How many workers each pool has.
  static final int WORKERS = 4;

  public Race {
    rivals = Set.copyOf(rivals);
    figures = List.copyOf(figures);
  }
}

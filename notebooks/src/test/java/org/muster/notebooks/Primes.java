package org.muster.notebooks;

import java.util.BitSet;

/// Counts primes with a sieve, which no tutorial does.
final class Primes {

  private Primes() {}

  static int below(int limit) {
    var composite = new BitSet(limit);
    int count = 0;
    for (int n = 2; n < limit; n++) {
      if (!composite.get(n)) {
        count++;
        for (long multiple = (long) n * n; multiple < limit; multiple += n) {
          composite.set((int) multiple);
        }
      }
    }
    return count;
  }
}

package org.muster.notebooks;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.stream.LongStream;

/// Prime numbers, found in other ways than by the notebooks, which try divisors.
final class Primes {

  private static final int CERTAINTY = 40;

  private Primes() {}

  /// How many there are from the first number to before the second.
  static long between(long from, long to) {
    return LongStream.range(from, to)
        .filter(n -> BigInteger.valueOf(n).isProbablePrime(CERTAINTY))
        .count();
  }

  /// How many there are below a number, by a sieve: for long ranges that begin with 0.
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

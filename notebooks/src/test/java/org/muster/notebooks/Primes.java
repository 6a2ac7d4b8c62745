package org.muster.notebooks;

import java.math.BigInteger;
import java.util.stream.LongStream;

/// Prime numbers, found in another way than by the notebooks, which try divisors.
final class Primes {

  private static final int CERTAINTY = 40;

  private Primes() {}

  /// How many there are from the first number to before the second.
  static long between(long from, long to) {
    return LongStream.range(from, to)
        .filter(n -> BigInteger.valueOf(n).isProbablePrime(CERTAINTY))
        .count();
  }
}

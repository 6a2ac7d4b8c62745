package org.muster.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/// What a figure should come to.
public sealed interface Target {

  /// Nothing in particular.
  static Target none() {
    return new None();
  }

  /// How many times better than the peer Muster should be, at least.
  ///
  /// @param beside the peers that it is for; all, if none is named
  static Target ratio(double least, Rival... beside) {
    return new Ratio(least, Stream.of(beside).map(Rival::title).toList());
  }

  /// What Muster's own value should be, at most.
  static Target atMost(long value) {
    return new Most(value);
  }

  record None() implements Target {}

  record Ratio(double least, List<String> beside) implements Target {}

  record Most(long value) implements Target {}

  /// What it is beside a peer of this name.
  default Target beside(String peer) {
    return this instanceof Ratio(_, var beside) && !beside.isEmpty() && !beside.contains(peer)
        ? none()
        : this;
  }

  /// The target, and whether Muster's value alone meets it; nothing if it cannot tell that.
  default String verdict(Unit unit, long own) {
    return switch (this) {
      case None _, Ratio _ -> "";
      case Most(long value) -> verdict("≤ " + unit.text(value), own <= value);
    };
  }

  /// The target, and whether Muster's value meets it beside a peer's.
  default String verdict(Unit unit, long own, long peer) {
    return switch (this) {
      case None _, Most _ -> verdict(unit, own);
      case Ratio(double least, _) ->
          verdict("≥ " + Unit.digits(least), unit.ratio(own, peer) >= least);
    };
  }

  private static String verdict(String target, boolean met) {
    return target + (met ? ": met" : ": **missed**");
  }
}

package org.muster.benchmarks;

import java.util.List;

/// One number of an answer.
///
/// @param key its name there
/// @param title its name in the report
/// @param target what it should be beside each peer, those excepted that have an own one
/// @param baselines other numbers of Muster's own answer, to compare this one with
public record Figure(String key, String title, Unit unit, Target target, List<Baseline> baselines) {

  public Figure {
    baselines = List.copyOf(baselines);
  }

  /// A time without a target.
  public Figure(String key, String title) {
    this(key, title, Unit.TIME, Target.none(), List.of());
  }

  Figure in(Unit other) {
    return new Figure(key, title, other, target, baselines);
  }

  Figure aimingAt(Target other) {
    return new Figure(key, title, unit, other, baselines);
  }

  Figure beside(Baseline... others) {
    return new Figure(key, title, unit, target, List.of(others));
  }

  /// Something else that Muster's program measured in the same moments: a floor, or a simpler call.
  ///
  /// @param key its name in the answer
  /// @param name its name in the report
  /// @param target what the figure should be beside it
  public record Baseline(String key, String name, Target target) {

    public Baseline(String key, String name) {
      this(key, name, Target.none());
    }
  }
}

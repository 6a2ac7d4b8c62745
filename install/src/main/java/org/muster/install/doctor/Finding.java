package org.muster.install.doctor;

/// What one check found.
///
/// @param subject what was looked at
/// @param detail what is there; where that is not good, also what to do
record Finding(Verdict verdict, String subject, String detail) {

  /// How good it is. A warning is about something that most work does not need.
  enum Verdict {
    PASS,
    WARN,
    FAIL
  }

  static Finding pass(String subject, String detail) {
    return new Finding(Verdict.PASS, subject, detail);
  }

  static Finding warn(String subject, String detail) {
    return new Finding(Verdict.WARN, subject, detail);
  }

  static Finding fail(String subject, String detail) {
    return new Finding(Verdict.FAIL, subject, detail);
  }
}

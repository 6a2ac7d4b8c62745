package org.muster.install;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What stands behind a verb on the command line, taken apart.
///
/// An option with a value is written `--name value` or `--name=value`; `--` ends the options.
public final class Arguments {

  private final String verb;
  private final Map<String, List<String>> options = new HashMap<>();
  private final List<String> operands = new ArrayList<>();

  private Arguments(String verb) {
    this.verb = verb;
  }

  /// Takes the words behind a verb apart.
  ///
  /// @param flags the options without a value, as in `--dry-run`
  /// @param valued the options with one
  /// @throws Refusal if there is an option that is in neither set, or one without its value
  public static Arguments parse(
      String verb, List<String> words, Set<String> flags, Set<String> valued) {
    var parsed = new Arguments(verb);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        parsed.operands.addAll(words.subList(i + 1, words.size()));
        break;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        parsed.operands.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      if (flags.contains(name) && equals < 0) {
        parsed.add(name, "");
      } else if (valued.contains(name)) {
        if (equals < 0 && i + 1 == words.size()) {
          throw parsed.refusal("%s needs a value".formatted(name));
        }
        parsed.add(name, equals < 0 ? words.get(++i) : word.substring(equals + 1));
      } else {
        throw parsed.refusal("unknown option %s".formatted(name));
      }
    }
    return parsed;
  }

  public boolean has(String flag) {
    return options.containsKey(flag);
  }

  /// The value of an option; of several, the last.
  public Optional<String> value(String option) {
    List<String> values = values(option);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  public List<String> values(String option) {
    return options.getOrDefault(option, List.of());
  }

  /// What is neither an option nor the value of one.
  public List<String> operands() {
    return operands;
  }

  /// The same, for a verb that has only options.
  ///
  /// @throws Refusal if there is anything that is neither an option nor the value of one
  public Arguments withoutOperands() {
    if (!operands.isEmpty()) {
      throw refusal("does not know what to do with \"%s\"".formatted(operands.getFirst()));
    }
    return this;
  }

  /// What to throw about this command line.
  public Refusal refusal(String problem) {
    return new Refusal(
        "muster %s: %s.%nmuster %1$s --help lists its options.".formatted(verb, problem));
  }

  private void add(String name, String value) {
    options.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }
}

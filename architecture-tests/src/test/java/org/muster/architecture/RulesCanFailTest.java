package org.muster.architecture;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.muster.fixture.one.Hen;
import org.muster.fixture.two.Egg;
import org.muster.kernel.fixture.KernelThatKnowsLaunching;
import org.muster.parallel.RangeThatKnowsPools;
import org.muster.parallel.codec.CodecThatKnowsEverything;
import org.muster.parallel.codec.CodecWithBadHabits;

/// A rule with a slip in it would hold for ever.
@DisplayName("A rule")
class RulesCanFailTest {

  @ParameterizedTest
  @MethodSource("rules")
  void notices_a_class_that_breaks_it(ArchRule rule, Class<?>... breaking) {
    var classes = new ClassFileImporter().importClasses(breaking);
    var result = rule.evaluate(classes);
    assertTrue(result.hasViolation(), rule.getDescription());
    String report = result.getFailureReport().toString();
    assertTrue(report.contains(breaking[0].getName()), report);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void fails_where_it_matches_nothing(ArchRule rule, Class<?>... breaking) {
    var nothing = new ClassFileImporter().importClasses();
    assertThrows(AssertionError.class, () -> rule.check(nothing), rule.getDescription());
  }

  static Stream<Arguments> rules() throws ClassNotFoundException {
    var wire = Class.forName("org.muster.parallel.wire.WireThatKnowsTransport");
    return Stream.of(
        rule(ModulesTest.PARALLEL_API_KNOWS_ONLY_JAVA_AND_ZEROMQ, CodecThatKnowsEverything.class),
        rule(ModulesTest.ONLY_INSTALL_KNOWS_THE_KERNEL, CodecThatKnowsEverything.class),
        rule(ModulesTest.NOBODY_KNOWS_INSTALL, CodecThatKnowsEverything.class),
        rule(ModulesTest.NOBODY_KNOWS_THE_BENCHMARKS, CodecThatKnowsEverything.class),
        rule(ModulesTest.ONLY_KERNEL_AND_INSTALL_KNOW_GSON, CodecThatKnowsEverything.class),
        rule(ModulesTest.ONLY_THE_KERNEL_KNOWS_JSHELL, CodecThatKnowsEverything.class),
        rule(ModulesTest.ONLY_THE_KERNEL_KNOWS_IJAVA, CodecThatKnowsEverything.class),
        rule(ModulesTest.HOW_POOLS_WORK_IS_KNOWN_TO_NOBODY_ELSE, KernelThatKnowsLaunching.class),
        rule(layer("wire"), wire),
        rule(layer("codec"), CodecThatKnowsEverything.class),
        rule(PackagesTest.NO_CYCLES, Hen.class, Egg.class),
        rule(PackagesTest.ONLY_THE_FACTORY_KNOWS_HOW_POOLS_ARE_MADE, RangeThatKnowsPools.class),
        rule(PackagesTest.NOBODY_KNOWS_A_WORKER, CodecThatKnowsEverything.class),
        rule(PackagesTest.ONLY_TRANSPORT_KNOWS_ZEROMQ, CodecThatKnowsEverything.class),
        rule(PackagesTest.EVERY_PACKAGE_IS_NULL_MARKED, Hen.class),
        rule(HabitsTest.NOBODY_SLEEPS, CodecWithBadHabits.class),
        rule(HabitsTest.ONLY_PROGRAMS_EXIT, CodecWithBadHabits.class),
        rule(HabitsTest.NOBODY_USES_A_LOGGER, CodecWithBadHabits.class),
        rule(HabitsTest.THE_PARALLEL_API_DOES_NOT_PRINT, CodecWithBadHabits.class));
  }

  private static ArchRule layer(String name) {
    return PackagesTest.LAYERS.stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow()
        .rule();
  }

  private static Arguments rule(ArchRule rule, Class<?>... breaking) {
    return argumentSet(rule.getDescription(), rule, breaking);
  }
}

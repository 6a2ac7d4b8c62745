package org.muster.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Code outside tests")
class HabitsTest {

  /// Ends the kernel for whoever asks, and after a grace period in any case: a deadline has no
  /// event to wait for.
  private static final String END_OF_THE_KERNEL = "org.muster.kernel.Exit";

  static final ArchRule NOBODY_SLEEPS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(END_OF_THE_KERNEL)
          .should()
          .callMethodWhere(
              target(name("sleep")).and(target(owner(isOneOf(Thread.class, TimeUnit.class)))))
          .because("whoever sleeps misses the event: wait for it")
          .allowEmptyShould(false);

  static final ArchRule ONLY_PROGRAMS_EXIT =
      noClasses()
          .that(areNoPrograms())
          .and()
          .doNotHaveFullyQualifiedName(END_OF_THE_KERNEL)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .allowEmptyShould(false);

  static final ArchRule NOBODY_USES_A_LOGGER =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.slf4j..")
          .because("a failure is an exception that somebody reads")
          .allowEmptyShould(false);

  /// A worker takes the streams over, a JVM without a kernel shows there what workers print, and
  /// the sample cell is code as a user writes it.
  static final ArchRule THE_PARALLEL_API_DOES_NOT_PRINT =
      noClasses()
          .that()
          .resideInAPackage("org.muster.parallel..")
          .and()
          .resideOutsideOfPackage("org.muster.parallel.worker")
          .and()
          .doNotHaveFullyQualifiedName("org.muster.parallel.spi.PlainSubmitter")
          .and()
          .doNotHaveFullyQualifiedName("org.muster.parallel.training.SampleCell")
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
          .allowEmptyShould(false);

  private static DescribedPredicate<JavaClass> isOneOf(Class<?>... types) {
    return JavaClass.Predicates.belongToAnyOf(types);
  }

  private static DescribedPredicate<JavaClass> areNoPrograms() {
    return DescribedPredicate.describe(
        "have no main method",
        type ->
            type.getMethods().stream()
                .noneMatch(method ->
                    method.getName().equals("main")
                        && method.getModifiers().contains(JavaModifier.STATIC)));
  }

  @Test
  void never_sleeps() {
    NOBODY_SLEEPS.check(Codebase.CLASSES);
  }

  @Test
  void exits_only_in_programs() {
    ONLY_PROGRAMS_EXIT.check(Codebase.CLASSES);
  }

  @Test
  void uses_no_logger() {
    NOBODY_USES_A_LOGGER.check(Codebase.CLASSES);
  }

  @Test
  void of_the_parallel_api_prints_nothing() {
    THE_PARALLEL_API_DOES_NOT_PRINT.check(Codebase.CLASSES);
  }
}

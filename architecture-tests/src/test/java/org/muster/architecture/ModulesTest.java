package org.muster.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// `notebooks --> install --> kernel --> parallel-api <-- benchmarks`: nothing points the other
/// way.
///
/// Most rules say who may know a module, rather than whom a module may know, so that they also hold
/// for modules that are still to come.
@DisplayName("Modules")
class ModulesTest {

  static final ArchRule PARALLEL_API_KNOWS_ONLY_JAVA_AND_ZEROMQ =
      classes()
          .that()
          .resideInAPackage("org.muster.parallel..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.muster.parallel..", "java..", "org.zeromq..", "zmq..", "org.jspecify..")
          .because("pools work without a kernel: a worker's class path is this one jar")
          .allowEmptyShould(false);

  static final ArchRule ONLY_INSTALL_KNOWS_THE_KERNEL =
      onlyKnownBy("org.muster.kernel..", "org.muster.kernel..", "org.muster.install..");

  static final ArchRule NOBODY_KNOWS_INSTALL =
      onlyKnownBy("org.muster.install..", "org.muster.install..");

  static final ArchRule NOBODY_KNOWS_THE_BENCHMARKS =
      onlyKnownBy("org.muster.benchmarks..", "org.muster.benchmarks..");

  static final ArchRule ONLY_KERNEL_AND_INSTALL_KNOW_GSON =
      onlyKnownBy("com.google.gson..", "org.muster.kernel..", "org.muster.install..");

  static final ArchRule ONLY_THE_KERNEL_KNOWS_JSHELL =
      onlyKnownBy("jdk.jshell..", "org.muster.kernel..");

  static final ArchRule ONLY_THE_KERNEL_KNOWS_IJAVA =
      onlyKnownBy("org.dflib.jjava..", "org.muster.kernel..");

  /// One benchmark is about the scheduler itself, without the workers behind it.
  static final ArchRule HOW_POOLS_WORK_IS_KNOWN_TO_NOBODY_ELSE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.muster.parallel..")
          .and()
          .doNotHaveFullyQualifiedName("org.muster.benchmarks.SchedulerSuite")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.muster.parallel.pool..",
              "org.muster.parallel.jobs..",
              "org.muster.parallel.local..",
              "org.muster.parallel.worker..",
              "org.muster.parallel.launch..")
          .because("`Pool` is the door")
          .allowEmptyShould(false);

  static final ArchRule ONLY_ONE_PACKAGE_KNOWS_MAVEN =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.muster.kernel.maven")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("eu.maveniverse..", "org.eclipse.aether..", "org.apache.maven..")
          .because("it is loaded when a cell first needs it: docs/decisions/0011-libraries.md")
          .allowEmptyShould(false);

  static ArchRule onlyKnownBy(String known, String... knowing) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(knowing)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(known)
        .allowEmptyShould(false);
  }

  @Test
  void parallel_api_knows_only_java_and_zeromq() {
    PARALLEL_API_KNOWS_ONLY_JAVA_AND_ZEROMQ.check(Codebase.CLASSES);
  }

  @Test
  void only_install_knows_the_kernel() {
    ONLY_INSTALL_KNOWS_THE_KERNEL.check(Codebase.CLASSES);
  }

  @Test
  void nobody_knows_install() {
    NOBODY_KNOWS_INSTALL.check(Codebase.CLASSES);
  }

  @Test
  void nobody_knows_the_benchmarks() {
    NOBODY_KNOWS_THE_BENCHMARKS.check(Codebase.CLASSES);
  }

  @Test
  void only_kernel_and_install_know_gson() {
    ONLY_KERNEL_AND_INSTALL_KNOW_GSON.check(Codebase.CLASSES);
  }

  @Test
  void only_the_kernel_knows_jshell() {
    ONLY_THE_KERNEL_KNOWS_JSHELL.check(Codebase.CLASSES);
  }

  @Test
  void only_the_kernel_knows_ijava() {
    ONLY_THE_KERNEL_KNOWS_IJAVA.check(Codebase.CLASSES);
  }

  @Test
  void only_one_package_knows_maven() {
    ONLY_ONE_PACKAGE_KNOWS_MAVEN.check(Codebase.CLASSES);
  }

  @Test
  void how_pools_work_is_known_to_nobody_else() {
    HOW_POOLS_WORK_IS_KNOWN_TO_NOBODY_ELSE.check(Codebase.CLASSES);
  }
}

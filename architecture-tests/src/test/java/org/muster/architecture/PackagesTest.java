package org.muster.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("Packages")
class PackagesTest {

  private static final String API = "org.muster.parallel";
  private static final String ROOT = "";

  /// The packages of the parallel API and whom each may know, besides itself.
  ///
  ///     root -> pool -> {closure, codec, transport, launch} -> {wire, memory, spi}
  ///             pool -> {jobs, local} -> {task, spi}
  ///     worker -> {closure, codec, transport, task} -> {wire, memory, spi}
  ///     root -> memory
  ///
  /// The root is the language that all speak: its tasks, exceptions and ranges. It holds one
  /// thread back to what it is made of: the factories in `Pool` and `WorkerProcess`. Its shared objects are made of
  /// `memory`, which knows `jvm` alone, as whoever starts JVMs does. A worker is started by name, and so is the training of workers:
  /// nobody knows them.
  static final List<Layer> LAYERS =
      List.of(
          new Layer("wire"),
          new Layer("jvm"),
          new Layer("memory", "jvm"),
          new Layer("stop", "jvm"),
          new Layer("sync", "memory"),
          new Layer("spi", ROOT, "jvm"),
          new Layer("codec", ROOT, "wire"),
          new Layer("transport", "wire", "spi"),
          new Layer("closure", ROOT, "spi"),
          new Layer("task", ROOT),
          new Layer("jobs", ROOT, "task", "spi"),
          new Layer("queue", "memory", "sync", "codec", "closure", "wire", "spi"),
          new Layer("manager", ROOT, "memory", "sync", "queue", "codec", "task", "wire"),
          new Layer("local", ROOT, "task", "transport", "spi"),
          new Layer("launch", "spi", "jvm"),
          new Layer(
              "worker",
              ROOT,
              "task",
              "closure",
              "codec",
              "transport",
              "memory",
              "stop",
              "sync",
              "wire",
              "spi"),
          new Layer(
              "pool",
              ROOT,
              "jobs",
              "local",
              "task",
              "closure",
              "codec",
              "transport",
              "launch",
              "memory",
              "wire",
              "spi"),
          new Layer("training", ROOT, "pool", "launch", "closure", "spi"),
          new Layer(ROOT, "pool", "memory", "sync", "queue", "manager"));

  /// A package of the parallel API.
  ///
  /// @param name its last part
  /// @param knows those that its classes may depend on
  record Layer(String name, List<String> knows) {

    Layer(String name, String... knows) {
      this(name, List.of(knows));
    }

    ArchRule rule() {
      String[] allowed =
          Stream.concat(Stream.of(name), knows.stream())
              .map(Layer::packageName)
              .toArray(String[]::new);
      return noClasses()
          .that()
          .resideInAPackage(packageName(name))
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.muster..")
                  .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed)))
                  .as("are ours and not in %s", Arrays.toString(allowed)))
          .allowEmptyShould(false);
    }

    @Override
    public String toString() {
      return packageName(name);
    }

    private static String packageName(String layer) {
      return layer.equals(ROOT) ? API : API + "." + layer;
    }
  }

  /// Everyone in the parallel API knows its root, so the root's threads back would close a cycle
  /// with each of them: that to pools, and that to queues, whose items are encoded as those of
  /// tasks. In `install` the root is the program with the words that its verbs share.
  static final ArchRule NO_CYCLES =
      slices()
          .matching("org.muster.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(resideInAPackage(API), resideInAPackage(API + ".pool"))
          .ignoreDependency(
              resideInAPackage(API), resideInAnyPackage(API + ".manager", API + ".queue"))
          .ignoreDependency(
              resideInAPackage("org.muster.install"), resideInAPackage("org.muster.install.."))
          .allowEmptyShould(false);

  static final ArchRule ONLY_THE_FACTORY_KNOWS_HOW_POOLS_ARE_MADE =
      noClasses()
          .that()
          .resideInAPackage(API)
          .and()
          .doNotHaveSimpleName("Pool")
          .and()
          .doNotHaveSimpleName("WorkerProcess")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(API + ".pool..")
          .allowEmptyShould(false);

  static final ArchRule NOBODY_KNOWS_A_WORKER =
      ModulesTest.onlyKnownBy(API + ".worker..", API + ".worker..");

  static final ArchRule NOBODY_KNOWS_THE_TRAINING =
      ModulesTest.onlyKnownBy(API + ".training..", API + ".training..");

  static final ArchRule ONLY_TRANSPORT_KNOWS_ZEROMQ =
      noClasses()
          .that()
          .resideOutsideOfPackage(API + ".transport")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.zeromq..", "zmq..")
          .because("JeroMQ is unmaintained and wrapped: docs/decisions/0006-dependencies.md")
          .allowEmptyShould(false);

  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes().should(beInANullMarkedPackage()).allowEmptyShould(false);

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package whose package-info says @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " is in a package without a @NullMarked package-info"));
        }
      }
    };
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("LAYERS")
  void of_the_parallel_api_know_only_those_below(Layer layer) {
    layer.rule().check(Codebase.CLASSES);
  }

  @Test
  void of_the_parallel_api_each_have_their_place() {
    var placed =
        LAYERS.stream()
            .map(layer -> Layer.packageName(layer.name))
            .collect(Collectors.toCollection(TreeSet::new));
    var present =
        Codebase.CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.equals(API) || name.startsWith(API + "."))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(placed, present);
  }

  @Test
  void form_no_cycles() {
    NO_CYCLES.check(Codebase.CLASSES);
  }

  @Test
  void of_pools_are_known_to_the_factory_alone() {
    ONLY_THE_FACTORY_KNOWS_HOW_POOLS_ARE_MADE.check(Codebase.CLASSES);
  }

  @Test
  void of_workers_are_known_to_nobody() {
    NOBODY_KNOWS_A_WORKER.check(Codebase.CLASSES);
  }

  @Test
  void of_the_training_are_known_to_nobody() {
    NOBODY_KNOWS_THE_TRAINING.check(Codebase.CLASSES);
  }

  @Test
  void other_than_transport_do_not_know_zeromq() {
    ONLY_TRANSPORT_KNOWS_ZEROMQ.check(Codebase.CLASSES);
  }

  @Test
  void are_all_null_marked() {
    EVERY_PACKAGE_IS_NULL_MARKED.check(Codebase.CLASSES);
  }
}

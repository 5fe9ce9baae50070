package io.cellora.job;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;

/** In the job imports run from the command line down; udf never looks back. */
@AnalyzeClasses(
    packages = "io.cellora",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoJarOfTests.class})
class ArchitectureTest {

  /** The tests of udf are a jar here, which does not look like tests. */
  static final class NoJarOfTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule importsRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("cli")
          .definedBy("io.cellora.job.cli..")
          .layer("stage")
          .definedBy("io.cellora.job.stage..")
          .layer("train")
          .definedBy("io.cellora.job.train..")
          .layer("eval")
          .definedBy("io.cellora.job.eval..")
          .layer("report")
          .definedBy("io.cellora.job.report..")
          .layer("demo")
          .definedBy("io.cellora.job.demo..")
          .layer("bench")
          .definedBy("io.cellora.job.bench..")
          .layer("plan")
          .definedBy("io.cellora.job.plan..")
          .layer("track")
          .definedBy("io.cellora.job.track..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("stage")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("train")
          .mayOnlyBeAccessedByLayers("stage")
          .whereLayer("eval")
          .mayOnlyBeAccessedByLayers("stage")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("stage")
          .whereLayer("demo")
          .mayOnlyBeAccessedByLayers("stage")
          .whereLayer("bench")
          .mayOnlyBeAccessedByLayers("stage")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("stage")
          .whereLayer("track")
          .mayOnlyBeAccessedByLayers("stage");

  @ArchTest
  static final ArchRule configImportsNoOtherRoomOfTheJob =
      noClasses()
          .that()
          .resideInAPackage("io.cellora.job.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.cellora.job.cli..",
              "io.cellora.job.stage..",
              "io.cellora.job.train..",
              "io.cellora.job.eval..",
              "io.cellora.job.report..",
              "io.cellora.job.demo..",
              "io.cellora.job.bench..",
              "io.cellora.job.plan..",
              "io.cellora.job.track..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule udfNeverLooksBack =
      noClasses()
          .that()
          .resideInAPackage("io.cellora..")
          .and()
          .resideOutsideOfPackage("io.cellora.job..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.cellora.job..")
          .allowEmptyShould(true);

  /**
   * Tokens, keys and the default file system stand in the configuration that Spark hands out: a
   * file system is opened by {@code path.getFileSystem(configuration)} with that one, and none is
   * closed, because others share it.
   */
  @ArchTest
  static final ArchRule fileSystemsAreOpenedBySparksConfigurationOnly =
      noClasses()
          .that()
          .resideInAPackage("io.cellora..")
          .should()
          .callConstructor(Configuration.class)
          .orShould()
          .callConstructor(Configuration.class, boolean.class)
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(FileSystem.class)))
                  .and(target(nameMatching("get|newInstance|newInstanceLocal|closeAll.*"))))
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(FileContext.class)))
                  .and(target(nameMatching("get(Local)?F(S|ileContext)"))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(UserGroupInformation.class))));

  /** Lists of Scala 2.12 and 2.13 are other classes: a call that names one serves one Spark. */
  @ArchTest
  static final ArchRule oneJarServesBothLinesOfSpark =
      noClasses()
          .that()
          .resideInAPackage("io.cellora..")
          .should()
          .callCodeUnitWhere(
              describe(
                  "a signature of Spark's names a Scala list (call it by name, as Catalyst does)",
                  call ->
                      call.getTargetOwner().getPackageName().startsWith("org.apache.spark")
                          && namesList(call)));

  private static boolean namesList(JavaCall<?> call) {
    return Stream.concat(
            Stream.of(call.getTarget().getRawReturnType()),
            call.getTarget().getRawParameterTypes().stream())
        .map(JavaClass::getName)
        .anyMatch(List.of("scala.collection.Seq", "scala.collection.IndexedSeq")::contains);
  }
}

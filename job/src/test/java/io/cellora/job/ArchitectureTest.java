package io.cellora.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** In the job imports run from the command line down; udf never looks back. */
@AnalyzeClasses(packages = "io.cellora", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

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
}

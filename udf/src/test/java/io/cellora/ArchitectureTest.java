package io.cellora;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;

/** Imports run one way, and each foreign library has one room. */
@AnalyzeClasses(packages = "io.cellora", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule importsRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("functions")
          .definedBy("io.cellora.functions..")
          .layer("lora")
          .definedBy("io.cellora.lora..")
          .layer("encoder")
          .definedBy("io.cellora.encoder..")
          .layer("torch")
          .definedBy("io.cellora.torch..")
          .layer("weights")
          .definedBy("io.cellora.weights..")
          .layer("h5ad")
          .definedBy("io.cellora.h5ad..")
          .layer("genes")
          .definedBy("io.cellora.genes..")
          .layer("batch")
          .definedBy("io.cellora.batch..")
          .layer("knn")
          .definedBy("io.cellora.knn..")
          .layer("probe")
          .definedBy("io.cellora.probe..")
          .layer("quality")
          .definedBy("io.cellora.quality..")
          .layer("metrics")
          .definedBy("io.cellora.metrics..")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("h5ad", "encoder", "lora")
          .whereLayer("quality")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("probe")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("functions")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("lora")
          .mayOnlyBeAccessedByLayers("functions", "quality")
          .whereLayer("encoder")
          .mayOnlyBeAccessedByLayers("functions", "lora", "probe", "quality")
          .whereLayer("knn")
          .mayOnlyBeAccessedByLayers("functions", "quality")
          .whereLayer("batch")
          .mayOnlyBeAccessedByLayers("functions", "lora", "encoder", "knn")
          .whereLayer("torch")
          .mayOnlyBeAccessedByLayers("encoder", "lora", "knn", "probe")
          .whereLayer("weights")
          .mayOnlyBeAccessedByLayers("encoder", "lora")
          .whereLayer("h5ad")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("genes")
          .mayOnlyBeAccessedByLayers("h5ad", "functions");

  @ArchTest
  static final ArchRule onlyTheTorchRoomKnowsDjl =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.cellora.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..")
          .allowEmptyShould(true);

  /** What it loads is a text of our own: docs/security.md promises that no other program runs. */
  @ArchTest
  static final ArchRule onlyOneClassLoadsTorchScript =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.cellora.torch.TorchModule")
          .should()
          .callMethodWhere(
              target(nameMatching("load.*")).and(target(owner(resideInAnyPackage("ai.djl..")))));

  @ArchTest
  static final ArchRule nobodyReadsJavasOwnSerialisation =
      noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);

  @ArchTest
  static final ArchRule onlyTheH5adRoomKnowsHdf5 =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.cellora.h5ad..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.jhdf..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule pureRoomsKnowNoSpark =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.cellora.genes..",
              "io.cellora.weights..",
              "io.cellora.torch..",
              "io.cellora.h5ad.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule storageKnowsNothingOfAnnData =
      noClasses()
          .that()
          .resideInAPackage("io.cellora.h5ad.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.cellora.h5ad", "io.cellora.genes..");
}

package io.cellora.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The jars that users deploy, as the build made them. */
class ArtefactsIT {

  private static final String MADE_HERE = "\\d[\\w.-]*";
  private static final BuiltJar JOB =
      BuiltJar.of("job/target", "cellora-job-" + MADE_HERE + "-all.jar");
  private static final BuiltJar UDF =
      BuiltJar.of("udf/target", "cellora-udf-" + MADE_HERE + "-all.jar");
  private static final BuiltJar H5AD =
      BuiltJar.of("udf/target", "cellora-udf-" + MADE_HERE + "-h5ad.jar");
  private static final BuiltJar CPU =
      BuiltJar.of("udf/target", "cellora-natives-cpu-" + MADE_HERE + "jar");
  private static final BuiltJar CU128 =
      BuiltJar.of("udf/target", "cellora-natives-cu128-" + MADE_HERE + "jar");

  private static final Pattern MOVED =
      Pattern.compile(
          "(?<!\\.)(?:com/google/gson|com/typesafe/config|org/apache/commons/(?:compress|io|codec))/");

  private static final Pattern HERE = Pattern.compile("io/cellora/shaded/[\\w/$-]+");

  static Stream<BuiltJar> withoutNatives() {
    return Stream.of(JOB, UDF, H5AD);
  }

  static Stream<BuiltJar> assemblies() {
    return Stream.of(JOB, UDF);
  }

  static Stream<BuiltJar> all() {
    return Stream.of(JOB, UDF, H5AD, CPU, CU128);
  }

  @ParameterizedTest
  @CsvSource({"3.5.5", "4.0.1"})
  void noClassIsInAPackageOfSparksDistribution(String spark) throws IOException {
    Set<String> packages = packages(spark);
    assertThat(packages).hasSizeGreaterThan(3000).contains("org/apache/spark/sql");

    for (BuiltJar jar : all().toList()) {
      assertThat(jar.packages())
          .as("%s beside Spark %s", jar, spark)
          .doesNotContainAnyElementsOf(packages);
    }
  }

  @ParameterizedTest
  @MethodSource("assemblies")
  void whatWasMovedIsCalledByItsNewName(BuiltJar jar) {
    assertThat(jar.packages())
        .contains("io/cellora/shaded/gson", "io/cellora/shaded/compress/archivers/tar");
    assertThat(jar.classes())
        .allSatisfy(name -> assertThat(MOVED.matcher(jar.text(name)).find()).as(name).isFalse());
  }

  @ParameterizedTest
  @MethodSource("assemblies")
  void whatIsCalledByANewNameIsInTheJar(BuiltJar jar) {
    Set<String> called =
        jar.classes().stream()
            .flatMap(name -> HERE.matcher(jar.text(name)).results().map(MatchResult::group))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(called)
        .hasSizeGreaterThan(500)
        .contains("io/cellora/shaded/io/FileUtils")
        .allMatch(jar::holdsClass);
  }

  @ParameterizedTest
  @MethodSource("withoutNatives")
  void torchsNativesAreJarsOfTheirOwn(BuiltJar jar) {
    assertThat(jar.names())
        .noneMatch(name -> name.matches(".*(torch|c10|gomp)[^/]*\\.(so|dll|dylib).*"));
    assertThat(jar.file().toFile().length()).isLessThan(12L << 20);
  }

  @ParameterizedTest
  @MethodSource("assemblies")
  void theServicesOfAllLibrariesAreMerged(BuiltJar jar) throws IOException {
    for (BuiltJar library : libraries()) {
      for (String service : library.services()) {
        Set<String> here =
            library.providers(service).stream().filter(jar::holdsClass).collect(Collectors.toSet());
        assertThat(here.isEmpty() || jar.providers(service).containsAll(here))
            .as("%s of %s in %s", service, library, jar)
            .isTrue();
      }
    }
    assertThat(jar.providers("META-INF/services/ai.djl.engine.EngineProvider"))
        .contains("ai.djl.pytorch.engine.PtEngineProvider");
    assertThat(jar.services())
        .allSatisfy(service -> assertThat(jar.providers(service)).allMatch(jar::holdsClass));
  }

  @ParameterizedTest
  @MethodSource("withoutNatives")
  void noLibrarysSettingsLieWhereSparkOrAnotherLibraryLooks(BuiltJar jar) {
    assertThat(jar.names())
        .filteredOn(name -> !name.endsWith(".class"))
        .allMatch(
            name ->
                name.matches("(META-INF|ai/djl|com/intel/gkl|com/sun/jna|io/cellora|report|sql)/.*")
                    || name.equals("pytorch-engine.properties"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyJarTellsItsVersionAndItsLicences(BuiltJar jar) throws IOException {
    assertThat(jar.text("META-INF/MANIFEST.MF")).contains("Implementation-Version: ");
    for (String name : List.of("LICENSE", "NOTICE")) {
      assertThat(jar.text("META-INF/" + name))
          .isEqualTo(Files.readString(Path.of("..", name), StandardCharsets.ISO_8859_1));
    }
    assertThat(jar.names()).contains("META-INF/licenses/pytorch.txt");
  }

  @ParameterizedTest
  @CsvSource({"cpu", "cu128"})
  void nativesAreAChoiceOfOneJar(String flavor) {
    BuiltJar jar = flavor.equals("cpu") ? CPU : CU128;

    assertThat(jar.classes()).isEmpty();
    assertThat(jar.names())
        .contains("jnilib/pytorch.properties", "jnilib/linux-x86_64/" + flavor + "/libdjl_torch.so")
        .filteredOn(name -> name.startsWith("jnilib/linux"))
        .hasSize(1);
    assertThat(jar.names().contains("pytorch/cpu/linux-x86_64/libtorch_cpu.so"))
        .isEqualTo(jar == CPU);
  }

  private static List<BuiltJar> libraries() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target", "lib"))) {
      return files.sorted().map(BuiltJar::read).toList();
    }
  }

  private static Set<String> packages(String spark) throws IOException {
    String list = "/artefacts/packages-" + spark + ".txt.gz";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(ArtefactsIT.class.getResourceAsStream(list)),
                StandardCharsets.UTF_8))) {
      return lines.lines().collect(Collectors.toSet());
    }
  }
}

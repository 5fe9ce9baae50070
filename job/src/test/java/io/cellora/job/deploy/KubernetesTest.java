package io.cellora.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The applications of {@code deploy/kubernetes} are what the Spark operator takes, by the schema of
 * its resources (made by reduce_schema.py: a field that there is not is refused).
 */
class KubernetesTest {

  private static final String FOLDER = "kubernetes";
  private static final Path WAY = Descriptors.DEPLOY.resolve(FOLDER);
  private static final String SCHEMAS = "/deploy/spark-operator.schema.json.gz";

  static List<String> applications() throws IOException {
    try (Stream<Path> files = Files.list(WAY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml") && !name.equals("access.yaml"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("applications")
  void theOperatorTakesEveryApplication(String file) throws Exception {
    assertThat(problems(Descriptors.rendered(FOLDER, file))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run-all.yaml   | mainClass:        | mainKlass:       | 'mainKlass'",
        "run-all.yaml   | type: Java        | type: Kotlin     | enumeration",
        "run-all.yaml   | mode: cluster     | mode: [cluster]  | string",
        "run-all.yaml   | instances: 4      | instances: four  | integer",
        "run-all.yaml   | cores: 2          | cores: 0         | minimum",
        "run-all.yaml   | memoryOverhead:   | memoryOverhed:   | 'memoryOverhed'",
        "run-all.yaml   | type: OnFailure   | type: Sometimes  | enumeration",
        "run-all.yaml   | runAsUser: 185    | runAsUser: spark | integer",
        "run-all.yaml   | mountPath: /tmp   | path: /tmp       | 'mountPath' not found",
        "embed-gpu.yaml | operator: Exists  | operater: Exists | 'operater'",
        "embed-gpu.yaml | gpu.amount: \"1\" | gpu.amount: 1    | string",
        "scheduled.yaml | schedule:         | shedule:         | 'schedule' not found",
        "scheduled.yaml | template:         | spec:            | 'template' not found",
        "scheduled.yaml | HistoryLimit: 3   | HistoryLimit: x  | integer"
      })
  void aBrokenCopyIsCaught(String file, String right, String wrong, String message)
      throws Exception {
    String broken = Descriptors.broken(Descriptors.rendered(FOLDER, file), right, wrong);

    assertThat(problems(broken)).anySatisfy(problem -> assertThat(problem).contains(message));
  }

  @Test
  void podsWriteNothingButTheirVolumesAndRunAsNobodyInParticular() throws Exception {
    for (String file : applications()) {
      JsonNode application = Descriptors.yaml(Descriptors.rendered(FOLDER, file)).get(0);
      JsonNode spec =
          application.at("/spec/template").isMissingNode()
              ? application.at("/spec")
              : application.at("/spec/template");
      Set<String> volumes = new TreeSet<>(spec.at("/volumes").findValuesAsText("name"));
      for (String pod : List.of("driver", "executor")) {
        JsonNode rights = spec.at("/" + pod + "/securityContext");
        assertThat(rights.at("/readOnlyRootFilesystem").booleanValue()).as(file + pod).isTrue();
        assertThat(rights.at("/runAsNonRoot").booleanValue()).isTrue();
        assertThat(rights.at("/allowPrivilegeEscalation").isBoolean()).isTrue();
        assertThat(rights.at("/allowPrivilegeEscalation").booleanValue()).isFalse();
        assertThat(spec.at("/" + pod + "/volumeMounts").findValuesAsText("name"))
            .containsExactlyInAnyOrderElementsOf(volumes);
        assertThat(spec.at("/" + pod + "/volumeMounts").findValuesAsText("mountPath"))
            .as("what Spark writes to in " + file)
            .contains("/tmp", "/opt/spark/work-dir", "/var/data/spark");
        assertThat(spec.at("/" + pod + "/memoryOverhead").textValue()).matches("[0-9]+g");
      }
    }
  }

  @Test
  void aGpuIsAskedForByTheGpuVariantAlone() throws Exception {
    for (String file : applications()) {
      String text = Descriptors.rendered(FOLDER, file);
      assertThat(text.contains("spark.executor.resource.gpu.amount: \"1\""))
          .as(file)
          .isEqualTo(file.equals("embed-gpu.yaml"));
    }
  }

  @Test
  void theScheduleIsWhatCronReads() throws Exception {
    JsonNode weekly = Descriptors.yaml(Descriptors.rendered(FOLDER, "scheduled.yaml")).get(0);
    String cron = weekly.at("/spec/schedule").textValue();

    assertThat(Schedules.problem(Schedules.UNIX, cron)).isEmpty();
    assertThat(Schedules.problem(Schedules.UNIX, "0 " + cron)).isPresent();
    assertThat(Schedules.problem(Schedules.UNIX, cron.replace('3', 'x'))).isPresent();
  }

  @Test
  void everyVariableIsExplainedAndUsed() throws IOException {
    List<String> lines = Files.readAllLines(WAY.resolve("variables.env"));
    Set<String> used = new TreeSet<>();
    try (Stream<Path> files = Files.list(WAY)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        Pattern.compile("\\$\\{([A-Z_]+)}")
            .matcher(Files.readString(file))
            .results()
            .map((MatchResult name) -> name.group(1))
            .forEach(used::add);
      }
    }
    assertThat(lines.stream().filter(l -> l.matches("[A-Z_]+=.+")).map(l -> l.split("=")[0]))
        .containsExactlyInAnyOrderElementsOf(used);
    assertThat(lines.get(0)).startsWith("# ");
  }

  private static List<String> problems(String text) throws IOException {
    JsonNode document = Descriptors.yaml(text).get(0);
    String kind = document.at("/kind").asText();
    return Descriptors.problems(schema(kind), document);
  }

  private static JsonSchema schema(String kind) throws IOException {
    try (InputStream in = KubernetesTest.class.getResourceAsStream(SCHEMAS);
        InputStream text = new GZIPInputStream(in)) {
      JsonNode schemas = new ObjectMapper().readTree(text);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(schemas.required(kind));
    }
  }
}

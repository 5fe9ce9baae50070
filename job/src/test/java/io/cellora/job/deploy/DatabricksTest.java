package io.cellora.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The bundle of {@code deploy/databricks}. Its published schema is not ours to copy: what {@code
 * databricks bundle schema} prints is asked for by {@code -Dcellora.databricks.schema=FILE};
 * without it deploy/databricks/check.sh holds the bundle to Databricks' own Python classes.
 */
class DatabricksTest extends SparkTestBase {

  private static final String SCHEMA = "cellora.databricks.schema";
  private static final List<String> FILES = Bundle.FILES;
  private static JsonSchema schema;

  @Test
  void allNamesStandForSomethingAndAreUsed() throws IOException {
    assertThat(Bundle.committed().problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resources/cellora.job.yml | ${var.workers}       | ${var.worker}    | no variable worker",
        "variables.yml             | default: cpu         | default: cpus    | no job cluster cpus",
        "resources/cellora.job.yml | - task_key: embed    | - task_key: embd | no task embed",
        "resources/cellora.job.yml | - name: label        | - name: labels   | no job parameter label",
        "resources/cellora.job.yml | path: ../headline    | path: headline   | no file headline.sql",
        "resources/cellora.job.yml | libraries: *cellora  | timeout_seconds: 9 | no library has",
        "variables.yml             | '  notify:'          | '  notified:'    | unused variable notified"
      })
  void aNameThatStandsForNothingIsCaught(String file, String right, String wrong, String problem)
      throws IOException {
    assertThat(Bundle.committed().broken(file, right, wrong).problems())
        .anySatisfy(found -> assertThat(found).startsWith(problem));
  }

  @Test
  void clustersAreForOneAndLoadJarsFromAVolumeWithoutPhoton() throws IOException {
    JsonNode clusters = Bundle.committed().job().at("/job_clusters");

    assertThat(clusters).hasSize(2);
    for (JsonNode cluster : clusters) {
      JsonNode made = cluster.at("/new_cluster");
      assertThat(made.at("/data_security_mode").textValue()).isEqualTo("SINGLE_USER");
      assertThat(made.at("/runtime_engine").textValue()).isEqualTo("STANDARD");
      assertThat(made.at("/init_scripts/0/volumes/destination").textValue())
          .startsWith("/Volumes/")
          .endsWith("/init.sh");
      assertThat(made.at("/spark_env_vars/JNAME").textValue()).startsWith("zulu17");
      assertThat(made.at("/spark_conf/spark.executor.memory").isTextual()).isTrue();
    }
    for (String file : FILES) {
      assertThat(Files.readString(Bundle.WAY.resolve(file))).doesNotContain("dbfs:");
    }
    JsonNode variables = Bundle.committed().variables();
    assertThat(variables.at("/gpu_runtime/default").textValue()).contains("-gpu-ml-");
    assertThat(variables).allMatch(v -> v.path("description").asText().length() > 10);
  }

  @Test
  void theScheduleIsWhatQuartzReads() throws IOException {
    String cron = Bundle.committed().variables().at("/schedule/default").textValue();

    assertThat(Schedules.problem(Schedules.QUARTZ, cron)).isEmpty();
    assertThat(Schedules.problem(Schedules.QUARTZ, "0 3 * * 0")).isPresent();
    assertThat(Schedules.problem(Schedules.QUARTZ, cron.replace('?', '*'))).isPresent();
  }

  @Test
  void headlineAnswersFromTheViewThatTablesMakes() throws IOException {
    spark.sql("CREATE DATABASE IF NOT EXISTS deployed");
    try {
      spark.sql(
          "CREATE OR REPLACE VIEW deployed.headline AS SELECT 'test' AS split, 'lora-ce' AS arm,"
              + " 'mlp' AS head, seed, 0.5D + seed AS macro_f1, 1D AS top1, 0D AS ece"
              + " FROM VALUES (0), (1) AS seeds(seed)");
      List<Row> rows =
          spark
              .sql(
                  Files.readString(Bundle.WAY.resolve("headline.sql")),
                  Map.of("database", "deployed"))
              .collectAsList();

      assertThat(rows).hasSize(1);
      assertThat(rows.get(0).<Long>getAs("seeds")).isEqualTo(2);
      assertThat(rows.get(0).<Double>getAs("macro_f1")).isEqualTo(1.0);
    } finally {
      spark.sql("DROP DATABASE deployed CASCADE");
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void thePublishedSchemaTakesTheBundle(String file) throws IOException {
    assertThat(Descriptors.problems(schema(), Bundle.committed().read(file))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "databricks.yml            | mode: production     | modes: production    | 'modes'",
        "databricks.yml            | run_as:              | runs_as:             | 'runs_as'",
        "variables.yml             | description: SQL     | describes: SQL       | 'describes'",
        "resources/cellora.job.yml | main_class_name:     | main_class:          | 'main_class'",
        "resources/cellora.job.yml | quartz_cron_expression: | cron:             | 'cron'",
        "resources/cellora.job.yml | timezone_id: UTC     | pause: UTC           | 'timezone_id'",
        "resources/cellora.job.yml | engine: STANDARD     | engine: FAST         | enumeration",
        "resources/cellora.job.yml | max_concurrent_runs: 1 | max_concurrent_runs: one | integer",
        "resources/cellora.job.yml | warehouse_id:        | warehouse:           | 'warehouse_id'",
        "resources/cellora.job.yml | init_scripts:        | init_script:         | 'init_script'",
        "resources/cellora.job.yml | num_workers:         | num_worker:          | 'num_worker'"
      })
  void aBundleThatTheSchemaRefusesIsCaught(String file, String right, String wrong, String problem)
      throws IOException {
    JsonNode broken = Bundle.committed().broken(file, right, wrong).read(file);

    assertThat(Descriptors.problems(schema(), broken))
        .anySatisfy(found -> assertThat(found).contains(problem));
  }

  private static JsonSchema schema() throws IOException {
    String file = System.getProperty(SCHEMA);
    assumeTrue(file != null, "-D" + SCHEMA + " names no schema");
    if (schema == null) {
      try (InputStream in = Files.newInputStream(Path.of(file))) {
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
      }
    }
    return schema;
  }
}

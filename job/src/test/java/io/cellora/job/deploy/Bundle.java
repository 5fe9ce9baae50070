package io.cellora.job.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A Databricks bundle as text, and what in it does not fit together; schemas see none of this. */
final class Bundle {

  static final Path WAY = Descriptors.DEPLOY.resolve("databricks");
  static final List<String> FILES =
      List.of("databricks.yml", "variables.yml", "resources/cellora.job.yml");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{var\\.([a-z_]+)}");
  private static final Pattern PARAMETER = Pattern.compile("\\{\\{job\\.parameters\\.([a-z_]+)}}");

  private final Map<String, String> texts = new LinkedHashMap<>();

  /** The bundle as it is committed. */
  static Bundle committed() throws IOException {
    Bundle bundle = new Bundle();
    for (String file : FILES) {
      bundle.texts.put(file, Files.readString(WAY.resolve(file)));
    }
    return bundle;
  }

  /** A copy with one piece of a file changed. */
  Bundle broken(String file, String right, String wrong) {
    Bundle bundle = new Bundle();
    bundle.texts.putAll(texts);
    bundle.texts.put(file, Descriptors.broken(texts.get(file), right, wrong));
    return bundle;
  }

  JsonNode read(String file) {
    return Descriptors.yaml(texts.get(file)).get(0);
  }

  JsonNode job() {
    return read("resources/cellora.job.yml").at("/resources/jobs/cellora");
  }

  JsonNode variables() {
    return read("variables.yml").at("/variables");
  }

  /** Names that stand for nothing, or that nothing uses; a line each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    String all = String.join("\n", texts.values());
    Set<String> variables = new TreeSet<>();
    variables().fieldNames().forEachRemaining(variables::add);
    problems.addAll(differ("variable", variables, names(VARIABLE, all)));
    Set<String> parameters = new TreeSet<>(job().at("/parameters").findValuesAsText("name"));
    problems.addAll(differ("job parameter", parameters, names(PARAMETER, all)));
    problems.addAll(unknown("job cluster", of("/job_clusters", "job_cluster_key"), clusters()));
    Set<String> tasks = of("/tasks", "task_key");
    for (JsonNode task : elements(job().at("/tasks"))) {
      problems.addAll(unknown("task", tasks, task.at("/depends_on").findValuesAsText("task_key")));
      if (task.has("spark_jar_task") && task.at("/libraries/0/jar").isMissingNode()) {
        problems.add("no library has the main class of " + task.at("/task_key").textValue());
      }
    }
    for (String path : job().findValuesAsText("path")) {
      if (!Files.isRegularFile(WAY.resolve("resources").resolve(path))) {
        problems.add("no file " + path);
      }
    }
    return problems;
  }

  private List<String> clusters() {
    List<String> keys = new ArrayList<>();
    for (JsonNode task : elements(job().at("/tasks"))) {
      String key = task.path("job_cluster_key").asText("");
      if (key.startsWith("${var.")) {
        String name = names(VARIABLE, key).iterator().next();
        keys.add(variables().at("/" + name + "/default").asText());
      } else if (!task.has("sql_task")) {
        keys.add(key);
      }
    }
    return keys;
  }

  private Set<String> of(String array, String key) {
    Set<String> values = new TreeSet<>();
    elements(job().at(array)).forEach(element -> values.add(element.path(key).asText()));
    return values;
  }

  private static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<String> differ(String kind, Set<String> declared, Set<String> used) {
    List<String> problems = new ArrayList<>(unknown(kind, declared, used));
    declared.stream()
        .filter(name -> !used.contains(name))
        .map(name -> "unused " + kind + " " + name)
        .forEach(problems::add);
    return problems;
  }

  private static List<String> unknown(String kind, Set<String> declared, Iterable<String> used) {
    return StreamSupport.stream(used.spliterator(), false)
        .filter(name -> !declared.contains(name))
        .map(name -> "no " + kind + " " + name)
        .toList();
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    pattern.matcher(text).results().forEach(match -> names.add(match.group(1)));
    return names;
  }
}

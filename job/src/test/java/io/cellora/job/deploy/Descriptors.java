package io.cellora.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the tests of {@code deploy/} share: YAML as JSON, and what a schema says of it. */
final class Descriptors {

  static final Path DEPLOY = Path.of("..", "deploy");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Descriptors() {}

  /** The documents of a text; a key that stands twice is refused, aliases are followed. */
  static List<JsonNode> yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
      if (Objects.nonNull(document)) {
        documents.add(JSON.valueToTree(document));
      }
    }
    return documents;
  }

  /** What is wrong with a document, a line each. */
  static List<String> problems(JsonSchema schema, JsonNode document) {
    return schema.validate(document).stream().map(ValidationMessage::getMessage).sorted().toList();
  }

  /** The text with a piece changed where it stands first. */
  static String broken(String text, String right, String wrong) {
    assertThat(text).contains(right);
    int start = text.indexOf(right);
    return text.substring(0, start) + wrong + text.substring(start + right.length());
  }

  /** What deploy/render.sh prints for files of a folder of deploy/, from its variables.env. */
  static String rendered(String folder, String file) throws IOException, InterruptedException {
    Path way = DEPLOY.resolve(folder);
    Process script =
        new ProcessBuilder(
                "bash",
                DEPLOY.resolve("render.sh").toString(),
                way.resolve("variables.env").toString(),
                way.resolve(file).toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as(text).isZero();
    return text;
  }
}

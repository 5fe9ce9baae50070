package io.cellora.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Finds the lists of words in a descriptor: arrays of JSON and YAML, also in JSON that stands in a
 * text, lists of double-quoted strings in Python, commands in the code of a README. What stands for
 * a value, such as {@code !Sub} or {@code {"Ref": ...}}, counts as one word.
 */
final class DescriptorWords {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern JSON_IN_TEXT = Pattern.compile("\\s*\\{\\s*\"[\\s\\S]*");
  private static final Pattern NUMBER_TO_FILL = Pattern.compile("(?<=: )\\$\\{[^}]*}");
  private static final Pattern LINE_TO_FILL = Pattern.compile("(?m)^\\s*\\$\\{[^}]*}\\s*$");
  private static final Pattern PYTHON_LIST =
      Pattern.compile("\\[\\s*(?:f?\"[^\"\\n]*\"\\s*,?\\s*)+]");
  private static final Pattern PYTHON_STRING = Pattern.compile("\"([^\"\\n]*)\"");
  private static final Pattern TYPED =
      Pattern.compile(
          "(?m)^\\s*(?:\\w+=\\S+ )*(?:\\./cellora|deploy/spark-submit\\.sh .*? --) ([^>|#&]*)");

  private final Path file;
  private final List<List<String>> found = new ArrayList<>();

  private DescriptorWords(Path file) {
    this.file = file;
  }

  /** Whether a file is one in which words are looked for. */
  static boolean readable(Path file) {
    return file.toString().matches(".*\\.(json|ya?ml|py|md)");
  }

  /** The lists of words of a file, in its order. */
  static List<List<String>> of(Path file) throws IOException {
    DescriptorWords words = new DescriptorWords(file);
    words.read(Files.readString(file));
    return words.found;
  }

  private void read(String text) throws IOException {
    String name = file.toString();
    if (name.endsWith(".json")) {
      walk(JSON.readValue(text, Object.class));
    } else if (name.endsWith(".py")) {
      PYTHON_LIST.matcher(text).results().forEach(list -> found.add(strings(list.group())));
    } else if (name.endsWith(".md")) {
      typed(text);
    } else {
      new Yaml(new AnyTag()).loadAll(text).forEach(this::walk);
    }
  }

  private static List<String> strings(String list) {
    return PYTHON_STRING.matcher(list).results().map(m -> m.group(1)).toList();
  }

  private void typed(String text) {
    Matcher command = TYPED.matcher(text.replaceAll("\\\\\\n\\s*", ""));
    while (command.find()) {
      found.add(List.of(command.group(1).replaceAll("['\"]", "").strip().split("\\s+")));
    }
  }

  private void walk(Object value) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(this::walk);
    } else if (value instanceof List<?> list) {
      if (list.stream().allMatch(DescriptorWords::isWord)) {
        found.add(list.stream().map(DescriptorWords::word).toList());
      }
      list.forEach(this::walk);
    } else if (value instanceof String text && JSON_IN_TEXT.matcher(text).matches()) {
      walk(json(text));
    }
  }

  /**
   * A placeholder without quotes stands for a number, and becomes 0; or, in a line of its own, for
   * more JSON or for nothing.
   */
  private Object json(String text) {
    try {
      String less = LINE_TO_FILL.matcher(text).replaceAll("");
      return JSON.readValue(NUMBER_TO_FILL.matcher(less).replaceAll("0"), Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read JSON in a text (%s): %s".formatted(e.getOriginalMessage(), file), e);
    }
  }

  private static boolean isWord(Object value) {
    boolean standsForOne =
        value instanceof Map<?, ?> map
            && map.size() == 1
            && map.keySet().iterator().next().toString().matches("Ref|Fn::.*");
    return standsForOne || !(value instanceof Map || value instanceof List);
  }

  private static String word(Object value) {
    return value instanceof Map<?, ?> map
        ? map.values().iterator().next().toString()
        : String.valueOf(value);
  }

  /** YAML in which a tag that is not known, such as CloudFormation's, leaves its value. */
  private static final class AnyTag extends SafeConstructor {
    private AnyTag() {
      super(new LoaderOptions());
      yamlMultiConstructors.put("!", new Untagged());
    }

    private final class Untagged extends AbstractConstruct {
      @Override
      public Object construct(Node node) {
        if (node instanceof ScalarNode scalar) {
          return scalar.getValue();
        }
        return node instanceof SequenceNode sequence
            ? constructSequence(sequence)
            : constructMapping((MappingNode) node);
      }
    }
  }
}

package io.cellora.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Typed, checked access to one section of the settings; errors name the key, the value, what was
 * expected, and the file and line.
 */
final class Section {

  private final Config config;
  private final String path;

  Section(Config config, String path) {
    this.config = config;
    this.path = path;
  }

  Section section(String name) {
    return new Section(config.getConfig(name), keyOf(name));
  }

  String text(String name) {
    ConfigValue value = value(name);
    String text =
        asText(value)
            .filter(t -> !t.isBlank())
            .orElseThrow(() -> invalid(name, value, "a text that is not empty"));
    if (Redaction.hasLogin(text)) {
      throw invalid(name, value, "a URL without a password");
    }
    return text;
  }

  boolean flag(String name) {
    return one(name, "true or false", text -> Map.of("true", true, "false", false).get(text));
  }

  /** One of an enum's constants, written in small letters. */
  <E extends Enum<E>> E choice(String name, Class<E> type) {
    Map<String, E> choices = byName(type);
    List<String> names = List.copyOf(choices.keySet());
    String last = names.get(names.size() - 1);
    String others = String.join(", ", names.subList(0, names.size() - 1));
    return one(name, others + " or " + last, choices::get);
  }

  /** Some of an enum's constants, each once. */
  <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
    Map<String, E> choices = byName(type);
    String expected = "of " + String.join(", ", choices.keySet());
    List<E> chosen = many(name, 1, expected, choices::get);
    if (chosen.stream().distinct().count() < chosen.size()) {
      throw invalid(name, "each once");
    }
    return chosen;
  }

  private static <E extends Enum<E>> Map<String, E> byName(Class<E> type) {
    Map<String, E> constants = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      constants.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return constants;
  }

  int integer(String name, int min) {
    return one(name, "an integer >= " + min, text -> integerOf(text, min));
  }

  long wholeNumber(String name) {
    return one(name, "an integer", text -> new BigDecimal(text).longValueExact());
  }

  List<Long> wholeNumbers(String name) {
    return many(name, 1, "integers", text -> new BigDecimal(text).longValueExact());
  }

  /** The names of what stands in this section itself. */
  Set<String> names() {
    return config.root().keySet();
  }

  /** What stands under a name, as plain maps, lists and values. */
  Object plain(String name) {
    return value(name).unwrapped();
  }

  /** A section in which the values of {@code strong} win over those of the same name here. */
  Section overlaid(String name, Section strong) {
    Config below = config.getConfig(name);
    Config all = strong.has(name) ? strong.config.getConfig(name).withFallback(below) : below;
    return new Section(all, strong.keyOf(name));
  }

  boolean has(String name) {
    return config.root().containsKey(name);
  }

  double number(String name, Range range) {
    return one(name, "a number " + range, text -> numberOf(text, range));
  }

  List<String> texts(String name, int atLeast) {
    return many(name, atLeast, "texts", text -> text.isBlank() ? null : text);
  }

  List<Integer> integers(String name, int min) {
    return many(name, 1, "integers >= " + min, text -> integerOf(text, min));
  }

  List<Double> numbers(String name, Range range) {
    return many(name, 1, "numbers " + range, text -> numberOf(text, range));
  }

  /** All leaves below, with their dotted keys: {@code spark.executor.memory -> 8g}. */
  Map<String, String> properties(String name) {
    return byName(name, "a single value", Function.identity());
  }

  /** All leaves below, with their dotted keys: {@code network.0.1 -> 16}. */
  Map<String, Integer> integersByName(String name, int min) {
    return byName(name, "an integer >= " + min, text -> integerOf(text, min));
  }

  Map<String, Double> numbersByName(String name, Range range) {
    return byName(name, "a number " + range, text -> numberOf(text, range));
  }

  private <T> Map<String, T> byName(String name, String expected, Function<String, T> parse) {
    Map<String, T> all = new TreeMap<>();
    section(name)
        .leaves()
        .forEach(
            (key, value) ->
                all.put(
                    key,
                    parsed(value, parse)
                        .orElseThrow(() -> invalid(name + "." + key, value, expected))));
    return all;
  }

  IllegalArgumentException invalid(String name, String expected) {
    return invalid(name, value(name), expected);
  }

  private Map<String, ConfigValue> leaves() {
    Map<String, ConfigValue> leaves = new LinkedHashMap<>();
    config
        .entrySet()
        .forEach(
            leaf ->
                leaves.put(String.join(".", ConfigUtil.splitPath(leaf.getKey())), leaf.getValue()));
    return leaves;
  }

  private <T> T one(String name, String expected, Function<String, T> parse) {
    ConfigValue value = value(name);
    return parsed(value, parse).orElseThrow(() -> invalid(name, value, expected));
  }

  private <T> List<T> many(String name, int atLeast, String what, Function<String, T> parse) {
    ConfigValue value = value(name);
    String expected = (atLeast == 0 ? "a list of " : "a list of one or more ") + what;
    List<T> all =
        elements(value).stream()
            .map(e -> parsed(e, parse).orElseThrow(() -> invalid(name, value, expected)))
            .toList();
    if (all.size() < atLeast || value.valueType() == ConfigValueType.OBJECT) {
      throw invalid(name, value, expected);
    }
    return all;
  }

  /** A list, or one text with commas, which is easier to type after {@code --set}. */
  private static List<ConfigValue> elements(ConfigValue value) {
    if (value instanceof ConfigList list) {
      return list;
    }
    String text = asText(value).orElse("");
    return Arrays.stream(text.split(",")).map(String::trim).map(part -> like(value, part)).toList();
  }

  private static ConfigValue like(ConfigValue value, String text) {
    return ConfigValueFactory.fromAnyRef(text, value.origin().description());
  }

  private static <T> Optional<T> parsed(ConfigValue value, Function<String, T> parse) {
    try {
      return asText(value).map(parse);
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> asText(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(value.unwrapped().toString());
      case LIST, OBJECT, NULL -> Optional.empty();
    };
  }

  private static Integer integerOf(String text, int min) {
    int number = new BigDecimal(text).intValueExact();
    return number >= min ? number : null;
  }

  private static Double numberOf(String text, Range range) {
    double number = Double.parseDouble(text);
    return range.holds(number) ? number : null;
  }

  private ConfigValue value(String name) {
    return config.root().get(name);
  }

  private String keyOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private IllegalArgumentException invalid(String name, ConfigValue value, String expected) {
    String shown = value.valueType() == ConfigValueType.OBJECT ? "{ ... }" : shown(value);
    return new IllegalArgumentException(
        "Invalid setting %s: %s, expected %s (%s)"
            .formatted(keyOf(name), shown, expected, value.origin().description()));
  }

  private static String shown(ConfigValue value) {
    return asText(value).orElseGet(() -> value.render(ConfigRenderOptions.concise()));
  }
}

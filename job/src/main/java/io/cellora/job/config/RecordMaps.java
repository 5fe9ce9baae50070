package io.cellora.job.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Turns a tree of records into nested maps, component by component. */
final class RecordMaps {

  private RecordMaps() {}

  static Map<String, Object> toMap(Record tree) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : tree.getClass().getRecordComponents()) {
      map.put(component.getName(), plain(valueOf(component, tree)));
    }
    return map;
  }

  private static Object plain(Object value) {
    if (value instanceof ArmSettings arms) {
      return arms.toMap();
    }
    if (value instanceof SourceSettings source) {
      return source.toMap();
    }
    if (value instanceof Record tree) {
      return toMap(tree);
    }
    if (value instanceof Enum<?> choice) {
      return choice.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RecordMaps::plain).toList();
    }
    return value instanceof Map<?, ?> properties ? withoutSecrets(properties) : value;
  }

  private static Map<String, Object> withoutSecrets(Map<?, ?> properties) {
    Map<String, Object> shown = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          boolean secret = Redaction.isSecret(key.toString());
          shown.put(key.toString(), secret ? Redaction.HIDDEN : withoutSecrets(value));
        });
    return shown;
  }

  /** A value that is a text may have a secret in it, as the options of a JVM have. */
  private static Object withoutSecrets(Object value) {
    return value instanceof String text ? Redaction.BY_NAME.text(text) : value;
  }

  private static Object valueOf(RecordComponent component, Record tree) {
    try {
      return component.getAccessor().invoke(tree);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read setting: " + component.getName(), e);
    }
  }
}

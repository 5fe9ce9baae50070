package io.cellora.job.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What {@code plan} reckoned: groups of lines, as tables and as one JSON object. */
public final class PlanReport {

  private final List<Group> groups = new ArrayList<>();

  /**
   * A line.
   *
   * @param key of the value in JSON
   * @param value a number, a text or a list of texts
   * @param text the value as people read it; empty: a long text, which gets lines of its own
   * @param note what it is made of; may be empty
   */
  public record Line(String key, Object value, String text, String note) {}

  /** Lines under a title. */
  public static final class Group {

    private final String key;
    private final String title;
    private final List<Line> lines = new ArrayList<>();

    private Group(String key, String title) {
      this.key = key;
      this.title = title;
    }

    /** Adds a line; its name is its key in words. */
    public Group line(String name, Object value, String text, String note) {
      lines.add(new Line(name, value, text, note));
      return this;
    }

    private String text() {
      TextTable table = new TextTable(title, "", "");
      List<String> below = new ArrayList<>();
      for (Line line : lines) {
        if (line.text.isEmpty()) {
          below.add("\n  " + line.value + "\n");
        } else {
          table.row("  " + line.key, line.text, line.note);
        }
      }
      return table + String.join("", below);
    }

    private void put(ObjectNode root) {
      ObjectNode node = root.putObject(key);
      lines.forEach(line -> node.putPOJO(line.key.replace(' ', '_'), line.value));
    }
  }

  /** Begins a group. */
  public Group group(String key, String title) {
    Group group = new Group(key, title);
    groups.add(group);
    return group;
  }

  /** Lines for a terminal. */
  public String text() {
    return String.join("\n", groups.stream().map(Group::text).toList());
  }

  /** Indented JSON. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    groups.forEach(group -> group.put(root));
    return root.toPrettyString();
  }
}

package io.cellora.job.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A term of an ontology.
 *
 * @param ids its own first, then those of terms that were merged into it
 * @param synonyms the exact ones
 * @param parents ids of what it is a kind of
 */
record OboTerm(List<String> ids, String name, List<String> synonyms, List<String> parents) {

  private static final Pattern SYNONYM =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s+EXACT\\b.*");

  String id() {
    return ids.get(0);
  }

  /** The terms of an obo file's lines; obsolete ones and other stanzas are left out. */
  static List<OboTerm> parse(Iterable<String> lines) {
    List<OboTerm> terms = new ArrayList<>();
    List<String> stanza = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("[")) {
        add(stanza, terms);
        stanza.clear();
      }
      stanza.add(line.strip());
    }
    add(stanza, terms);
    return terms;
  }

  private static void add(List<String> stanza, List<OboTerm> terms) {
    boolean term = !stanza.isEmpty() && stanza.get(0).equals("[Term]");
    if (!term || values(stanza, "is_obsolete").contains("true")) {
      return;
    }
    List<String> ids = new ArrayList<>(values(stanza, "id"));
    if (ids.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read ontology (a term has no id, only " + String.join("; ", stanza) + ")");
    }
    ids.addAll(values(stanza, "alt_id"));
    terms.add(
        new OboTerm(
            ids,
            values(stanza, "name").stream().findFirst().orElse(ids.get(0)),
            synonyms(stanza),
            values(stanza, "is_a")));
  }

  /** Values of a tag without trailing modifiers and comments. */
  private static List<String> values(List<String> stanza, String tag) {
    return raw(stanza, tag).stream()
        .map(value -> value.replaceFirst("\\s+(\\{.*)?(!.*)?$", "").strip())
        .toList();
  }

  private static List<String> synonyms(List<String> stanza) {
    return raw(stanza, "synonym").stream()
        .map(SYNONYM::matcher)
        .filter(Matcher::matches)
        .map(match -> match.group(1).replaceAll("\\\\(.)", "$1"))
        .toList();
  }

  private static List<String> raw(List<String> stanza, String tag) {
    return stanza.stream()
        .filter(line -> line.startsWith(tag + ":"))
        .map(line -> line.substring(tag.length() + 1).strip())
        .toList();
  }
}

package io.cellora.job.eval;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Terms that are kinds of others: which one a label means, and how far apart two are. */
public final class CellOntology {

  private final Map<String, List<String>> parents = new HashMap<>();
  private final Map<String, Set<String>> neighbours = new HashMap<>();
  private final Map<String, Set<String>> byId = new HashMap<>();
  private final Map<String, Set<String>> byName = new HashMap<>();
  private final Map<String, Set<String>> bySynonym = new HashMap<>();

  private CellOntology(List<OboTerm> terms) {
    for (OboTerm term : terms) {
      parents.put(term.id(), term.parents());
      term.ids().forEach(id -> put(byId, id, term.id()));
      put(byName, term.name(), term.id());
      term.synonyms().forEach(synonym -> put(bySynonym, synonym, term.id()));
    }
    for (OboTerm term : terms) {
      for (String parent : term.parents()) {
        neighbours.computeIfAbsent(term.id(), none -> new HashSet<>()).add(parent);
        neighbours.computeIfAbsent(parent, none -> new HashSet<>()).add(term.id());
      }
    }
  }

  /**
   * Reads the lines of an obo file: terms with their names, exact synonyms and {@code is_a}.
   *
   * @throws IllegalArgumentException if there is no term, or one without an id
   */
  public static CellOntology parse(Iterable<String> obo) {
    List<OboTerm> terms = OboTerm.parse(obo);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read ontology (no [Term] in it; is this an obo file?)");
    }
    return new CellOntology(terms);
  }

  private static void put(Map<String, Set<String>> names, String name, String id) {
    names.computeIfAbsent(folded(name), none -> new LinkedHashSet<>()).add(id);
  }

  private static String folded(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The id of the only term with this id, else with this name, else with this exact synonym,
   * whatever its case.
   */
  Optional<String> term(String label) {
    String name = folded(label);
    for (Map<String, Set<String>> names : List.of(byId, byName, bySynonym)) {
      Set<String> ids = names.getOrDefault(name, Set.of());
      if (!ids.isEmpty()) {
        return ids.size() == 1 ? Optional.of(ids.iterator().next()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Steps of {@code is_a}, up or down, to every term that a way leads to. */
  Map<String, Integer> distances(String from) {
    return walk(from, id -> neighbours.getOrDefault(id, Set.of()));
  }

  /** All that a term is a kind of, itself included. */
  Set<String> ancestors(String id) {
    return walk(id, child -> parents.getOrDefault(child, List.of())).keySet();
  }

  private static Map<String, Integer> walk(
      String from, Function<String, ? extends Iterable<String>> next) {
    Map<String, Integer> distances = new HashMap<>(Map.of(from, 0));
    ArrayDeque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String id = open.remove();
      for (String other : next.apply(id)) {
        if (distances.putIfAbsent(other, distances.get(id) + 1) == null) {
          open.add(other);
        }
      }
    }
    return distances;
  }
}

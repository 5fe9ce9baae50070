package io.cellora.job.report;

import io.cellora.probe.Bytes;
import io.cellora.probe.Finding;
import io.cellora.probe.Finding.Level;
import io.cellora.probe.JvmFacts;
import io.cellora.probe.JvmFacts.Memory;
import io.cellora.torch.TorchProbe.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the JVMs of a session see, and what to change, as tables: like executors share a column. */
public final class DoctorText {

  private static final String NONE = "-";
  private static final int MOST_NAMES = 4;
  private static final List<String> FEATURES =
      List.of("avx2", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16");

  private DoctorText() {}

  /** A line a fact; what differs between like executors by its nature is listed. */
  public static String machines(List<JvmFacts> jvms) {
    Map<Map<String, String>, List<JvmFacts>> groups = new LinkedHashMap<>();
    for (JvmFacts jvm : jvms) {
      groups.computeIfAbsent(shared(jvm), facts -> new ArrayList<>()).add(jvm);
    }
    List<Map<String, String>> columns = new ArrayList<>();
    groups.forEach((facts, like) -> columns.add(column(facts, like)));
    List<String> header = new ArrayList<>(List.of("what"));
    groups.values().forEach(like -> header.add(places(ids(like))));
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (String fact : columns.get(0).keySet()) {
      table.row(Stream.concat(Stream.of(fact), columns.stream().map(c -> c.get(fact))).toArray());
    }
    return table.toString();
  }

  /** A line a finding; under those that are not well, what to do. */
  public static String advice(List<JvmFacts> jvms, List<Finding> findings) {
    TextTable table = new TextTable("advice", "about", "found", jvms.size() > 1 ? "where" : "");
    for (Finding finding : findings) {
      table.row(
          word(finding.level()), finding.about(), finding.found(), where(finding, jvms.size()));
    }
    List<String> lines = new ArrayList<>(table.toString().lines().toList());
    for (int i = findings.size() - 1; i >= 0; i--) {
      if (!findings.get(i).change().isEmpty()) {
        lines.add(i + 2, "          -> " + findings.get(i).change());
      }
    }
    return String.join("\n", lines) + "\n\n" + verdict(findings) + "\n";
  }

  private static String verdict(List<Finding> findings) {
    long changes = count(findings, Level.CHANGE);
    long hints = count(findings, Level.HINT);
    String more = hints == 0 ? "" : "; " + hints + (hints == 1 ? " hint" : " hints");
    return changes == 0
        ? "Ready to run" + more
        : "Not ready: " + changes + " to change before it runs" + more;
  }

  private static long count(List<Finding> findings, Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static String where(Finding finding, int jvms) {
    List<String> places = finding.places();
    return places.isEmpty() || places.size() == jvms ? "" : places(places);
  }

  private static Map<String, String> shared(JvmFacts jvm) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", orNone(jvm.processor().model()));
    facts.put("cores", Integer.toString(jvm.processor().cores()));
    facts.put("features", features(jvm.processor().features()));
    memory(facts, jvm.memory());
    facts.put("platform", jvm.natives().platform());
    facts.put("glibc", orNone(jvm.natives().glibc()));
    facts.put("GLIBCXX", orNone(jvm.natives().glibcxx()));
    facts.put("torch", torch(jvm.torch()));
    facts.put("GPUs", orNone(cards(jvm.gpus().cards())));
    facts.put("GPUs visible", Integer.toString(jvm.torch().gpus().visible()));
    facts.put("native cache", cache(jvm.natives().cache()));
    facts.put("downloads", jvm.natives().cache().offline() ? "forbidden" : "allowed");
    return facts;
  }

  private static void memory(Map<String, String> facts, Memory memory) {
    facts.put("memory", Bytes.text(memory.machine()));
    facts.put(
        "container",
        memory.container() == Memory.NO_LIMIT ? "no limit" : Bytes.text(memory.container()));
    facts.put("heap", Bytes.text(memory.heap()));
    facts.put("Java", memory.java());
    facts.put("malloc arenas", memory.arenas().isEmpty() ? "not set" : memory.arenas());
  }

  private static Map<String, String> column(Map<String, String> shared, List<JvmFacts> like) {
    Map<String, String> column = new LinkedHashMap<>();
    column.put("host", names(like.stream().map(jvm -> jvm.place().host()).distinct().toList()));
    column.putAll(shared);
    column.put(
        "free in cache",
        Bytes.text(like.stream().mapToLong(j -> j.natives().cache().freeBytes()).min().orElse(0)));
    column.put(
        "GPUs assigned",
        orNone(
            like.stream()
                .map(jvm -> String.join(" ", jvm.gpus().assigned()))
                .filter(gpus -> !gpus.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "))));
    return column;
  }

  private static String features(List<String> features) {
    return orNone(FEATURES.stream().filter(features::contains).collect(Collectors.joining(" ")));
  }

  private static String torch(Torch torch) {
    return torch.started()
        ? torch.version()
            + (torch.gpus().cudaBuild() ? ", CUDA" : ", CPU")
            + ", threads "
            + torch.threads()
        : "not started";
  }

  private static String cards(List<String> cards) {
    Map<String, Long> counts =
        cards.stream()
            .collect(Collectors.groupingBy(c -> c, LinkedHashMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(card -> card.getValue() + " x " + card.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String cache(JvmFacts.Cache cache) {
    String folder = cache.libraryPath().isEmpty() ? cache.folder() : cache.libraryPath();
    return folder + (cache.filled() ? " (filled)" : cache.writable() ? "" : " (not writable)");
  }

  private static List<String> ids(List<JvmFacts> jvms) {
    return jvms.stream().map(jvm -> jvm.place().id()).toList();
  }

  /** {@code driver, executors 0, 1}. */
  private static String places(List<String> ids) {
    List<String> executors = ids.stream().filter(id -> !id.equals(JvmFacts.DRIVER)).toList();
    String said = executors.size() == 1 ? "executor " : "executors ";
    return Stream.of(
            ids.size() > executors.size() ? JvmFacts.DRIVER : "",
            executors.isEmpty() ? "" : said + names(executors))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String names(List<String> names) {
    if (names.size() <= MOST_NAMES) {
      return String.join(", ", names);
    }
    return String.join(", ", names.subList(0, MOST_NAMES - 1))
        + " and "
        + (names.size() - MOST_NAMES + 1)
        + " more";
  }

  private static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }
}

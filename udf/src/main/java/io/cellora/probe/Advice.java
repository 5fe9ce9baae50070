package io.cellora.probe;

import io.cellora.probe.Finding.Level;
import io.cellora.probe.JvmFacts.Processor;
import io.cellora.torch.TorchProbe.Torch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From facts to findings: what is well, and what to change. Asks no machine anything. */
public final class Advice {

  private static final List<String> BFLOAT16 = List.of("amx_bf16", "avx512_bf16");

  private Advice() {}

  /** The findings of all JVMs, equal ones once with their places, in the order of the topics. */
  public static List<Finding> of(List<JvmFacts> jvms, SessionFacts session) {
    Map<Finding, List<String>> places = new LinkedHashMap<>();
    for (JvmFacts jvm : executorsFirst(jvms)) {
      for (Finding finding : ofOne(jvm, session)) {
        places.computeIfAbsent(finding, f -> new ArrayList<>()).add(jvm.place().id());
      }
    }
    List<String> topics = places.keySet().stream().map(Finding::about).distinct().toList();
    List<Finding> findings = new ArrayList<>();
    places.forEach((finding, ids) -> findings.add(finding.at(ids)));
    findings.sort(Comparator.comparing(finding -> topics.indexOf(finding.about())));
    findings.add(threads(session));
    reached(jvms, session).ifPresent(findings::add);
    return findings;
  }

  /** Whether nothing must be changed. */
  public static boolean ready(List<Finding> findings) {
    return findings.stream().noneMatch(finding -> finding.level() == Level.CHANGE);
  }

  /** They have findings on every topic; so they decide the order. */
  private static List<JvmFacts> executorsFirst(List<JvmFacts> jvms) {
    return jvms.stream().sorted(Comparator.comparing(jvm -> jvm.place().isDriver())).toList();
  }

  private static List<Finding> ofOne(JvmFacts jvm, SessionFacts session) {
    List<Finding> findings = new ArrayList<>(NativesAdvice.of(jvm.natives()));
    findings.add(torch(jvm.torch()));
    findings.add(processor(jvm.processor()));
    GpuAdvice.of(jvm, session).ifPresent(findings::add);
    findings.addAll(MemoryAdvice.of(jvm, session));
    return findings;
  }

  private static Finding torch(Torch torch) {
    return torch.started()
        ? Finding.ok("torch", torch.version() + " starts")
        : Finding.change(
            "torch",
            "does not start: " + torch.problem(),
            "mend what else is listed here; the jars of job/target/lib must be on the class path");
  }

  private static Finding processor(Processor processor) {
    List<String> features = processor.features();
    Optional<String> bfloat16 = BFLOAT16.stream().filter(features::contains).findFirst();
    if (bfloat16.isPresent()) {
      return Finding.ok("processor", "computes in bfloat16 (" + bfloat16.get() + ")");
    }
    return features.contains("avx2")
        ? Finding.hint(
            "processor",
            "no bfloat16 arithmetic: only float32 is fast",
            "for speed take machines with AMX (Xeon of 2023 or newer) or avx512_bf16 (Zen 4)")
        : Finding.hint(
            "processor", "no AVX2 named: torch is slow", "take machines with AVX-512 or AMX");
  }

  private static Finding threads(SessionFacts session) {
    int threads = session.wanted().threads();
    int cpus = session.taskCpus();
    String found = "%d of torch a task, spark.task.cpus=%d".formatted(threads, cpus);
    if (threads == cpus) {
      return Finding.ok("threads", found);
    }
    return Finding.hint(
        "threads",
        found + (threads > cpus ? ": tasks take each other's cores" : ": cores stay idle"),
        "--set encoder.threads=" + cpus + " or --conf spark.task.cpus=" + threads);
  }

  private static Optional<Finding> reached(List<JvmFacts> jvms, SessionFacts session) {
    long seen = jvms.stream().filter(jvm -> !jvm.place().isDriver()).count();
    if (session.oneJvm()) {
      return Optional.empty();
    }
    String found = "%d of %d answered".formatted(seen, session.executors());
    if (seen == 0) {
      return Optional.of(
          Finding.change("executors", found, "see the cluster's page why it starts none"));
    }
    return Optional.of(
        seen < session.executors()
            ? Finding.hint("executors", found, "run it again when the cluster is idle")
            : Finding.ok("executors", found));
  }
}

package io.cellora.probe;

import io.cellora.probe.JvmFacts.Memory;
import java.util.ArrayList;
import java.util.List;

/** Whether libtorch, which lives outside the heap, has room beside it. */
final class MemoryAdvice {

  private MemoryAdvice() {}

  static List<Finding> of(JvmFacts facts, SessionFacts session) {
    List<Finding> findings = new ArrayList<>();
    boolean computes = session.oneJvm() || !facts.place().isDriver();
    if (computes) {
      findings.add(session.overheadIsLimit() ? overhead(session) : room(facts.memory(), session));
    }
    findings.add(arenas(facts));
    return findings;
  }

  /** Bytes outside the heap of a JVM that embeds with SCimilarity v1.1. */
  static long needed(SessionFacts session) {
    return NativeMemory.needed(
        NativeMemory.SCIMILARITY, session.taskSlots(), session.wanted().batchSize());
  }

  private static Finding overhead(SessionFacts session) {
    long needed = needed(session);
    String found =
        "%s outside the heap; SCimilarity v1.1 in %s needs %s"
            .formatted(Bytes.text(session.overheadBytes()), tasks(session), Bytes.text(needed));
    long megabytes = NativeMemory.megabytes(needed);
    return session.overheadBytes() >= needed
        ? Finding.ok("memory overhead", found)
        : Finding.change(
            "memory overhead", found, "--conf spark.executor.memoryOverhead=" + megabytes + "m");
  }

  private static Finding room(Memory memory, SessionFacts session) {
    long needed = needed(session);
    String found =
        "heap %s + %s for SCimilarity v1.1 in %s, of %s"
            .formatted(
                Bytes.text(memory.heap()),
                Bytes.text(needed),
                tasks(session),
                Bytes.text(memory.limit()));
    return memory.heap() + needed <= memory.limit()
        ? Finding.ok("memory", found)
        : Finding.change(
            "memory",
            found,
            session.oneJvm()
                ? "a smaller heap (CELLORA_DRIVER_MEMORY), or fewer cores (--master)"
                : "a smaller spark.executor.memory, or fewer spark.executor.cores");
  }

  private static String tasks(SessionFacts session) {
    return session.taskSlots() == 1 ? "1 task" : session.taskSlots() + " tasks";
  }

  private static Finding arenas(JvmFacts facts) {
    String about = "malloc arenas";
    if (!facts.memory().arenas().isEmpty()) {
      return Finding.ok(about, "MALLOC_ARENA_MAX=" + facts.memory().arenas());
    }
    return Finding.hint(
        about,
        "MALLOC_ARENA_MAX is not set: freed memory stays with threads",
        facts.place().isDriver()
            ? "export MALLOC_ARENA_MAX=4"
            : "--conf spark.executorEnv.MALLOC_ARENA_MAX=4");
  }
}

package io.cellora.job.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cellora.probe.Advice;
import io.cellora.probe.Finding;
import io.cellora.probe.JvmFacts;
import io.cellora.probe.JvmFacts.Cache;
import io.cellora.probe.JvmFacts.Memory;
import io.cellora.probe.JvmFacts.Natives;
import io.cellora.torch.TorchProbe.Torch;
import java.util.List;
import java.util.Locale;

/** What the JVMs of a session see, and what to change, as one JSON object; sizes in bytes. */
public final class DoctorJson {

  private DoctorJson() {}

  public static String of(List<JvmFacts> jvms, List<Finding> findings) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("ready", Advice.ready(findings));
    ArrayNode machines = root.putArray("jvms");
    jvms.forEach(jvm -> put(machines.addObject(), jvm));
    ArrayNode advice = root.putArray("advice");
    findings.forEach(finding -> put(advice.addObject(), finding));
    return root.toPrettyString();
  }

  private static void put(ObjectNode node, JvmFacts jvm) {
    node.put("id", jvm.place().id());
    node.put("host", jvm.place().host());
    ObjectNode processor = node.putObject("processor");
    processor.put("model", jvm.processor().model());
    processor.put("cores", jvm.processor().cores());
    texts(processor.putArray("features"), jvm.processor().features());
    put(node.putObject("memory"), jvm.memory());
    put(node.putObject("natives"), jvm.natives());
    put(node.putObject("torch"), jvm.torch());
    ObjectNode gpus = node.putObject("gpus");
    texts(gpus.putArray("cards"), jvm.gpus().cards());
    texts(gpus.putArray("assigned"), jvm.gpus().assigned());
  }

  /** No limit of the container, and an unset variable, are left out. */
  private static void put(ObjectNode node, Memory memory) {
    node.put("java", memory.java());
    node.put("heap", memory.heap());
    node.put("machine", memory.machine());
    if (memory.container() != Memory.NO_LIMIT) {
      node.put("container", memory.container());
    }
    if (!memory.arenas().isEmpty()) {
      node.put("malloc_arena_max", memory.arenas());
    }
  }

  private static void put(ObjectNode node, Natives natives) {
    Cache cache = natives.cache();
    node.put("platform", natives.platform());
    node.put("glibc", natives.glibc());
    node.put("glibcxx", natives.glibcxx());
    node.put("cache", cache.folder());
    node.put("cache_writable", cache.writable());
    node.put("cache_filled", cache.filled());
    node.put("cache_free", cache.freeBytes());
    node.put("library_path", cache.libraryPath());
    node.put("offline", cache.offline());
  }

  private static void put(ObjectNode node, Torch torch) {
    node.put("starts", torch.started());
    if (!torch.started()) {
      node.put("problem", torch.problem());
      return;
    }
    node.put("version", torch.version());
    node.put("threads", torch.threads());
    node.put("cuda_build", torch.gpus().cudaBuild());
    node.put("visible_gpus", torch.gpus().visible());
  }

  private static void put(ObjectNode node, Finding finding) {
    node.put("level", finding.level().name().toLowerCase(Locale.ROOT));
    node.put("about", finding.about());
    node.put("found", finding.found());
    if (!finding.change().isEmpty()) {
      node.put("change", finding.change());
    }
    texts(node.putArray("jvms"), finding.places());
  }

  private static void texts(ArrayNode node, List<String> texts) {
    texts.forEach(node::add);
  }
}

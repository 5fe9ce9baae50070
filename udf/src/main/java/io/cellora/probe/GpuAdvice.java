package io.cellora.probe;

import io.cellora.encoder.DeviceChoice;
import io.cellora.torch.TorchDevice;
import java.util.List;
import java.util.Optional;

/** Whether the GPU that is wanted is there, assigned and usable; for JVMs that run tasks. */
final class GpuAdvice {

  private static final String ABOUT = "GPU";
  private static final String ASSIGN =
      "--settings conf/gpu.conf, on a cluster: local mode assigns none";

  private GpuAdvice() {}

  static Optional<Finding> of(JvmFacts facts, SessionFacts session) {
    boolean computes = session.oneJvm() || !facts.place().isDriver();
    if (!computes) {
      return Optional.empty();
    }
    DeviceChoice choice = session.wanted().device();
    List<String> assigned = facts.gpus().assigned();
    if (choice == DeviceChoice.CPU) {
      return Optional.of(Finding.ok(ABOUT, "not wanted (encoder.device=cpu)"));
    }
    return Optional.of(assigned.isEmpty() ? unassigned(facts, choice) : usable(facts, assigned));
  }

  private static Finding unassigned(JvmFacts facts, DeviceChoice choice) {
    int cards = facts.gpus().cards().size();
    if (choice == DeviceChoice.GPU) {
      return Finding.change(
          ABOUT,
          "encoder.device=gpu, and Spark assigned none to tasks (" + cards + " there)",
          ASSIGN);
    }
    return cards == 0
        ? Finding.ok(ABOUT, "none")
        : Finding.hint(ABOUT, cards + " there, and Spark assigned none to tasks", ASSIGN);
  }

  /** Torch that did not start is a finding of its own. */
  private static Finding usable(JvmFacts facts, List<String> assigned) {
    String found = "assigned: " + String.join(", ", assigned);
    if (!facts.torch().started()) {
      return Finding.hint(ABOUT, found + "; not known whether torch can use it", "see torch");
    }
    try {
      for (String address : assigned) {
        facts.torch().gpus().require(TorchDevice.cuda(Integer.parseInt(address)));
      }
      return Finding.ok(ABOUT, found);
    } catch (IllegalArgumentException e) {
      return Finding.change(
          ABOUT,
          found + "; addresses must be numbers",
          "--conf spark.executor.resource.gpu.discoveryScript=deploy/gpu-discovery.sh");
    } catch (IllegalStateException e) {
      return Finding.change(ABOUT, found, e.getMessage());
    }
  }
}

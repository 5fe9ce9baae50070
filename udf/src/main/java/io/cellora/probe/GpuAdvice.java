package io.cellora.probe;

import io.cellora.encoder.DeviceChoice;
import io.cellora.encoder.TaskDevice;
import io.cellora.torch.TorchDevice;
import io.cellora.torch.TorchGpus;
import io.cellora.torch.TorchGpus.Obstacle;
import java.util.List;
import java.util.Optional;

/** Whether the GPU that is wanted is there, assigned and usable; for JVMs that run tasks. */
final class GpuAdvice {

  private static final String ABOUT = "GPU";
  private static final String ASSIGN = "--settings conf/gpu.conf: it says what Spark must be told";

  private GpuAdvice() {}

  static Optional<Finding> of(JvmFacts facts, SessionFacts session) {
    boolean computes = session.oneJvm() || !facts.place().isDriver();
    if (!computes) {
      return Optional.empty();
    }
    DeviceChoice choice = session.wanted().device();
    List<String> assigned =
        session.oneJvm() && choice == DeviceChoice.GPU
            ? TaskDevice.LOCAL_GPU
            : facts.gpus().assigned();
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
          "encoder.device=gpu, and Spark assigned none to tasks ("
              + "nvidia-smi lists "
              + cards
              + ")",
          ASSIGN);
    }
    return cards == 0
        ? Finding.ok(ABOUT, "none")
        : Finding.hint(
            ABOUT, "nvidia-smi lists " + cards + ", and Spark assigned none to tasks", ASSIGN);
  }

  /** Torch that did not start is a finding of its own. */
  private static Finding usable(JvmFacts facts, List<String> assigned) {
    String found = "cuda:" + String.join(", cuda:", assigned);
    if (!facts.torch().started()) {
      return Finding.hint(ABOUT, found + "; whether torch can use it is not known", "see torch");
    }
    return assigned.stream()
        .flatMap(address -> obstacle(facts.torch().gpus(), address).stream())
        .findFirst()
        .map(obstacle -> Finding.change(ABOUT, found + ": " + obstacle.why(), obstacle.change()))
        .orElseGet(() -> Finding.ok(ABOUT, found));
  }

  private static Optional<Obstacle> obstacle(TorchGpus gpus, String address) {
    return address.matches("\\d{1,4}")
        ? gpus.obstacle(TorchDevice.cuda(Integer.parseInt(address)))
        : Optional.of(
            new Obstacle(
                "addresses must be numbers",
                "--conf spark.executor.resource.gpu.discoveryScript=deploy/gpu-discovery.sh"));
  }
}

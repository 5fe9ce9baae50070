package io.cellora.encoder;

import io.cellora.torch.TorchDevice;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The device of a Spark task: the GPU among its resources. Tasks that share a GPU, by a fraction in
 * {@code spark.task.resource.gpu.amount}, are assigned the same address.
 */
public final class TaskDevice {

  /** Spark's name for the resource; the discovery script and the settings use it. */
  public static final String RESOURCE = "gpu";

  private static final String DRIVER = "driver";

  /** Local mode assigns nothing, and the machine is one's own: asked for a GPU, it is the first. */
  public static final List<String> LOCAL_GPU = List.of("0");

  private TaskDevice() {}

  /**
   * The device of the running task.
   *
   * @throws IllegalStateException if a GPU is required and Spark assigned none
   */
  public static TorchDevice of(DeviceChoice choice) {
    boolean local = TaskContext.get() != null && SparkEnv.get().executorId().equals(DRIVER);
    return choose(choice, local && choice == DeviceChoice.GPU ? LOCAL_GPU : addresses());
  }

  /** Addresses of the GPUs that Spark assigned to the running task; none outside a task. */
  public static List<String> addresses() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(RESOURCE);
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }

  /** A task that was assigned several computes on the first. */
  static TorchDevice choose(DeviceChoice choice, List<String> addresses) {
    if (choice == DeviceChoice.CPU) {
      return TorchDevice.CPU;
    }
    if (!addresses.isEmpty()) {
      return device(addresses.get(0));
    }
    if (choice == DeviceChoice.AUTO) {
      return TorchDevice.CPU;
    }
    throw new IllegalStateException(
        "Cannot use a GPU (Spark assigned none to the task: set spark.executor.resource.gpu.amount,"
            + " spark.executor.resource.gpu.discoveryScript and spark.task.resource.gpu.amount as"
            + " in conf/gpu.conf, or encoder.device=auto): encoder.device=gpu");
  }

  private static TorchDevice device(String address) {
    try {
      return TorchDevice.cuda(Integer.parseInt(address));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "Invalid address of a GPU: "
              + address
              + ", expected a number from spark.executor.resource.gpu.discoveryScript",
          e);
    }
  }
}

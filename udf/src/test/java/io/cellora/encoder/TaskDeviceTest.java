package io.cellora.encoder;

import static io.cellora.encoder.DeviceChoice.AUTO;
import static io.cellora.encoder.DeviceChoice.CPU;
import static io.cellora.encoder.DeviceChoice.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import io.cellora.torch.TorchDevice;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.junit.jupiter.api.Test;

class TaskDeviceTest extends SparkTestBase {

  private static final List<String> NONE = List.of();

  @Test
  void autoTakesTheGpuThatWasAssignedElseTheProcessor() {
    assertThat(TaskDevice.choose(AUTO, List.of("3"))).isEqualTo(TorchDevice.cuda(3));
    assertThat(TaskDevice.choose(AUTO, NONE)).isEqualTo(TorchDevice.CPU);
  }

  @Test
  void cpuTakesNoGpuAlsoIfOneWasAssigned() {
    assertThat(TaskDevice.choose(CPU, List.of("3"))).isEqualTo(TorchDevice.CPU);
  }

  @Test
  void aTaskWithSeveralGpusComputesOnTheFirst() {
    assertThat(TaskDevice.choose(GPU, List.of("1", "0"))).isEqualTo(TorchDevice.cuda(1));
  }

  @Test
  void gpuWithoutOneFailsAndSaysWhatToSet() {
    assertThatThrownBy(() -> TaskDevice.choose(GPU, NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot use a GPU (Spark assigned none to the task: set"
                + " spark.executor.resource.gpu.amount,"
                + " spark.executor.resource.gpu.discoveryScript and spark.task.resource.gpu.amount"
                + " as in conf/gpu.conf, or encoder.device=auto): encoder.device=gpu");
  }

  @Test
  void anAddressThatIsNoNumberIsNamed() {
    assertThatThrownBy(() -> TaskDevice.choose(AUTO, List.of("GPU-1f")))
        .hasMessage(
            "Invalid address of a GPU: GPU-1f, expected a number from"
                + " spark.executor.resource.gpu.discoveryScript");
  }

  @Test
  void outsideATaskNothingIsAssigned() {
    assertThat(TaskDevice.of(AUTO)).isEqualTo(TorchDevice.CPU);
    assertThatThrownBy(() -> TaskDevice.of(GPU))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot use a GPU (Spark assigned none to the task: ");
  }

  @Test
  void inLocalModeGpuIsTheFirstOfTheMachine() {
    assertThat(devices(AUTO)).containsOnly(TorchDevice.CPU);
    assertThat(devices(GPU)).containsOnly(TorchDevice.cuda(0));
  }

  private static List<TorchDevice> devices(DeviceChoice choice) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(choice, choice), 2)
        .map(new DeviceOf())
        .collect();
  }

  /** What a task answers. */
  private static final class DeviceOf implements Function<DeviceChoice, TorchDevice> {
    @Override
    public TorchDevice call(DeviceChoice choice) {
      return TaskDevice.of(choice);
    }
  }
}

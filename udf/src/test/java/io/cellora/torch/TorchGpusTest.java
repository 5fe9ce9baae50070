package io.cellora.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was found is made up here: no test needs a GPU. */
class TorchGpusTest {

  @Test
  void devicesAreNamedAsTorchNamesThem() {
    assertThat(TorchDevice.CPU).hasToString("cpu");
    assertThat(TorchDevice.cuda(3)).hasToString("cuda:3");
    assertThat(TorchDevice.cuda(0)).isNotEqualTo(TorchDevice.CPU);
    assertThatThrownBy(() -> TorchDevice.cuda(-1))
        .hasMessage("Invalid number of a GPU: -1, expected 0 or more");
  }

  @Test
  void theProcessorIsAlwaysThere() {
    assertThat(new TorchGpus(false, 0).require(TorchDevice.CPU)).isEqualTo(TorchDevice.CPU);
  }

  @Test
  void aVisibleGpuIsUsedByATorchForCuda() {
    assertThat(new TorchGpus(true, 2).require(TorchDevice.cuda(1))).isEqualTo(TorchDevice.cuda(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | 0 | 0 | no GPU is visible; put a folder with libcudart.so, by that very name, on"
            + " LD_LIBRARY_PATH, and see that nvidia-smi lists the GPU; and set"
            + " PYTORCH_LIBRARY_PATH to the lib folder of an installed torch 2.7.1+cu128,"
            + " PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128",
        "true | 0 | 0 | no GPU is visible; put a folder with libcudart.so, by that very name, on"
            + " LD_LIBRARY_PATH, and see that nvidia-smi lists the GPU",
        "false | 2 | 1 | libtorch was built for the CPU; set PYTORCH_LIBRARY_PATH to the lib folder"
            + " of an installed torch 2.7.1+cu128, PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128",
        "true | 2 | 2 | cuda:0 to cuda:1 are visible; see that the discovery script and"
            + " CUDA_VISIBLE_DEVICES name the same GPUs"
      })
  void aGpuThatTorchCannotUseIsRefusedWithWhatToSet(
      boolean cudaBuild, int visible, int asked, String why) {
    assertThatThrownBy(() -> new TorchGpus(cudaBuild, visible).require(TorchDevice.cuda(asked)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use the GPU (%s): cuda:%d", why, asked);
  }

  @Test
  void aScopeOnAGpuThatIsNotThereIsRefusedBeforeAnyNativeCall() {
    TorchDevice none = TorchDevice.cuda(TorchEngine.gpus().visible());

    assertThatThrownBy(() -> TorchEngine.newScope(none))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot use the GPU (");
  }

  @Test
  void aScopeOnTheProcessorHoldsTensors() {
    try (NativeScope scope = TorchEngine.newScope(TorchDevice.CPU)) {
      assertThat(scope.floats("x", new float[] {1, 2}, 2).toFloats()).containsExactly(1, 2);
    }
  }

  @Test
  void torchThatRunsIsDescribed() {
    TorchProbe.Torch torch = TorchProbe.start(1);

    assertThat(torch.problem()).isEmpty();
    assertThat(torch.version()).startsWith("2.7.1");
    assertThat(torch.threads()).isEqualTo(TorchEngine.threads()).isPositive();
  }
}

package io.cellora.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.torch.TorchEngine;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptEncoderTest {

  private final JsonNode expected =
      io.cellora.Fixtures.json("weights/scimilarity_small_expected.json");
  private final MlpWeights weights = io.cellora.Fixtures.smallModel().encoderWeights();

  @TempDir Path folder;

  @Test
  void djlsPlainCriteriaOpensItAndGivesScimilaritysEmbeddings() throws Exception {
    assertClose(predict(write(weights)), expected.get("embeddings"));
  }

  @Test
  void anAdapterThatWasMergedIsInIt() throws Exception {
    Path adapter = io.cellora.Fixtures.path("weights/peft_small");
    LoraWeights lora = PeftAdapter.read(new LocalFolder(adapter));
    JsonNode oracle = io.cellora.Fixtures.json("weights/peft_small_expected.json");
    assertThat(oracle.get("x")).isEqualTo(expected.get("x"));

    assertClose(predict(write(lora.mergedInto(weights))), oracle.get("merged_embeddings"));
  }

  private Path write(MlpWeights encoder) throws Exception {
    try (OutputStream out = Files.newOutputStream(folder.resolve(folder.getFileName() + ".pt"))) {
      TorchScriptEncoder.write(out, encoder);
    }
    return folder;
  }

  /** As a user of DJL alone would. */
  private float[] predict(Path model) throws Exception {
    TorchEngine.start(1); // its properties keep DJL off the network
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(model)
            .optEngine("PyTorch")
            .optDevice(Device.cpu())
            .build();
    try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
        Predictor<NDList, NDList> predictor = loaded.newPredictor();
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      float[] x = io.cellora.Fixtures.flat(expected.get("x"));
      int cells = expected.get("x").size();
      NDArray input = manager.create(x, new Shape(cells, x.length / cells));
      return predictor.predict(new NDList(input)).singletonOrThrow().toFloatArray();
    }
  }

  private static void assertClose(float[] actual, JsonNode expected) {
    float[] oracle = io.cellora.Fixtures.flat(expected);
    assertThat(actual).hasSameSizeAs(oracle);
    for (int i = 0; i < oracle.length; i++) {
      assertThat(actual[i]).isCloseTo(oracle[i], within(1e-5f));
    }
  }
}

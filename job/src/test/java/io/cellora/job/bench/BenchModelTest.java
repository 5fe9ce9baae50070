package io.cellora.job.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpState;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchModelTest {

  @TempDir Path folder;

  @Test
  void hasTheReleasedShapesAndStatisticsThatMatter() throws IOException {
    ScimilarityModel model = written("a");

    assertThat(model.encoderWeights().widths()).containsExactly(30, 1024, 1024, 1024, 128);
    assertThat(model.geneOrder()).isEqualTo(BenchShard.madeUpGenes(30));
    for (MlpState.RawBlock block : MlpState.ofEncoder(model.encoder(), "encoder").hidden()) {
      for (float[] statistic :
          new float[][] {block.gamma(), block.beta(), block.runningMean(), block.runningVar()}) {
        assertThat(distinct(statistic)).isGreaterThan(1000);
      }
    }
  }

  @Test
  void isTheSameEachTime() throws IOException {
    assertThat(written("a").sha256()).isEqualTo(written("b").sha256());
  }

  @Test
  void aDecoderMirrorsTheSameEncoder() throws IOException {
    BenchModel.writeWithDecoder(folder.resolve("b"), BenchShard.madeUpGenes(30));
    ScimilarityModel both = ScimilarityFolder.read(new LocalFolder(folder.resolve("b")));

    assertThat(written("a").decoder()).isEmpty();
    assertThat(both.encoder().sha256()).isEqualTo(written("a").encoder().sha256());
    assertThat(both.decoderWeights().orElseThrow().widths())
        .containsExactly(128, 1024, 1024, 1024, 30);
  }

  @Test
  void anAdapterFitsEveryLayerAndDiffersFromTheNext() throws IOException {
    MlpWeights base = written("a").encoderWeights();
    LoraWeights first = BenchModel.adapter(base, 1);

    first.checkFits(base);
    assertThat(first.layers()).containsOnlyKeys(base.linearNames());
    assertThat(first.layers().values()).allMatch(pair -> pair.r() == 8);
    assertThat(distinct(first.layers().get("network.3").b()))
        .as("not the zeros of a fresh adapter")
        .isGreaterThan(1000);
    assertThat(BenchModel.adapter(base, 2).layers().get("network.3").b())
        .isNotEqualTo(first.layers().get("network.3").b());
  }

  private ScimilarityModel written(String name) throws IOException {
    BenchModel.write(folder.resolve(name), BenchShard.madeUpGenes(30));
    return ScimilarityFolder.read(new LocalFolder(folder.resolve(name)));
  }

  private static long distinct(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return Arrays.stream(wide).distinct().count();
  }
}

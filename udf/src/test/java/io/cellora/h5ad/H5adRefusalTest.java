package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Bad input gets an error that names the file, says what was found and offers the way out. */
class H5adRefusalTest extends SparkTestBase {

  private static final String ORDER = Fixtures.file("gene_order.tsv").toString();

  private static AbstractThrowableAssert<?, ? extends Throwable> refusing(
      String path, String... options) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    return assertThatThrownBy(
        () -> spark.read().format("h5ad").options(map).load(path).select("features").collect());
  }

  private static String fixture(String name) {
    return Fixtures.h5ad(name);
  }

  @Test
  void aTruncatedFile() {
    refusing(fixture("truncated"))
        .hasMessageMatching("Cannot read file:.*truncated.h5ad \\(truncated: 527.. bytes of .*");
  }

  @Test
  void aMissingFile() {
    refusing("/nowhere/a.h5ad").hasMessage("Cannot read /nowhere/a.h5ad (no such file or folder)");
  }

  @Test
  void aFileThatIsNoHdf5() {
    refusing(ORDER).hasMessageContaining("gene_order.tsv (not an HDF5 file, or damaged:");
  }

  @Test
  void normalisedDataWhereCountsAreNeeded() {
    refusing(fixture("lognorm_only"))
        .hasMessageContaining("Cannot find counts in file:")
        .hasMessageContaining("lognorm_only.h5ad (X holds non-integer values up to 8.")
        .hasMessageContaining("it looks log-normalised; layers: [])")
        .hasMessageContaining("normalized=true if X is log1p(CP10k) already");
  }

  @Test
  void normalisingTwice() {
    refusing(fixture("lognorm_only"), "layer", "X", "normalize", "log1p10k")
        .hasMessageContaining("it looks log-normalised): normalize=log1p10k needs counts");
  }

  @Test
  void countsSaidToBeNormalised() {
    refusing(fixture("csr_counts"), "normalized", "true")
        .hasMessageContaining("Cannot use X of file:")
        .hasMessageContaining("it looks like counts): normalized=true would use them as they are");
  }

  @Test
  void negativeValues() {
    refusing(fixture("negative"))
        .hasMessageContaining("X holds negative values down to -1.000: it looks scaled");
    refusing(fixture("negative"), "layer", "X", "normalize", "log1p10k")
        .hasMessageContaining("expression is never negative: choose another layer");
  }

  @Test
  void tooFewSharedGenes() {
    refusing(fixture("duplicate_symbols"), "geneOrder", ORDER)
        .hasMessageContaining("(23 of the 27 genes of the gene order are in it")
        .hasMessageContaining("shared by symbol column: index: 0, feature_name: 23)");
  }

  @Test
  void aSymbolColumnThatIsNotThere() {
    refusing(fixture("duplicate_symbols"), "geneOrder", ORDER, "geneSymbolColumn", "Symbol")
        .hasMessageContaining("geneSymbolColumn: Symbol, expected a column of var in")
        .hasMessageEndingWith("one of [index, feature_name]");
  }

  @Test
  void aLayerThatIsNotThere() {
    refusing(fixture("layer_counts"), "layer", "spliced")
        .hasMessageContaining("Cannot read layer spliced of")
        .hasMessageContaining("expected X, raw/X or one of [counts]");
  }

  @Test
  void shardsOfDifferentGenesWithoutAGeneOrder() {
    refusing(fixture("csr_counts") + "," + fixture("duplicate_symbols"))
        .hasMessageContaining("set geneOrder to align them");
  }

  @Test
  void aColumnOfTwoTypes() {
    refusing(fixture("csr_counts") + "," + fixture("uint16_lzf"))
        .hasMessageContaining("obs column n is int in file:")
        .hasMessageContaining("uint16_lzf.h5ad");
  }

  @Test
  void damagedSparseMatrices() {
    refusing(fixture("index_outside"))
        .hasMessageContaining("index_outside.h5ad (X/indices holds 40, expected 0 to 39)");
    refusing(fixture("indptr_falls"))
        .hasMessageContaining("indptr_falls.h5ad (X/indptr does not rise from 0 to");
  }

  @Test
  void unknownAndInvalidOptions() {
    refusing(fixture("csr_counts"), "layers", "X")
        .hasMessageContaining("Invalid h5ad option: layers, expected one of [layer, geneOrder,");
    refusing(fixture("csr_counts"), "NORMALIZE", "cpm")
        .hasMessage("Invalid h5ad option normalize: cpm, expected none or log1p10k");
    refusing(fixture("csr_counts"), "inflater", "fast")
        .hasMessage("Invalid h5ad option inflater: fast, expected auto, isal or zlib");
    refusing(fixture("csr_counts"), "rowsPerPartition", "0")
        .hasMessage("Invalid h5ad option rowsPerPartition: 0, expected an integer of at least 1");
  }

  @Test
  void aMissingGeneOrder() {
    refusing(fixture("csr_counts"), "geneOrder", "/nowhere/order.tsv")
        .hasMessageStartingWith("Cannot read gene order /nowhere/order.tsv (");
  }
}

package io.cellora.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearestFunctionTest extends FunctionTestBase {

  @Test
  void neighboursAreThoseOfAFullJoinByCosine() {
    List<Row> nearest =
        sql(
            "SELECT cell_id, n.pos, n.col.cell_id, n.col.label, n.col.distance FROM cells"
                + " LATERAL VIEW posexplode(cellora.nearest(embedding, 4)) n AS pos, col"
                + " ORDER BY cell_id, pos");
    List<Row> joined =
        sql(
            "SELECT cell_id, rank - 1, other, label, distance FROM (SELECT *, row_number() OVER"
                + " (PARTITION BY cell_id ORDER BY distance) AS rank FROM (SELECT a.cell_id,"
                + " b.cell_id AS other, b.label, 1 - cellora.cosine(a.embedding, b.embedding) AS"
                + " distance FROM cells a CROSS JOIN cells b WHERE b.embedding IS NOT NULL AND"
                + " a.embedding IS NOT NULL)) WHERE rank <= 4 ORDER BY cell_id, rank");

    assertThat(nearest).hasSize(4 * CELLS).hasSameSizeAs(joined);
    for (int i = 0; i < nearest.size(); i++) {
      assertThat(nearest.get(i).getString(2)).isEqualTo(String.valueOf(joined.get(i).get(2)));
      assertThat(nearest.get(i).getString(3)).isEqualTo(joined.get(i).getString(3));
      assertThat((double) nearest.get(i).getFloat(4))
          .isCloseTo(joined.get(i).getDouble(4), within(1e-5));
    }
  }

  @Test
  void aCellIsItsOwnNearestAndNullHasNone() {
    assertThat(
            one("SELECT count(*) FROM cells WHERE embedding IS NOT NULL AND"
                    + " cellora.nearest(embedding, 1)[0].cell_id = cell_id")
                .getLong(0))
        .isEqualTo(CELLS);
    assertThat(
            one("SELECT cellora.nearest(embedding, 1) FROM cells WHERE embedding IS NULL").get(0))
        .isNull();
  }

  @Test
  void aReferenceOfSeveralArmsHasToSayWhich(@TempDir Path folder) {
    String table = folder.resolve("two").toString();
    spark
        .sql(
            "SELECT cell_id, label, embedding, arm FROM cells"
                + " LATERAL VIEW explode(array('a', 'b')) t AS arm")
        .write()
        .parquet(table);
    setCatalog("two", "reference", table);
    assertThatThrownBy(() -> sql("SELECT two.nearest(embedding, 1) FROM cells"))
        .hasMessageContaining(
            "it has several arms, choose one by spark.sql.catalog.two.referenceArm");
    setCatalog("chosen", "reference", table, "referenceArm", "b");
    assertThat(sql("SELECT chosen.nearest(embedding, 1) FROM cells")).hasSize(CELLS + 1);
  }

  @Test
  void theIndexOfASCimilarityModelIsAReference() {
    setCatalog("index", "reference", Fixtures.path("knn").toString());
    JsonNode expected = Fixtures.json("knn/knn_expected.json");
    List<String> rows = new ArrayList<>();
    expected.get("index").get("rows").get(1).forEach(row -> rows.add(row.asText()));
    String query = expected.get("queries").get(1).toString().replace('[', '(').replace(']', ')');
    Row found =
        one("SELECT index.nearest(cast(array" + query + " AS array<float>), 5).cell_id AS ids");
    assertThat(found.<String>getList(0)).isEqualTo(rows);
  }

  @Test
  void whatCannotBeSearchedIsRefused() {
    setCatalog("bare");
    assertThatThrownBy(() -> sql("SELECT bare.nearest(embedding, 1) FROM cells"))
        .hasMessageContaining("it has no reference): set spark.sql.catalog.bare.reference");
    assertThatThrownBy(() -> sql("SELECT cellora.nearest(label, 1) FROM cells"))
        .hasMessageContaining("Invalid type of argument 1: string");
    assertThatThrownBy(() -> sql("SELECT cellora.nearest(embedding, 0) FROM cells"))
        .hasMessageContaining("Invalid k (argument 2 of nearest): 0, expected at least 1");
  }
}

package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.junit.jupiter.api.Test;

/** Paths as tables in SQL, in sessions that nobody prepared. */
class H5adCatalogTest extends SparkTestBase {

  private static final String CELLS = Fixtures.h5ad("csr_counts");

  private static Dataset<Row> load(String path) {
    return spark.read().format("h5ad").load(path);
  }

  @Test
  void aPathIsATable() {
    String query = "SELECT cell_type, count(*) AS n FROM %s GROUP BY 1 ORDER BY 1";
    load(CELLS).createOrReplaceTempView("cells");
    assertThat(sql(query.formatted("h5ad.`" + CELLS + "`")))
        .isEqualTo(sql(query.formatted("cells")))
        .hasSize(4);
    spark.catalog().dropTempView("cells");
  }

  @Test
  void globsListsAndUrisAreTablesToo() {
    String glob = CELLS.replace("csr_", "c{sr,sc}_");
    for (String path : List.of(glob, CELLS + "," + Fixtures.h5ad("csc_counts"))) {
      assertThat(sql("SELECT count(*) FROM h5ad.`" + path + "`").get(0).getLong(0)).isEqualTo(60);
    }
    assertThat(sql("SELECT max(_row) FROM h5ad.`file://" + CELLS + "`").get(0).getLong(0))
        .isEqualTo(29);
  }

  @Test
  void everySessionHasTheCatalogUnlessItHasOneOfThatName() {
    String key = "spark.sql.catalog.h5ad";
    SparkSession other = spark.newSession();
    assertThat(other.sql("SELECT * FROM h5ad.`" + CELLS + "`").count()).isEqualTo(30);
    SparkSession own = spark.newSession();
    own.conf().set(key, "org.example.Own");
    own.sql("SELECT 1").collectAsList();
    assertThat(own.conf().get(key)).isEqualTo("org.example.Own");
    assertThat(other.conf().get(key)).isEqualTo(H5adCatalog.class.getName());
  }

  @Test
  void optionsOfTheCatalogHoldForItsTables() {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.catalog.h5ad.geneOrder", Fixtures.file("gene_order.tsv") + "");
    session.conf().set("spark.sql.catalog.h5ad.minGeneOverlap", "5");
    Row aligned = session.sql("SELECT features FROM h5ad.`" + CELLS + "`").first();
    Row plain = spark.sql("SELECT features FROM h5ad.`" + CELLS + "`").first();
    assertThat(aligned.<Vector>getAs(0).size()).isEqualTo(27);
    assertThat(plain.<Vector>getAs(0).size()).isEqualTo(40);
  }

  @Test
  void optionsBehindThePathHoldForOneTable() {
    String path = Fixtures.h5ad("layer_counts");
    String features = "SELECT features FROM h5ad.`" + path;
    assertThat(sql(features + "#layer=X`"))
        .isEqualTo(
            spark
                .read()
                .format("h5ad")
                .option("layer", "X")
                .load(path)
                .select("features")
                .collectAsList())
        .isNotEqualTo(sql(features + "`"));
    assertThat(sql("SELECT gene_id FROM h5ad.`" + path + "#part=var&layer=X`")).hasSize(40);
  }

  @Test
  void badOptionsBehindThePathAreNamed() {
    assertThatThrownBy(() -> sql("SELECT * FROM h5ad.`" + CELLS + "#lair=X`"))
        .hasMessageContaining("Invalid h5ad option: lair, expected one of");
    assertThatThrownBy(() -> sql("SELECT * FROM h5ad.`" + CELLS + "#part=var&layer`"))
        .hasMessageContaining("Invalid h5ad option: layer in " + CELLS)
        .hasMessageContaining("expected key=value");
    assertThatThrownBy(() -> sql("SELECT * FROM h5ad.`" + CELLS + "#part=obsp`"))
        .hasMessageContaining(
            "Invalid h5ad option part: obsp, expected cells, var, raw/var, uns, obsm/NAME or"
                + " varm/NAME");
  }

  @Test
  void aPathThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> sql("SELECT * FROM h5ad.`/none/a.h5ad`"))
        .hasMessageContaining("Cannot read /none/a.h5ad (no such file or folder)");
    assertThatThrownBy(() -> sql("SELECT * FROM h5ad.a.b"))
        .hasMessageContaining("Invalid h5ad table: a.b, expected one path in backquotes");
  }

  @Test
  void nothingIsListed() {
    assertThat(sql("SHOW TABLES IN h5ad")).isEmpty();
    assertThat(sql("SHOW NAMESPACES IN h5ad")).isEmpty();
    assertThatThrownBy(() -> sql("SHOW NAMESPACES IN h5ad.other"))
        .isInstanceOf(NoSuchNamespaceException.class)
        .hasMessageContaining("other");
  }

  @Test
  void whatWouldChangeFilesIsRefusedInWords() {
    String reads = "(the catalog h5ad reads h5ad files, no more)";
    String table = "h5ad.`" + CELLS + "`";
    assertThatThrownBy(() -> sql("CREATE TABLE h5ad.`/none/new.h5ad` (a INT)"))
        .hasMessageContaining("Cannot create")
        .hasMessageContaining(reads);
    assertThatThrownBy(() -> sql("ALTER TABLE " + table + " ADD COLUMN a INT"))
        .hasMessageContaining("Cannot alter")
        .hasMessageContaining(reads);
    assertThatThrownBy(() -> sql("DROP TABLE " + table))
        .hasMessageContaining("Cannot drop")
        .hasMessageContaining(reads);
    assertThatThrownBy(() -> sql("ALTER TABLE " + table + " RENAME TO h5ad.b"))
        .hasMessageContaining("Cannot rename")
        .hasMessageContaining(reads);
    assertThatThrownBy(() -> sql("CREATE NAMESPACE h5ad.a"))
        .hasMessageContaining("Cannot create [a] " + reads);
    assertThatThrownBy(() -> sql("INSERT INTO " + table + " SELECT * FROM " + table))
        .hasMessageContaining("append");
  }

  @Test
  void aTemporaryViewTakesOptions() {
    sql(
        "CREATE OR REPLACE TEMPORARY VIEW cells USING h5ad OPTIONS (path '%s', geneOrder '%s',"
                .formatted(CELLS, Fixtures.file("gene_order.tsv"))
            + " minGeneOverlap '5')");
    assertThat(sql("SELECT features FROM cells").get(0).<Vector>getAs(0).size()).isEqualTo(27);
    assertThat(sql("SELECT obs_Features, cell_type FROM cells WHERE donor = 'd1'"))
        .isEqualTo(
            load(CELLS).where("donor = 'd1'").select("obs_Features", "cell_type").collectAsList());
    sql("DROP VIEW cells");
  }

  @Test
  void aTemporaryViewOfObsNeverLooksAtTheMatrix() {
    sql("CREATE TEMPORARY VIEW v USING h5ad OPTIONS (path '" + Fixtures.h5ad("negative") + "')");
    assertThat(sql("SELECT cell_type, count(*) FROM v GROUP BY 1")).hasSize(4);
    sql("DROP VIEW v");
  }

  @Test
  void aTemporaryViewTakesASchema() {
    sql(
        "CREATE TEMPORARY VIEW v (n DOUBLE, cell_id STRING, absent STRING) USING h5ad"
            + " OPTIONS (path '%s')".formatted(CELLS));
    Row first = sql("SELECT * FROM v").get(0);
    assertThat(first.getDouble(0)).isEqualTo(load(CELLS).select("n").first().getInt(0));
    assertThat(first.getString(1)).isEqualTo("cell-0");
    assertThat(first.isNullAt(2)).isTrue();
    sql("DROP VIEW v");
  }

  @Test
  void aTemporaryViewShowsParts() {
    sql(
        "CREATE TEMPORARY VIEW v USING h5ad OPTIONS (path '%s', part 'obsm/X_umap')"
            .formatted(Fixtures.h5ad("part_a")));
    assertThat(sql("SELECT * FROM v"))
        .isEqualTo(
            spark
                .read()
                .format("h5ad")
                .option("part", "obsm/X_umap")
                .load(Fixtures.h5ad("part_a"))
                .collectAsList());
    sql("DROP VIEW v");
  }

  @Test
  void aPathIsATableWhereSparkDidNotAskForExtensions() throws ReflectiveOperationException {
    SparkSession bare = asPySparkMakesIt();
    String glob = CELLS.replace("csr_", "c{sr,sc}_");
    String query = "SELECT cell_type, count(*) AS n FROM h5ad.`" + glob + "` GROUP BY 1 ORDER BY 1";
    List<Row> rows = bare.sql(query).collectAsList();
    assertThat(rows).isEqualTo(sql(query)).hasSize(4);
    assertThat(bare.sql("SELECT * FROM h5ad.`" + CELLS + "#part=var`").count())
        .as("from its first query on a session has the catalog")
        .isEqualTo(40);
  }

  /** The class differs between Spark 3.5 and 4; 3.5 asks for no extensions here. */
  private static SparkSession asPySparkMakesIt() throws ReflectiveOperationException {
    return (SparkSession)
        spark
            .getClass()
            .getConstructor(SparkContext.class, HashMap.class)
            .newInstance(spark.sparkContext(), new HashMap<>());
  }

  @Test
  void aTemporaryViewReadsEachCellOnceHoweverItsFileIsCut() {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.files.maxPartitionBytes", "9000");
    session.sql(
        "CREATE TEMPORARY VIEW v USING h5ad OPTIONS (path '%s', rowsPerPartition '4')"
            .formatted(CELLS));
    Dataset<Row> cells = session.sql("SELECT cell_id FROM v");
    assertThat(cells.javaRDD().getNumPartitions()).isGreaterThan(2);
    assertThat(cells.collectAsList())
        .containsExactlyInAnyOrderElementsOf(load(CELLS).select("cell_id").collectAsList());
  }
}

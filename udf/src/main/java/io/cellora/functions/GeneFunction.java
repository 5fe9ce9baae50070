package io.cellora.functions;

import io.cellora.genes.GeneOrder;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** {@code gene(features, symbol)}: the value of a gene. */
final class GeneFunction extends CelloraFunction {

  private final CatalogModel model;

  GeneFunction(CatalogModel model) {
    super(
        new FunctionText(
            "gene(features, symbol)",
            "The value of a gene in a cell's vector, which has the size and order of the catalog's"
                + " genes; null if one of both is null. A symbol that is not in the gene order is"
                + " refused.",
            "SELECT cell_id, cellora.gene(features, 'CD3D') AS cd3d FROM cells"));
    this.model = model;
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments arguments = Arguments.of(text(), types, 2, 2);
    DataType[] inputs = {arguments.vector(0), arguments.text(1)};
    return new BySymbol(model.genes(), inputs[0], inputs[1]);
  }

  /** The symbol differs from row to row. */
  record BySymbol(Broadcast<GeneOrder> genes, DataType features, DataType text)
      implements ScalarFunction<Double>, FixesArgument {

    @Override
    public DataType[] inputTypes() {
      return new DataType[] {features, text};
    }

    @Override
    public DataType resultType() {
      return DataTypes.DoubleType;
    }

    @Override
    public String name() {
      return "gene";
    }

    @Override
    public Double produceResult(InternalRow row) {
      return row.isNullAt(0) || row.isNullAt(1)
          ? null
          : value(row, genes.value().size(), position(row.getUTF8String(1).toString()));
    }

    @Override
    public ScalarFunction<?> fix(Object symbol) {
      UTF8String name = (UTF8String) symbol;
      return new AtPosition(position(name.toString()), genes.value().size(), features);
    }

    private int position(String symbol) {
      int position = genes.value().indexOf(symbol);
      if (position < 0) {
        throw new IllegalArgumentException(
            "Invalid gene: %s, expected one of the gene order, such as %s"
                .formatted(
                    symbol, String.join(", ", NearNames.of(symbol, genes.value().symbols()))));
      }
      return position;
    }
  }

  /** The symbol is known, and so its place in a vector of {@code genes} values. */
  record AtPosition(int position, int genes, DataType features) implements ScalarFunction<Double> {

    @Override
    public DataType[] inputTypes() {
      return new DataType[] {features};
    }

    @Override
    public DataType resultType() {
      return DataTypes.DoubleType;
    }

    @Override
    public String name() {
      return "gene";
    }

    @Override
    public Double produceResult(InternalRow row) {
      return row.isNullAt(0) ? null : value(row, genes, position);
    }
  }

  private static double value(InternalRow row, int genes, int position) {
    CellVector cell = CellVector.at(row, 0);
    if (cell.size() != genes) {
      throw new IllegalArgumentException(
          "Invalid features: %d values, expected the %d of the gene order (read the cells with the"
                  .formatted(cell.size(), genes)
              + " h5ad option geneOrder)");
    }
    return cell.value(position);
  }
}

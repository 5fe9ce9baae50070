package io.cellora.functions;

import io.cellora.batch.BatchCall;
import io.cellora.batch.BatchFunction;
import io.cellora.knn.NearestCall;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code nearest(embedding, k)}: the k nearest cells of the catalog's reference. */
final class NearestFunction extends CelloraFunction {

  private final CatalogModel model;

  NearestFunction(CatalogModel model) {
    super(
        new FunctionText(
            "nearest(embedding, k)",
            "The k cells of the catalog's reference (a Parquet table of embeddings with labels"
                + " or a folder with labelled_kNN.bin) that are nearest to an embedding by cosine distance, nearest first: an array"
                + " of structs of cell_id (where the reference has it), label and distance. Exact."
                + " Null for null.",
            "SELECT cell_id, cellora.nearest(embedding, 3)[0].label FROM cells"));
    this.model = model;
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments arguments = Arguments.of(text(), types, 2, 2);
    DataType count = arguments.count(1);
    arguments.numbers(0);
    DataType floats = DataTypes.createArrayType(DataTypes.FloatType);
    return new Bound(name(), new NearestCall(model.reference()), floats, count);
  }

  /** The call with the types that it reads. */
  record Bound(String name, BatchCall call, DataType floats, DataType count)
      implements BatchFunction {

    @Override
    public DataType[] inputTypes() {
      return new DataType[] {floats, count};
    }

    /** Repeated here, because Spark takes no function whose own class does not declare it. */
    @Override
    public Object produceResult(InternalRow arguments) {
      return BatchFunction.super.produceResult(arguments);
    }
  }
}

package io.cellora.functions;

import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The catalog of Cellora's SQL functions, {@code SELECT cellora.embed(features) FROM cells}.
 *
 * <p>Set {@code spark.sql.catalog.cellora=io.cellora.functions.CelloraCatalog}; options behind that
 * key: {@code model} (a SCimilarity folder), {@code adapter} (a PEFT folder with a head), {@code
 * geneOrder} (a file, if not the model's), {@code reference} (a Parquet table of embeddings or a
 * folder with labelled_kNN.bin), {@code referenceLabel}, {@code referenceArm}, {@code precision},
 * {@code batchSize}, {@code threads}, {@code device}. A model is read when a function first needs
 * it. Several catalogs with several models may be set under several names.
 */
public final class CelloraCatalog implements FunctionCatalog {

  private String name = "";
  private Map<String, CelloraFunction> functions = Map.of();

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    name = catalogName;
    functions = CelloraFunctions.of(new CatalogModel(new CatalogOptions(catalogName, options)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length > 0) {
      throw new NoSuchNamespaceException(namespace);
    }
    return functions.keySet().stream()
        .map(function -> Identifier.of(namespace, function))
        .toArray(Identifier[]::new);
  }

  @Override
  public CelloraFunction loadFunction(Identifier function) throws NoSuchFunctionException {
    CelloraFunction found = functions.get(function.name().toLowerCase(Locale.ROOT));
    if (found == null || function.namespace().length > 0) {
      throw new NoSuchFunctionException(function);
    }
    return found;
  }
}

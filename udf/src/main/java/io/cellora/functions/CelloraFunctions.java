package io.cellora.functions;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The functions by their names. */
final class CelloraFunctions {

  private CelloraFunctions() {}

  /** All functions, those that need one with this model. */
  static Map<String, CelloraFunction> of(CatalogModel model) {
    Map<String, CelloraFunction> functions = new TreeMap<>();
    for (CelloraFunction function :
        List.of(
            new EmbedFunction(model),
            new ClassifyFunction(model),
            new NearestFunction(model),
            new GeneFunction(model),
            new Log1p10kFunction(),
            new CosineFunction(),
            new TopKFunction(model),
            new MacroF1Function(),
            new BalancedAccuracyFunction(),
            new TopKAccuracyFunction(),
            new CentroidFunction())) {
      functions.put(function.name(), function);
    }
    return functions;
  }
}

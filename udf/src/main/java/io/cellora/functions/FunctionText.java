package io.cellora.functions;

/**
 * What users are told about a function.
 *
 * @param signature the name with its arguments, {@code gene(features, symbol)}
 * @param meaning what it gives, and what it gives for null
 * @param example a query of a view {@code cells}
 */
record FunctionText(String signature, String meaning, String example) {

  String name() {
    return signature.substring(0, signature.indexOf('('));
  }

  String usage() {
    return signature + " - " + meaning;
  }
}

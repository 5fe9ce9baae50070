package io.cellora.genes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The genes of a model, in the order of its input: distinct, case-sensitive symbols. */
public final class GeneOrder implements Serializable {

  private final List<String> symbols;
  private final Map<String, Integer> positions;

  private GeneOrder(List<String> symbols, Map<String, Integer> positions) {
    this.symbols = symbols;
    this.positions = positions;
  }

  /** Keeps the order of {@code symbols}; a blank symbol or one that occurs twice is refused. */
  public static GeneOrder of(List<String> symbols) {
    return of(symbols, "gene order");
  }

  /**
   * Reads a symbol a line, UTF-8, without a header; the last line may lack its end. The stream is
   * left open.
   *
   * @param name what errors call the stream, such as its path
   */
  public static GeneOrder read(InputStream in, String name) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    List<String> lines = reader.lines().map(String::strip).toList();
    if (lines.isEmpty()) {
      throw new IOException("Cannot read " + name + " (no gene in it), expected a symbol a line");
    }
    return of(lines, name);
  }

  private static GeneOrder of(List<String> symbols, String name) {
    Map<String, Integer> positions = new HashMap<>(symbols.size() * 2);
    for (int i = 0; i < symbols.size(); i++) {
      String symbol = symbols.get(i);
      if (symbol.isBlank()) {
        throw invalid(name, "line " + (i + 1) + " is blank");
      }
      Integer earlier = positions.putIfAbsent(symbol, i);
      if (earlier != null) {
        throw invalid(name, symbol + " on lines " + (earlier + 1) + " and " + (i + 1));
      }
    }
    return new GeneOrder(List.copyOf(symbols), positions);
  }

  private static IllegalArgumentException invalid(String name, String found) {
    return new IllegalArgumentException(
        "Invalid " + name + ": " + found + ", expected distinct gene symbols");
  }

  public int size() {
    return symbols.size();
  }

  /** The position of a symbol, or -1 if the model does not know it. */
  public int indexOf(String symbol) {
    return positions.getOrDefault(symbol, -1);
  }

  public List<String> symbols() {
    return symbols;
  }

  /** Hex digest of the symbols joined by newlines: equal orders have equal digests. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = String.join("\n", symbols).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash a gene order (no SHA-256 in this JVM)", e);
    }
  }
}

package io.cellora.job.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What reading some cells took, by whom.
 *
 * @param input name of the file or files
 * @param cells read in a run
 * @param bytes of the files
 * @param seconds of each timed run, by reader
 */
public record ReadRates(String input, long cells, long bytes, Map<Reader, List<Double>> seconds) {

  /** Who read. */
  public enum Reader {
    CELLORA,
    /** The same without Intel's ISA-L. */
    CELLORA_ZLIB,
    /** The same on one core, where the others had more. */
    CELLORA_ONE_CORE,
    /** anndata and scimilarity. */
    PEER
  }

  public ReadRates {
    seconds = Map.copyOf(seconds);
  }

  /** Of several inputs together: the cells of all in the time of all. */
  public static ReadRates total(List<ReadRates> all) {
    Map<Reader, List<Double>> seconds = new LinkedHashMap<>();
    for (Reader reader : Reader.values()) {
      if (all.stream().allMatch(rates -> rates.seconds.containsKey(reader))) {
        double sum = all.stream().mapToDouble(rates -> rates.median(reader)).sum();
        seconds.put(reader, List.of(sum));
      }
    }
    return new ReadRates(
        all.stream().map(ReadRates::input).collect(Collectors.joining(", ")),
        all.stream().mapToLong(ReadRates::cells).sum(),
        all.stream().mapToLong(ReadRates::bytes).sum(),
        seconds);
  }

  /** Cells a second in the median run. */
  public OptionalDouble rate(Reader reader) {
    return seconds.containsKey(reader)
        ? OptionalDouble.of(cells / median(reader))
        : OptionalDouble.empty();
  }

  /** How many times as fast {@code reader} is as {@code other}. */
  public OptionalDouble ratio(Reader reader, Reader other) {
    return seconds.containsKey(reader) && seconds.containsKey(other)
        ? OptionalDouble.of(median(other) / median(reader))
        : OptionalDouble.empty();
  }

  private double median(Reader reader) {
    return Median.of(seconds.get(reader));
  }
}

package io.cellora.job.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code plan} is asked: a cluster for some cells.
 *
 * @param settingsWords how the settings were asked for: they stand in the submit line again
 * @param measured files that {@code bench ... --json} and plan_study.py have written
 */
public record PlanRequest(
    Atlas atlas,
    Cluster cluster,
    List<Path> measured,
    List<String> settingsWords,
    OutputForm form) {

  /**
   * The cells and the encoder.
   *
   * @param nonzeros genes with a count in a cell
   * @param widths of the encoder, from the genes to the embedding
   */
  public record Atlas(long cells, int nonzeros, int classes, int files, List<Integer> widths) {

    /** Checks the numbers. */
    public Atlas {
      check("cells", cells, 1, 10_000_000_000L);
      check("files", files, 1, cells);
      check("classes", classes, 2, 100_000);
      widths = List.copyOf(widths);
      if (widths.size() < 3) {
        throw new IllegalArgumentException(
            "Invalid --widths: " + widths + ", expected hidden layers and the embedding");
      }
      widths.forEach(width -> check("width", width, 1, 1_000_000));
      check("nonzeros", nonzeros, 1, widths.get(0));
    }

    public int genes() {
      return widths.get(0);
    }

    public int latent() {
      return widths.get(widths.size() - 1);
    }
  }

  /**
   * The machines.
   *
   * @param master for the submit line
   * @param cores of an executor
   * @param gpus of an executor: 0 or 1
   * @param node bytes of memory of a machine
   */
  public record Cluster(
      String master, int executors, int cores, int gpus, long node, int executorsPerNode) {

    /** Checks the numbers. */
    public Cluster {
      check("executors", executors, 1, 100_000);
      check("cores", cores, 1, 1024);
      check("executors per node", executorsPerNode, 1, 64);
      check("memory of a node", node, 1L << 30, 1L << 50);
    }

    /** Of all executors. */
    public int allCores() {
      return executors * cores;
    }
  }

  private static void check(String what, long number, long least, long most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "Invalid %s: %d, expected %d to %d".formatted(what, number, least, most));
    }
  }
}

package io.cellora.probe;

import io.cellora.encoder.DeviceChoice;

/**
 * What Spark was told and what is asked of it: the facts of a session that no single JVM knows.
 *
 * @param taskCpus cores of a task
 * @param taskSlots tasks that run at once in an executor
 * @param overheadBytes memory of an executor outside its heap
 * @param executors that Spark knows of, without the driver
 */
public record SessionFacts(
    String master, int taskCpus, int taskSlots, long overheadBytes, int executors, Wanted wanted) {

  /**
   * The settings that ask something of a machine.
   *
   * @param threads of torch in each task
   * @param batchSize cells in one forward pass
   */
  public record Wanted(DeviceChoice device, int threads, int batchSize) {}

  /** Whether driver and executor are one JVM. */
  public boolean oneJvm() {
    return master.startsWith("local") && !master.startsWith("local-cluster");
  }

  /** Whether an executor that takes more than heap and overhead is killed. */
  public boolean overheadIsLimit() {
    return master.startsWith("yarn") || master.startsWith("k8s");
  }
}

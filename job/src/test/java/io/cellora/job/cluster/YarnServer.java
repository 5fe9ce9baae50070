package io.cellora.job.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * YARN of two node managers on the loopback as a process of its own: {@code YarnServer CONF_FOLDER
 * DEFAULT_FS}. Its folders are made in the one that it is started in.
 */
final class YarnServer {

  private static final int NODES = 2;
  private static final long STOP_MILLIS = 7000;
  private static final String QUEUES = "yarn.scheduler.capacity.root.";

  private YarnServer() {}

  /**
   * Runs until it is killed, and its containers with it. Writes the configuration that clients need
   * (HADOOP_CONF_DIR), then says READY.
   */
  public static void main(String[] args) throws IOException {
    MiniYARNCluster cluster = new MiniYARNCluster("cellora", NODES, 1, 1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster), "stop-yarn"));
    cluster.init(configuration(args[1]));
    cluster.start();
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (String name : new String[] {"core-site.xml", "yarn-site.xml"}) {
      try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
        cluster.getConfig().writeXml(out);
      }
    }
    // CHECKSTYLE OFF: the script that started this waits for the line
    System.out.println("READY " + cluster.getConfig().get(YarnConfiguration.RM_ADDRESS));
    // CHECKSTYLE ON
  }

  /** Its threads stay behind, so that this ends hard. */
  private static void stop(MiniYARNCluster cluster) {
    Thread stopping = new Thread(cluster::stop, "stop-containers");
    stopping.start();
    try {
      stopping.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }

  private static Configuration configuration(String defaultFs) {
    Configuration conf = new YarnConfiguration();
    conf.set("fs.defaultFS", defaultFs);
    conf.set(QUEUES + "queues", "default");
    conf.set(QUEUES + "default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.6");
    conf.set(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, "256");
    conf.set(YarnConfiguration.NM_PMEM_MB, "6144");
    conf.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.set(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, "100");
    conf.setLong(YarnConfiguration.NM_SLEEP_DELAY_BEFORE_SIGKILL_MS, 1000);
    return conf;
  }
}

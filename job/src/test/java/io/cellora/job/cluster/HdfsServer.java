package io.cellora.job.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** HDFS on the loopback as a process of its own: {@code HdfsServer FOLDER PORT}. */
final class HdfsServer {

  private HdfsServer() {}

  /** Runs until it is killed; says READY and where, once it answers. */
  public static void main(String[] args) throws IOException {
    MiniDFSCluster cluster = start(Path.of(args[0]), Integer.parseInt(args[1]));
    // CHECKSTYLE OFF: the script that started this waits for the line
    System.out.println("READY " + cluster.getURI());
    // CHECKSTYLE ON
  }

  /** Starts it in this JVM; port 0 takes a free one. */
  static MiniDFSCluster start(Path folder, int port) throws IOException {
    Configuration conf = new Configuration();
    conf.setInt("dfs.replication", 1);
    return new MiniDFSCluster.Builder(conf, folder.toFile())
        .nameNodePort(port)
        .numDataNodes(1)
        .build();
  }
}

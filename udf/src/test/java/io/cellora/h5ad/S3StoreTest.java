package io.cellora.h5ad;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Shards on S3, through Hadoop's own client. */
class S3StoreTest extends StoreContract {

  private static final String BUCKET = "cells";

  @TempDir static java.nio.file.Path disk;
  private static S3Server server;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    server = S3Server.start(disk);
    server.createBucket(BUCKET);
    for (String shard : SHARDS) {
      upload(shard, shard);
    }
    upload("truncated.h5ad", DAMAGED);
    upload("truncated.h5ad", HIDDEN);
    settings().forEach(hadoop()::set);
  }

  private static void upload(String fixture, String name) throws IOException, InterruptedException {
    server.upload(BUCKET + "/atlas/" + name, Fixtures.file(fixture));
  }

  private static Map<String, String> settings() {
    return Map.of(
        "fs.s3a.impl", CountedStreams.S3.class.getName(),
        "fs.s3a.endpoint", server.endpoint(),
        "fs.s3a.endpoint.region", "us-east-1",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.connection.ssl.enabled", "false",
        "fs.s3a.access.key", "none",
        "fs.s3a.secret.key", "none",
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        "fs.s3a.attempts.maximum", "2",
        "fs.s3a.retry.limit", "2");
  }

  @AfterAll
  static void stopServer() throws IOException, InterruptedException {
    FileSystem.get(new Path(folderUri()).toUri(), hadoop()).close();
    settings().keySet().forEach(hadoop()::unset);
    server.stop();
  }

  private static String folderUri() {
    return "s3a://" + BUCKET + "/atlas";
  }

  @Override
  String folder() {
    return folderUri();
  }
}

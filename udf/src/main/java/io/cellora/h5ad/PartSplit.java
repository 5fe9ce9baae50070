package io.cellora.h5ad;

import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Rows {@code from} to {@code to} (exclusive) of a part of one file.
 *
 * @param file position in the source's list
 */
record PartSplit(int file, long from, long to) implements InputPartition {}

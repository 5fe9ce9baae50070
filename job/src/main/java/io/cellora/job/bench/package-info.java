/**
 * What {@code bench} measures: a generated shard, and the Python side that it is compared with.
 *
 * <p>Imports {@code config} and {@code io.cellora} of udf; never another room of the job.
 */
package io.cellora.job.bench;

/**
 * Ingest, Embed, FineTune, Evaluate, Report: each reads tables and writes tables.
 *
 * <p>Imports {@code train}, {@code eval}, {@code report}, {@code demo}, {@code bench}, {@code
 * track}, {@code config}, and {@code io.cellora} of udf.
 */
package io.cellora.job.stage;

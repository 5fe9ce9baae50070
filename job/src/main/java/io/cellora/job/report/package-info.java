/**
 * Pictures, CSV and JSON from the result tables; text and JSON of what commands print.
 *
 * <p>Imports {@code config} and {@code io.cellora} of udf; never another room of the job.
 */
package io.cellora.job.report;

/**
 * Pictures, CSV and JSON from the result tables.
 *
 * <p>Imports {@code config}; never another room of the job.
 */
package io.cellora.job.report;

/**
 * Metrics by Spark SQL over the predictions table; the queries stand in resources/sql.
 *
 * <p>Imports {@code config}; never another room of the job.
 */
package io.cellora.job.eval;

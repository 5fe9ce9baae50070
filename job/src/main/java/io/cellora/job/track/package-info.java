/**
 * Hands what a run found to an MLflow tracking server, over its REST API.
 *
 * <p>Imports {@code config} and nothing else of the job.
 */
package io.cellora.job.track;

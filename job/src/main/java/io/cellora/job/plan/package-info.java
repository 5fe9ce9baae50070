/**
 * What some cells ask of a cluster, by arithmetic and by what was measured; no Spark. Imports
 * config and udf, no other room of the job.
 */
package io.cellora.job.plan;

/**
 * One configuration record read from HOCON; unknown keys are refused.
 *
 * <p>Imports no sibling, and of udf the choices that a setting names; every other package of the
 * job may import it.
 */
package io.cellora.job.config;

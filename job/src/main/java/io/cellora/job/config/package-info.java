/**
 * One configuration record read from HOCON; unknown keys are refused.
 *
 * <p>Imports no sibling; every other package of the job may import it.
 */
package io.cellora.job.config;

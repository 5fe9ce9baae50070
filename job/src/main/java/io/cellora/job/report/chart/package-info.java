/**
 * Charts as SVG and HTML text that scales, takes the page's colours and needs no script.
 *
 * <p>Imports nothing of the job.
 */
package io.cellora.job.report.chart;

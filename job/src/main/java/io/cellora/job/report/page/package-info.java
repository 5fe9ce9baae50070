/**
 * The report as one HTML page that needs no network: sections from the result tables, charts as
 * SVG, pictures inside.
 *
 * <p>Imports {@code config}, {@code report} and {@code report.chart}; never another room of the
 * job.
 */
package io.cellora.job.report.page;

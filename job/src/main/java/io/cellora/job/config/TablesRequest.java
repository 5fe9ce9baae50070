package io.cellora.job.config;

/**
 * What {@code tables} is asked for.
 *
 * @param out the output of run-all, train, embed or annotate: a folder with {@code tables/}
 * @param database where tables are made, CATALOG.NAME in another catalog than the session's; views
 *     of a session are in none
 */
public record TablesRequest(String out, String database, TableForm form) {}

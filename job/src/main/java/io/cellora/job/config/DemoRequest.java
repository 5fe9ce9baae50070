package io.cellora.job.config;

/** What {@code demo} is asked for: the folder for the atlas, the base model and the results. */
public record DemoRequest(String out, boolean overwrite) {}

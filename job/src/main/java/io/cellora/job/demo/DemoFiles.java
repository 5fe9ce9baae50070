package io.cellora.job.demo;

import java.nio.file.Path;
import java.util.List;

/** The files of a demo atlas: h5ad shards by split, and the gene order of the base model. */
public record DemoFiles(
    List<Path> source, List<Path> train, List<Path> val, List<Path> test, Path geneOrder) {}

package io.cellora.job.demo;

/** A generated cell: its name, its type, its donor and the counts of all atlas genes. */
record DemoCell(String id, DemoType type, DemoDonor donor, int[] counts) {}

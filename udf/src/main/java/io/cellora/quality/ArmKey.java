package io.cellora.quality;

import java.io.Serializable;

/** Which embeddings: an arm at a seed and a scale of its delta, of the cells of a split. */
record ArmKey(String arm, int seed, double scale, String split) implements Serializable {}

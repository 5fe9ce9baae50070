package io.cellora.quality;

import java.io.Serializable;

/**
 * A cell of a sample as one arm embeds it.
 *
 * @param place in the order of the sample, which no arm changes
 * @param donor null where it is not known
 * @param base the frozen embedding
 * @param error squared error of the decoder, summed over the genes; NaN without a decoder
 * @param squares of the cell's own values, summed over the genes
 */
record SampledCell(
    int place,
    String label,
    String donor,
    float[] embedding,
    float[] base,
    double error,
    double squares)
    implements Serializable {}

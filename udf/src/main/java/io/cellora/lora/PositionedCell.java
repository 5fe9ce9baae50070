package io.cellora.lora;

import java.io.Serializable;
import org.apache.spark.ml.linalg.SparseVector;

/** A cell on its way to its worker's block: its position among all cells, its class, its genes. */
public record PositionedCell(long position, int label, SparseVector genes)
    implements Serializable {}

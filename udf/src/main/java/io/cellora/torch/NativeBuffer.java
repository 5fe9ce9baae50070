package io.cellora.torch;

import java.nio.Buffer;

/**
 * A tensor and the memory behind it, to be written from Java; both die with the tensor's scope.
 *
 * @param values as many as the tensor has
 */
public record NativeBuffer<B extends Buffer>(NativeTensor tensor, B values) {}

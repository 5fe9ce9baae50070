package io.cellora.h5ad.storage;

/** Bytes of a dataset that cannot be read or decoded; whoever knows the file names it. */
public final class StorageException extends RuntimeException {

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}

/**
 * The door for spark-submit: {@code --class io.cellora.job.Main}. Compiled for Java 8, it names no
 * other class of Cellora and imports nothing but java.lang.
 */
package io.cellora.job;

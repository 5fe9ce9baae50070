package io.cellora.job.stage;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * How a finished work folder takes the name of its output, such that no kill and no refusal leaves
 * a part of it for the whole.
 */
interface Publication {

  /** File systems that rename a folder at once. */
  Set<String> AT_ONCE =
      Set.of("file", "hdfs", "viewfs", "webhdfs", "swebhdfs", "ofs", "abfs", "abfss");

  /** What only serves to resume, and is no part of an output; the last tells of the others. */
  List<String> FOR_RESUMING =
      List.of(
          ArmTraining.CHECKPOINTS,
          StageRecords.FOLDER,
          "tables/" + Predict.RAW_TABLE,
          ResumeFile.NAME);

  /** The way that suits a file system. */
  static Publication of(FileSystem files, Path work, Path out) {
    return AT_ONCE.contains(files.getUri().getScheme())
        ? new RenamedFolder(files, work, out)
        : new MovedFiles(files, work, out);
  }

  /** Brings what a publication that was killed has left to where it was before, or to its end. */
  void recover() throws IOException;

  /**
   * Makes the work visible, in the place of an output that is there.
   *
   * @throws IOException if that was not possible; then nothing of the work is visible
   */
  void publish() throws IOException;

  /** Removes what is no part of an output. */
  static void removeWhatWasForResuming(FileSystem files, Path out) throws IOException {
    for (String path : FOR_RESUMING) {
      files.delete(new Path(out, path), true);
    }
  }

  /** Renames, or says why not. */
  static void rename(FileSystem files, Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("the file system refused to rename " + from + " to " + to);
    }
  }
}

package io.cellora.job.stage;

import io.cellora.job.config.Progress;

/** Says which stage of how many runs; a line that only repeats its title is not told again. */
final class StageProgress implements Progress {

  private final Progress told;
  private String title = "";

  StageProgress(Progress told) {
    this.told = told;
  }

  /**
   * A stage begins.
   *
   * @param place such as {@code [3/9]}
   */
  void open(String place, String stage) {
    title = stage;
    told.step(place + " " + stage);
  }

  @Override
  public void step(String what) {
    if (!what.equals(title)) {
      told.step(what);
    }
  }

  @Override
  public void update(String text) {
    told.update(text);
  }

  @Override
  public void table(String text) {
    told.table(text);
  }

  @Override
  public void output(String text) {
    told.output(text);
  }
}

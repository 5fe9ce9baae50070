package io.cellora.job.stage;

/**
 * A part of a run that is done or not done: what it wrote stands for as long as nothing it depends
 * on changes.
 *
 * @param name of its record, such as {@code train/lora-ce/seed-0}
 * @param title what the user is told
 * @param key hash of all that decides what it writes; {@link #ANEW} for one that is always done
 * @param work writes files below the work folder and changes none of an earlier stage
 */
record Stage(String name, String title, String key, Runnable work) {

  static final String ANEW = "";

  Stage(String name, String title, StageKey key, Runnable work) {
    this(name, title, key.sha256(name), work);
  }
}

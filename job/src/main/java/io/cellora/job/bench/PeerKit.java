package io.cellora.job.bench;

import java.util.Optional;

/**
 * A Python side that lies in the jar.
 *
 * @param script what is run
 * @param requirements what it needs
 * @param bareRequirements what it needs besides, without the dependencies that are named there
 */
public record PeerKit(String script, String requirements, Optional<String> bareRequirements) {

  public static final PeerKit READ =
      new PeerKit(
          "peers_read.py",
          "peers_read_requirements.txt",
          Optional.of("peers_read_requirements_bare.txt"));

  public static final PeerKit EMBED =
      new PeerKit("peers_embed.py", "peers_embed_requirements.txt", Optional.empty());

  public static final PeerKit TRAIN =
      new PeerKit(
          "peers_train.py",
          "peers_train_requirements.txt",
          Optional.of("peers_train_requirements_bare.txt"));

  /** What the scripts import. */
  static final String SHARED = "peers.py";
}

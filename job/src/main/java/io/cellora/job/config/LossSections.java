package io.cellora.job.config;

import io.cellora.lora.Sampler;
import io.cellora.lora.StepLosses;

/** Reads what a training step minimises, and on which cells. */
final class LossSections {

  private LossSections() {}

  static LossSettings losses(Section s) {
    return new LossSettings(
        s.number("crossEntropy", Range.NOT_NEGATIVE),
        s.number("labelSmoothing", Range.BELOW_ONE),
        s.choice("classWeights", LossSettings.ClassWeights.class),
        s.number("logitAdjustment", Range.NOT_NEGATIVE),
        triplet(s.section("triplet")),
        supcon(s.section("supcon")),
        s.number("reconstruction", Range.NOT_NEGATIVE),
        s.number("distillation", Range.NOT_NEGATIVE));
  }

  private static LossSettings.Triplet triplet(Section s) {
    return new LossSettings.Triplet(
        s.number("weight", Range.NOT_NEGATIVE),
        s.number("margin", Range.POSITIVE),
        s.choice("mining", StepLosses.Mining.class),
        s.flag("acrossDonors"));
  }

  private static LossSettings.SupCon supcon(Section s) {
    return new LossSettings.SupCon(
        s.number("weight", Range.NOT_NEGATIVE), s.number("temperature", Range.POSITIVE));
  }

  static Sampler sampler(Section s) {
    return new Sampler(s.choice("kind", Sampler.Kind.class), s.integer("cellsPerClass", 1));
  }

  static ShortcutSettings shortcuts(Section s) {
    return new ShortcutSettings(
        s.flag("frozenPrefix"), s.flag("sparseAdapter"), s.flag("gramReconstruction"));
  }
}

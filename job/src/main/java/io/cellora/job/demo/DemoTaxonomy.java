package io.cellora.job.demo;

import java.util.List;

/**
 * The cell types of the atlas and the programs that tell them apart. Kidney families reuse programs
 * that source cells run too, so that an encoder trained there finds them; the kidney's subtypes
 * differ in fresh programs, of which it has learned nothing.
 */
final class DemoTaxonomy {

  static final List<DemoProgram> PROGRAMS =
      List.of(
          DemoProgram.known("lymphoid", 50, 1.2),
          DemoProgram.known("T", 25, 1.0),
          DemoProgram.known("CD4", 15, 0.9),
          DemoProgram.known("CD8", 15, 0.9),
          DemoProgram.known("NK", 25, 1.0),
          DemoProgram.known("B", 30, 1.2),
          DemoProgram.known("myeloid", 50, 1.2),
          DemoProgram.known("monocyte", 25, 1.0),
          DemoProgram.known("macrophage", 25, 1.0),
          DemoProgram.known("dendritic", 25, 1.0),
          DemoProgram.known("stromal", 50, 1.2),
          DemoProgram.known("endothelial", 30, 1.2),
          DemoProgram.known("fibroblast", 30, 1.2),
          DemoProgram.known("epithelial", 50, 1.2),
          DemoProgram.known("alveolar", 30, 1.2),
          DemoProgram.known("presenting", 40, 1.0),
          DemoProgram.known("barrier", 40, 1.0),
          DemoProgram.known("secretory", 40, 1.0),
          DemoProgram.known("contractile", 40, 1.0),
          DemoProgram.fresh("proximal", 15, 1.0),
          DemoProgram.fresh("injury", 25, 1.1),
          DemoProgram.fresh("ascending", 25, 1.1),
          DemoProgram.fresh("convoluted", 25, 1.1),
          DemoProgram.fresh("principal", 25, 1.1),
          DemoProgram.fresh("intercalated", 25, 1.1),
          DemoProgram.fresh("podocyte", 25, 1.1));

  static final List<DemoType> TYPES =
      List.of(
          new DemoType("CD4 T cell", "lymphoid T CD4", 0.18, 0.03, true),
          new DemoType("CD8 T cell", "lymphoid T CD8", 0.12, 0, true),
          new DemoType("NK cell", "lymphoid NK secretory", 0.09, 0, true),
          new DemoType("B cell", "lymphoid B presenting secretory", 0.1, 0, true),
          new DemoType("classical monocyte", "myeloid monocyte", 0.14, 0, true),
          new DemoType("dendritic cell", "myeloid dendritic presenting", 0.05, 0, true),
          new DemoType("macrophage", "myeloid macrophage presenting", 0.1, 0.04, false),
          new DemoType(
              "endothelial cell", "stromal endothelial barrier contractile", 0.08, 0.07, false),
          new DemoType("fibroblast", "stromal fibroblast contractile", 0.06, 0.0125, false),
          new DemoType("alveolar cell", "epithelial alveolar barrier secretory", 0.08, 0, false),
          new DemoType("proximal tubule cell", "epithelial presenting proximal", 0, 0.35, false),
          new DemoType(
              "injured proximal tubule cell",
              "epithelial presenting proximal injury",
              0,
              0.14,
              false),
          new DemoType("thick ascending limb cell", "epithelial barrier ascending", 0, 0.13, false),
          new DemoType(
              "distal convoluted tubule cell", "epithelial barrier convoluted", 0, 0.09, false),
          new DemoType("principal cell", "epithelial secretory principal", 0, 0.08, false),
          new DemoType("intercalated cell", "epithelial secretory intercalated", 0, 0.05, false),
          new DemoType("podocyte", "epithelial contractile podocyte", 0, 0.0075, false));

  private DemoTaxonomy() {}

  static List<DemoType> types(DemoSplit split) {
    return TYPES.stream().filter(type -> type.share(split) > 0).toList();
  }
}

package io.cellora.job.demo;

import java.util.List;

/**
 * The cell types of the atlas and the programs that tell them apart. Siblings share all programs
 * but the last; the kidney's own programs use genes that do not vary in the source.
 */
final class DemoTaxonomy {

  static final List<DemoProgram> PROGRAMS =
      List.of(
          new DemoProgram("lymphoid", true, 50, 1.2),
          new DemoProgram("T", true, 25, 1.0),
          new DemoProgram("CD4", true, 15, 0.9),
          new DemoProgram("CD8", true, 15, 0.9),
          new DemoProgram("NK", true, 25, 1.0),
          new DemoProgram("B", true, 30, 1.2),
          new DemoProgram("myeloid", true, 50, 1.2),
          new DemoProgram("monocyte", true, 25, 1.0),
          new DemoProgram("macrophage", true, 25, 1.0),
          new DemoProgram("dendritic", true, 25, 1.0),
          new DemoProgram("stromal", true, 50, 1.2),
          new DemoProgram("endothelial", true, 30, 1.2),
          new DemoProgram("fibroblast", true, 30, 1.2),
          new DemoProgram("epithelial", true, 50, 1.2),
          new DemoProgram("alveolar", true, 30, 1.2),
          new DemoProgram("tubule", false, 20, 0.9),
          new DemoProgram("proximal", false, 15, 0.9),
          new DemoProgram("injury", false, 15, 0.9),
          new DemoProgram("distal", false, 15, 0.9),
          new DemoProgram("ascending", false, 15, 0.9),
          new DemoProgram("convoluted", false, 15, 0.9),
          new DemoProgram("duct", false, 20, 0.9),
          new DemoProgram("principal", false, 15, 0.9),
          new DemoProgram("intercalated", false, 15, 0.9),
          new DemoProgram("podocyte", false, 20, 0.9));

  static final List<DemoType> TYPES =
      List.of(
          new DemoType("CD4 T cell", List.of("lymphoid", "T", "CD4"), 0.18, 0.03, true),
          new DemoType("CD8 T cell", List.of("lymphoid", "T", "CD8"), 0.12, 0, true),
          new DemoType("NK cell", List.of("lymphoid", "NK"), 0.09, 0, true),
          new DemoType("B cell", List.of("lymphoid", "B"), 0.10, 0, true),
          new DemoType("classical monocyte", List.of("myeloid", "monocyte"), 0.14, 0, true),
          new DemoType("dendritic cell", List.of("myeloid", "dendritic"), 0.05, 0, true),
          new DemoType("macrophage", List.of("myeloid", "macrophage"), 0.10, 0.04, false),
          new DemoType("endothelial cell", List.of("stromal", "endothelial"), 0.08, 0.07, false),
          new DemoType("fibroblast", List.of("stromal", "fibroblast"), 0.06, 0.0125, false),
          new DemoType("alveolar cell", List.of("epithelial", "alveolar"), 0.08, 0, false),
          kidney("proximal tubule cell", 0.35, "tubule", "proximal"),
          kidney("injured proximal tubule cell", 0.14, "tubule", "proximal", "injury"),
          kidney("thick ascending limb cell", 0.13, "tubule", "distal", "ascending"),
          kidney("distal convoluted tubule cell", 0.09, "tubule", "distal", "convoluted"),
          kidney("principal cell", 0.08, "duct", "principal"),
          kidney("intercalated cell", 0.05, "duct", "intercalated"),
          kidney("podocyte", 0.0075, "podocyte"));

  private DemoTaxonomy() {}

  static List<DemoType> types(DemoSplit split) {
    return TYPES.stream().filter(type -> type.share(split) > 0).toList();
  }

  private static DemoType kidney(String name, double share, String... own) {
    String[] programs = new String[own.length + 1];
    programs[0] = "epithelial";
    System.arraycopy(own, 0, programs, 1, own.length);
    return new DemoType(name, List.of(programs), 0, share, false);
  }
}

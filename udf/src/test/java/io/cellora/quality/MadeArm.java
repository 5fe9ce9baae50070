package io.cellora.quality;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The embeddings that make_quality.py drew, and what numpy and scikit-learn find in them. */
final class MadeArm {

  static final JsonNode ORACLE = Fixtures.json("quality/quality_expected.json");

  private MadeArm() {}

  static List<SampledCell> cells() {
    List<SampledCell> cells = new ArrayList<>();
    for (int i = 0; i < ORACLE.get("labels").size(); i++) {
      cells.add(
          new SampledCell(
              i + 1,
              ORACLE.get("labels").get(i).asText(),
              ORACLE.get("donors").get(i).asText(),
              Fixtures.floats(ORACLE.get("tuned").get(i)),
              Fixtures.floats(ORACLE.get("base").get(i)),
              Double.NaN,
              0));
    }
    return cells;
  }

  static SampledArm arm() {
    List<SampledCell> shuffled = cells();
    Collections.shuffle(shuffled, new Random(1));
    return SampledArm.of(shuffled);
  }

  static double expected(String name) {
    return ORACLE.get(name).asDouble();
  }
}

package io.cellora.quality;

import java.io.Serializable;
import java.util.List;

/** What is measured of each arm; runs on executors. */
interface Measurement extends Serializable {

  List<Measure> of(SampledArm arm);
}

package io.cellora.h5ad;

import java.util.List;

/** How one generation of writers lays out obs and var. */
interface FrameLayout {

  /** Name of the column that is the index. */
  String index();

  /** Names of the columns in their order; the index may be among them. */
  List<String> columns();

  /** One of them. */
  FrameColumn column(String name) throws NotShownException;
}

package io.dunlin.bench.peers;

import java.util.BitSet;

/** An index that is measured with filters too. */
public interface FilteredIndex extends AnnIndex {
  /** From now on only these rows are found. */
  void accept(BitSet rows);
}

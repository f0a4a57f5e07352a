package io.dunlin.bench.peers;

import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import java.util.ArrayList;
import java.util.List;

/** What makes a search of Dunlin's better and slower. */
enum Knob {
  /** How many candidates a walk keeps. */
  EF {
    @Override
    List<Integer> breadths(List<Integer> ofWalks) {
      return ofWalks;
    }

    @Override
    SearchParams params(Effort effort) {
      return new SearchParams(effort.breadth(), false, 0, codes(effort));
    }
  },
  /** How many lists of an inverted file are read. */
  PROBES {
    @Override
    List<Integer> breadths(List<Integer> ofWalks) {
      return LISTS;
    }

    @Override
    SearchParams params(Effort effort) {
      return new SearchParams(0, false, effort.breadth(), codes(effort));
    }
  };

  private static final List<Integer> LISTS = List.of(1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128);

  /** What is tried. */
  abstract List<Integer> breadths(List<Integer> ofWalks);

  abstract SearchParams params(Effort effort);

  /**
   * Each breadth with each oversampling.
   *
   * @param oversamplings none where the index decides on that itself
   */
  List<Effort> efforts(List<Integer> ofWalks, List<Double> oversamplings) {
    List<Effort> efforts = new ArrayList<>();
    for (int breadth : breadths(ofWalks)) {
      if (oversamplings.isEmpty()) {
        efforts.add(Effort.of(breadth));
      }
      oversamplings.forEach(oversampling -> efforts.add(new Effort(breadth, oversampling)));
    }
    return efforts;
  }

  private static CodeUse codes(Effort effort) {
    return effort.oversampling() == 0
        ? CodeUse.DEFAULT
        : new CodeUse(false, true, (float) effort.oversampling());
  }
}

package io.dunlin.bench.peers;

import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import java.util.List;

/** What makes a search of Dunlin's better and slower. */
enum Knob {
  /** How many candidates a walk keeps. */
  EF {
    @Override
    List<Integer> breadths(List<Integer> ofWalks) {
      return ofWalks;
    }

    // A walk keeps what is scored again, so narrower ones are all the same.
    @Override
    int leastBreadth(int rescored) {
      return rescored;
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
    int leastBreadth(int rescored) {
      return 1;
    }

    @Override
    SearchParams params(Effort effort) {
      return new SearchParams(0, false, effort.breadth(), codes(effort));
    }
  };

  private static final List<Integer> LISTS = List.of(1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128);

  /** What is tried. */
  abstract List<Integer> breadths(List<Integer> ofWalks);

  /** With fewer an effort would be the same as with so many. */
  abstract int leastBreadth(int rescored);

  abstract SearchParams params(Effort effort);

  /**
   * Each breadth with each oversampling, for {@code k} results.
   *
   * @param oversamplings none where the index decides on that itself
   */
  List<Effort> efforts(int k, List<Integer> ofWalks, List<Double> oversamplings) {
    List<Double> tried = oversamplings.isEmpty() ? List.of(0.0) : oversamplings;
    return breadths(ofWalks).stream()
        .flatMap(breadth -> tried.stream().map(oversampling -> new Effort(breadth, oversampling)))
        .map(effort -> effort.withAtLeast(leastBreadth(effort.rescored(k))))
        .distinct()
        .toList();
  }

  private static CodeUse codes(Effort effort) {
    return effort.oversampling() == 0
        ? CodeUse.DEFAULT
        : new CodeUse(false, true, (float) effort.oversampling());
  }
}

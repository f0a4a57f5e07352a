package io.dunlin.index.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches by postings and by scan against sums over plain maps. Small whole numbers make the sums
 * exact whatever their order, and make ties.
 */
class SparseSearchProperties {
  /** What components and weights are. */
  enum Numbers {
    POSITIVE,
    OF_BOTH_SIGNS,
    NEGATIVE,
    /** Not whole: the sums are compared to the bit, in the order of the dimensions. */
    FRACTIONS
  }

  private final SparseSearcher searcher = new SparseSearcher();

  private record Found(int row, float score) {}

  private static final class Table {
    final List<NavigableMap<Long, Float>> rows = new ArrayList<>();

    SparseRows memory() {
      MemorySegment offsets = Arena.ofAuto().allocate((rows.size() + 1L) * Long.BYTES, 8);
      long size = rows.stream().mapToLong(NavigableMap::size).sum();
      MemorySegment entries = Arena.ofAuto().allocate(size * SparseRows.ENTRY_BYTES, 8);
      long next = 0;
      for (int row = 0; row < rows.size(); row++) {
        SparseRows.setFirst(offsets, row, next);
        SparseRows.write(entries, next, dimensions(rows.get(row)), components(rows.get(row)));
        next += rows.get(row).size();
      }
      SparseRows.setFirst(offsets, rows.size(), next);
      return new SparseRows(offsets, entries, rows.size());
    }

    /** Equal scores are settled by the lower row. */
    List<Found> best(NavigableMap<Long, Float> query, RowFilter filter, int k) {
      List<Found> all = new ArrayList<>();
      for (int row = 0; row < rows.size(); row++) {
        NavigableMap<Long, Float> vector = rows.get(row);
        if (filter.accepts(row) && !Collections.disjoint(query.keySet(), vector.keySet())) {
          float sum = 0;
          for (var term : query.entrySet()) {
            @Nullable Float component = vector.get(term.getKey());
            sum += component == null ? 0f : term.getValue() * component;
          }
          all.add(new Found(row, sum));
        }
      }
      all.sort(Comparator.comparingDouble(Found::score).reversed().thenComparingInt(Found::row));
      return all.subList(0, Math.min(k, all.size()));
    }
  }

  private static int[] dimensions(NavigableMap<Long, Float> vector) {
    return vector.keySet().stream().mapToInt(Long::intValue).toArray();
  }

  private static float[] components(NavigableMap<Long, Float> vector) {
    float[] components = new float[vector.size()];
    int next = 0;
    for (float component : vector.values()) {
      components[next++] = component;
    }
    return components;
  }

  private static SparseQuery query(NavigableMap<Long, Float> vector) {
    return new SparseQuery(dimensions(vector), components(vector));
  }

  /** As in texts: few dimensions are frequent, most are rare; some beyond what an int holds. */
  private static NavigableMap<Long, Float> vector(
      SplittableRandom random, int length, int vocabulary, Numbers numbers) {
    NavigableMap<Long, Float> vector = new TreeMap<>();
    for (int i = 0; i < length; i++) {
      long rank = (long) Math.pow(vocabulary, random.nextDouble()) - 1;
      vector.put(rank * 0x9E37_79B1L & 0xFFFF_FFFFL, number(random, numbers));
    }
    return vector;
  }

  private static float number(SplittableRandom random, Numbers numbers) {
    return switch (numbers) {
      case POSITIVE -> 1 + random.nextInt(6);
      case OF_BOTH_SIGNS -> random.nextInt(-6, 7);
      case NEGATIVE -> -random.nextInt(6);
      case FRACTIONS -> (float) random.nextGaussian();
    };
  }

  private static Table table(SplittableRandom random, int rows, Numbers numbers) {
    Table table = new Table();
    for (int row = 0; row < rows; row++) {
      // Some rows are empty.
      int length = random.nextInt(12) == 0 ? 0 : random.nextInt(1, 30);
      table.rows.add(vector(random, length, 400, numbers));
    }
    return table;
  }

  private static Postings postings(SparseRows rows) {
    return Postings.open(PostingsBuilder.build(rows, Arena.ofAuto(), () -> {}).orElseThrow(), rows);
  }

  private List<Found> search(
      SparseIndex index, NavigableMap<Long, Float> query, RowFilter filter, int k) {
    TopK top = new TopK();
    top.reset(k);
    searcher.search(index, query(query), filter, top);
    top.sort();
    return IntStream.range(0, top.size())
        .mapToObj(rank -> new Found(top.row(rank), top.score(rank)))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Numbers.class)
  void findsWhatAPlainSumFinds(Numbers numbers) {
    long seed = numbers.name().hashCode();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int rows : new int[] {1, 63, 64, 65, 500, 5000}) {
      Table table = table(random, rows, numbers);
      SparseRows memory = table.memory();
      List<SparseIndex> indexes =
          List.of(
              new SparseIndex(memory, Optional.empty()),
              new SparseIndex(memory, Optional.of(postings(memory))));
      for (int round = 0; round < 12; round++) {
        NavigableMap<Long, Float> query = vector(random, random.nextInt(0, 14), 500, numbers);
        for (RowFilter filter : filters(random, rows)) {
          int k = 1 + random.nextInt(30);
          List<Found> expected = table.best(query, filter, k);
          for (SparseIndex index : indexes) {
            assertThat(search(index, query, filter, k)).isEqualTo(expected);
          }
        }
      }
    }
  }

  private static List<RowFilter> filters(SplittableRandom random, int rows) {
    BitSet half = new BitSet();
    BitSet few = new BitSet();
    for (int row = 0; row < rows; row++) {
      half.set(row, random.nextBoolean());
      few.set(row, random.nextInt(50) == 0);
    }
    return List.of(
        RowFilter.all(rows),
        RowFilter.of(half, rows),
        RowFilter.of(few, rows),
        // Not known as a bitmap, and one whose estimate is far too high.
        TestRows.filter(half),
        TestRows.filter(few, rows));
  }

  @Test
  void equalScoresAreSettledAsTheCallerSays() {
    SplittableRandom random = new SplittableRandom(5);
    Table table = table(random, 2000, Numbers.POSITIVE);
    table.rows.forEach(row -> row.replaceAll((_, _) -> 1f));
    SparseRows memory = table.memory();
    NavigableMap<Long, Float> query = vector(random, 3, 10, Numbers.POSITIVE);
    TopK top = new TopK();
    top.reset(20, (a, b) -> Integer.compare(b, a));
    searcher.search(
        new SparseIndex(memory, Optional.of(postings(memory))),
        query(query),
        RowFilter.all(2000),
        top);
    top.sort();
    List<Found> all = new ArrayList<>(table.best(query, RowFilter.all(2000), 2000));
    all.sort(Comparator.comparingDouble(Found::score).thenComparingInt(Found::row).reversed());

    assertThat(IntStream.range(0, top.size()).mapToObj(top::row).toList())
        .isEqualTo(all.subList(0, 20).stream().map(Found::row).toList());
  }

  @Test
  void blocksThatCannotHoldABetterRowAreNotLookedInto() {
    Table table = new Table();
    for (int row = 0; row < 64_000; row++) {
      table.rows.add(new TreeMap<>(Map.of(7L, row == 40_000 ? 9f : 1f)));
    }
    SparseRows memory = table.memory();
    int[] asked = new int[1];
    RowFilter counting =
        new RowFilter() {
          @Override
          public boolean accepts(int row) {
            asked[0]++;
            return true;
          }

          @Override
          public int estimate() {
            return 64_000;
          }
        };
    SparseIndex index = new SparseIndex(memory, Optional.of(postings(memory)));

    assertThat(search(index, new TreeMap<>(Map.of(7L, 2f)), counting, 1))
        .containsExactly(new Found(40_000, 18f));
    assertThat(asked[0]).isLessThan(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 700})
  void frequenciesAreCounted(int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    Table table = table(random, rows, Numbers.POSITIVE);
    SparseRows memory = table.memory();
    NavigableMap<Long, Float> terms = vector(random, 12, 500, Numbers.POSITIVE);
    SparseQuery query = query(terms);
    int[] expected =
        terms.keySet().stream()
            .mapToInt(
                term -> (int) table.rows.stream().filter(row -> row.containsKey(term)).count())
            .toArray();
    SparseIndex byPostings = new SparseIndex(memory, Optional.of(postings(memory)));

    assertThat(new SparseIndex(memory, Optional.empty()).frequencies(query)).isEqualTo(expected);
    assertThat(byPostings.frequencies(query)).isEqualTo(expected);
    int[] none = byPostings.frequencies(query);
    for (int row = 0; row < rows; row++) {
      byPostings.takeOut(row, query, none);
    }
    assertThat(none).containsOnly(0);
  }

  @Test
  void anIndexOfOtherRowsIsRefused() {
    SplittableRandom random = new SplittableRandom(3);
    SparseRows rows = table(random, 100, Numbers.POSITIVE).memory();
    SparseRows others = table(random, 101, Numbers.POSITIVE).memory();
    MemorySegment bytes = PostingsBuilder.build(rows, Arena.ofAuto(), () -> {}).orElseThrow();

    assertThatThrownBy(() -> Postings.open(bytes, others))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Postings.open(bytes.asSlice(0, bytes.byteSize() - 1), rows))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Postings.open(bytes.asSlice(0, 10), rows))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

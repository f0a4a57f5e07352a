package io.dunlin.index.cluster;

import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Lloyd's iterations: every row goes to the centroid it is nearest to, every centroid to the mean
 * of its rows. A mean is added up by one thread, row by row in their order and in double precision,
 * so it does not depend on the number of threads.
 */
final class Lloyd {
  /** Means that a thread takes on at a time. */
  private static final int CHUNK = 4;

  private final VectorRows sample;
  private final VectorRows centroids;
  private final KMeans.Settings settings;
  private final Assignment assignment;
  private final ParallelRows parallel;
  private final SplittableRandom random;

  /** Centroid of each row, in this iteration and in the one before. */
  private int[] nearest;

  private int[] before;
  private final float[] scores;

  /** The rows, cluster by cluster, and where each cluster starts among them. */
  private final int[] members;

  private final int[] starts;

  Lloyd(
      VectorRows sample,
      VectorRows centroids,
      KMeans.Settings settings,
      Kernels kernels,
      ParallelRows parallel,
      SplittableRandom random) {
    this.sample = sample;
    this.centroids = centroids;
    this.settings = settings;
    this.assignment = new Assignment(settings.metric(), kernels, parallel);
    this.parallel = parallel;
    this.random = random;
    this.nearest = new int[sample.count()];
    this.before = new int[sample.count()];
    this.scores = new float[sample.count()];
    this.members = new int[sample.count()];
    this.starts = new int[centroids.count() + 1];
  }

  /** Moves the centroids until nothing changes any more or the iterations are used up. */
  void run(IntConsumer progress) {
    if (sample.count() == 0) {
      return;
    }
    Arrays.fill(nearest, -1);
    for (int iteration = 0; iteration < settings.iterations(); iteration++) {
      int[] older = before;
      before = nearest;
      nearest = older;
      assignment.run(sample, centroids, nearest, scores, progress);
      if (Arrays.equals(nearest, before)) {
        return;
      }
      sortByCluster();
      parallel.runRanges(
          centroids.count(),
          CHUNK,
          () -> {
            Means means = new Means();
            return means::move;
          });
      splitLargest();
    }
  }

  /** A counting sort, which keeps the order of rows within a cluster. */
  private void sortByCluster() {
    Arrays.fill(starts, 0);
    for (int cluster : nearest) {
      starts[cluster + 1]++;
    }
    for (int cluster = 0; cluster < centroids.count(); cluster++) {
      starts[cluster + 1] += starts[cluster];
    }
    int[] next = starts.clone();
    for (int row = 0; row < nearest.length; row++) {
      members[next[nearest[row]]++] = row;
    }
  }

  /**
   * Each cluster without rows moves to a row of the cluster that has most of them, and so takes a
   * part of it over.
   */
  private void splitLargest() {
    int[] sizes = new int[centroids.count()];
    Arrays.setAll(sizes, cluster -> starts[cluster + 1] - starts[cluster]);
    for (int cluster = 0; cluster < sizes.length; cluster++) {
      if (sizes[cluster] == 0) {
        int largest = largest(sizes);
        int size = starts[largest + 1] - starts[largest];
        int row = members[starts[largest] + random.nextInt(size)];
        MemorySegment.copy(
            sample.data(),
            sample.offset(row),
            centroids.data(),
            centroids.offset(cluster),
            sample.rowBytes());
        sizes[cluster] = sizes[largest] / 2;
        sizes[largest] -= sizes[cluster];
      }
    }
  }

  /** The first of the largest among the clusters that have rows. */
  private int largest(int[] sizes) {
    int largest = -1;
    for (int cluster = 0; cluster < sizes.length; cluster++) {
      boolean hasRows = starts[cluster + 1] > starts[cluster];
      if (hasRows && (largest < 0 || sizes[cluster] > sizes[largest])) {
        largest = cluster;
      }
    }
    return largest;
  }

  /** What one thread needs to take means. */
  private final class Means {
    private final float[] vector = new float[sample.dimension()];
    private final double[] sums = new double[sample.dimension()];

    void move(int from, int to) {
      for (int cluster = from; cluster < to; cluster++) {
        int size = starts[cluster + 1] - starts[cluster];
        if (size > 0) {
          add(cluster);
          for (int i = 0; i < sums.length; i++) {
            vector[i] = (float) (sums[i] / size);
          }
          float[] mean = settings.spherical() ? Vectors.normalize(vector) : vector;
          MemorySegment.copy(
              mean,
              0,
              centroids.data(),
              VectorRows.COMPONENT,
              centroids.offset(cluster),
              mean.length);
        }
      }
    }

    private void add(int cluster) {
      Arrays.fill(sums, 0);
      for (int member = starts[cluster]; member < starts[cluster + 1]; member++) {
        sample.read(members[member], vector);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += vector[i];
        }
      }
    }
  }
}

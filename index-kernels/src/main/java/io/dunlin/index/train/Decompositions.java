package io.dunlin.index.train;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** The decompositions of matrices that training needs, by EJML. */
final class Decompositions {
  private Decompositions() {}

  /** The eigenvectors of a covariance matrix, those of the greatest eigenvalues first. */
  static PcaTraining.Axes axes(double[] mean, double[] covariance) {
    int size = mean.length;
    DMatrixRMaj matrix = DMatrixRMaj.wrap(size, size, covariance);
    symmetrize(matrix);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, true, true);
    if (!eigen.decompose(matrix)) {
      throw new IllegalStateException("a covariance matrix has no eigenvectors to be found");
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> eigen.getEigenvalue(i).getReal())
                    .reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    double[] variances = new double[size];
    double[] vectors = new double[size * size];
    for (int i = 0; i < size; i++) {
      variances[i] = Math.max(0, eigen.getEigenvalue(order[i]).getReal());
      System.arraycopy(eigen.getEigenVector(order[i]).getData(), 0, vectors, i * size, size);
    }
    return new PcaTraining.Axes(mean, variances, vectors);
  }

  /** Rounding leaves the two halves of a covariance matrix different in their last bits. */
  private static void symmetrize(DMatrixRMaj matrix) {
    for (int i = 0; i < matrix.numRows; i++) {
      for (int j = 0; j < i; j++) {
        double value = (matrix.get(i, j) + matrix.get(j, i)) / 2;
        matrix.set(i, j, value);
        matrix.set(j, i, value);
      }
    }
  }

  /**
   * The orthogonal matrix R that makes the trace of {@code R products'} greatest: with the sums of
   * outer products y x', the rotation of the x that comes nearest to the y (Schönemann, "A
   * generalized solution of the orthogonal Procrustes problem", 1966). It is U V' of the singular
   * value decomposition U S V'.
   */
  static double[] nearestRotation(double[] products, int size) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(size, size, true, true, false);
    if (!svd.decompose(DMatrixRMaj.wrap(size, size, products))) {
      throw new IllegalStateException("a matrix has no singular values to be found");
    }
    DMatrixRMaj rotation = new DMatrixRMaj(size, size);
    CommonOps_DDRM.mult(svd.getU(null, false), svd.getV(null, true), rotation);
    return rotation.data;
  }
}

package io.dunlin.index.ivf;

import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.quantize.ProductEncoder;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.transform.LinearMap;
import org.jspecify.annotations.Nullable;

/**
 * Product codes of residuals.
 *
 * @param rotation what vectors are multiplied with before they are cut into parts, if anything
 * @param digits of a code, at least as many as the quantizer has
 */
record ProductCoder(
    ProductQuantizer quantizer, @Nullable LinearMap rotation, int digits, Kernels kernels)
    implements DigitCoder {
  @Override
  public int dimension() {
    return quantizer.parts().dimension();
  }

  @Override
  public void rotate(float[] vector, float[] out) {
    if (rotation == null) {
      System.arraycopy(vector, 0, out, 0, dimension());
    } else {
      rotation.apply(kernels, vector, out);
    }
  }

  @Override
  public Encoder encoder() {
    ProductEncoder encoder = new ProductEncoder(quantizer);
    return (residual, whole, code, approximation) -> {
      encoder.encode(residual, whole, code);
      quantizer.decode(code, approximation);
    };
  }

  @Override
  public void fillTables(float[] centered, SearchScratch scratch) {
    float[] query = centered;
    if (rotation != null) {
      query = scratch.rotated(dimension());
      rotation.apply(kernels, centered, query);
    }
    kernels.fillTables(quantizer, query, digits, scratch.tables());
  }
}

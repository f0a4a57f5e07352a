package io.dunlin.sharding.check;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.Datatype;

/** Components as their datatype can hold them. */
final class StoredComponents {
  private static final float MAX_UINT8 = 255;

  private StoredComponents() {}

  /**
   * The components, rounded to the nearest that the datatype holds; the same array where that
   * changes none.
   *
   * @param vector its name, for what is said of it
   * @throws DunlinException WrongInput, where a component is out of the datatype's range, or is not
   *     whole where only whole numbers are held
   */
  static float[] of(Datatype datatype, String vector, float[] components) {
    return switch (datatype) {
      case FLOAT32 -> components;
      case FLOAT16 -> halves(vector, components);
      case UINT8 -> bytes(vector, components);
    };
  }

  private static float[] halves(String vector, float[] components) {
    float[] rounded = new float[components.length];
    for (int i = 0; i < components.length; i++) {
      rounded[i] = Float.float16ToFloat(Float.floatToFloat16(components[i]));
      if (!Float.isFinite(rounded[i])) {
        throw refused(vector, i, components[i], "float16 holds numbers from -65504 to 65504");
      }
    }
    return rounded;
  }

  private static float[] bytes(String vector, float[] components) {
    for (int i = 0; i < components.length; i++) {
      float component = components[i];
      if (!(component >= 0 && component <= MAX_UINT8) || component != (int) component) {
        throw refused(vector, i, component, "uint8 holds whole numbers from 0 to 255");
      }
    }
    return components;
  }

  /**
   * The components, which must be zeros and ones: what binary distances compare.
   *
   * @throws DunlinException WrongInput, for any other
   */
  static float[] bits(String vector, float[] components) {
    for (int i = 0; i < components.length; i++) {
      if (components[i] != 0 && components[i] != 1) {
        throw refused(
            vector, i, components[i], "distances Hamming and Jaccard compare zeros and ones");
      }
    }
    return components;
  }

  private static DunlinException refused(
      String vector, int component, float value, String datatype) {
    return new DunlinFailure.WrongInput(
            "component %d of vector '%s' is %s; %s".formatted(component, vector, value, datatype))
        .asException();
  }
}

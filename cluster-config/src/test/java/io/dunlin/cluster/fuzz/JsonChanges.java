package io.dunlin.cluster.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Changes a JSON tree in place, at places and in ways that a seed decides. */
final class JsonChanges {
  private static final List<String> EDGES =
      List.of(
          "0",
          "-1",
          "1",
          "2",
          "127",
          "256",
          "65536",
          "65537",
          "2147483647",
          "2147483648",
          "4294967295",
          "4294967296",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "18446744073709551616",
          "-9223372036854775808",
          "-9223372036854775809",
          "1e308",
          "1e39",
          "1e400",
          "-1e400",
          "1.5",
          "-0.0",
          "1e-400",
          "0.1e1",
          "1E+2",
          "NaN",
          "Infinity",
          "-",
          "01",
          "true",
          "false",
          "null",
          "\"\"",
          "\" \"",
          "\"a\"",
          "\"0\"",
          "\"guarded\"",
          "\"nick\"",
          "\"../x\"",
          "\"a/b\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\ud83d\\ude00\"",
          "\"%\"",
          "\"5c56c79369f34fbf87e6c4bf54c28c26\"",
          "\"2024-02-30\"",
          "\"a == 1 and\"",
          "\"a > 1\"",
          "\"[\"",
          "\"a[\"",
          "\"a..b\"",
          "\"\\\"a\\\".b[]\"",
          "\"auto\"",
          "\"Cosine\"",
          "\"max_sim\"",
          "[]",
          "{}",
          "[[]]",
          "[{}]",
          "[null]",
          "{\"\":{}}",
          "[1,2,3,4]",
          "[[1,2,3,4],[5,6,7,8]]",
          "{\"indices\":[1,1],\"values\":[1]}",
          "{\"must\":[{\"key\":\"number\",\"match\":{\"value\":1}}]}",
          "{\"text\":\"a\",\"model\":\"m\"}");

  private final Draw draw;

  JsonChanges(Draw draw) {
    this.draw = draw;
  }

  /** A value in the tree, by what holds it. */
  private record Place(ContainerNode<?> parent, String key, int index) {
    JsonNode value() {
      return parent instanceof ObjectNode object ? object.get(key) : parent.get(index);
    }

    void set(JsonNode value) {
      switch (parent) {
        case ObjectNode object -> object.set(key, value);
        case ArrayNode array -> array.set(index, value);
        default -> throw new AssertionError(parent);
      }
    }

    void remove() {
      switch (parent) {
        case ObjectNode object -> object.remove(key);
        case ArrayNode array -> array.remove(index);
        default -> throw new AssertionError(parent);
      }
    }
  }

  /** One change; the root itself stays. */
  void change(JsonNode root) {
    List<Place> places = new ArrayList<>();
    collect(root, places);
    if (places.isEmpty()) {
      return;
    }
    Place place = draw.of(places);
    switch (draw.below(8)) {
      case 0 -> place.remove();
      case 1 -> place.set(draw.of(places).value().deepCopy());
      case 2 -> wrap(place);
      case 3 -> doubled(place);
      case 4 -> place.set(large());
      default -> place.set(raw(draw.of(EDGES)));
    }
  }

  private static void collect(JsonNode node, List<Place> places) {
    switch (node) {
      case ObjectNode object -> {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
          places.add(new Place(object, field.getKey(), 0));
          collect(field.getValue(), places);
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          places.add(new Place(array, "", i));
          collect(array.get(i), places);
        }
      }
      default -> {}
    }
  }

  private void wrap(Place place) {
    JsonNode value = place.value();
    place.set(
        draw.oneIn(2)
            ? value.isArray() && !value.isEmpty() ? value.get(0) : array(place.parent()).add(value)
            : place.parent().objectNode().set(draw.of(List.of("", "x", "must", "key")), value));
  }

  /** In an array, many times; in an object, under another name. */
  private void doubled(Place place) {
    switch (place.parent()) {
      case ArrayNode array -> {
        for (int more = draw.size(300); more >= 0; more--) {
          array.add(place.value());
        }
      }
      case ObjectNode object ->
          object.set(draw.of(List.of("", "x", "id", "filter", "vector")), place.value());
      default -> throw new AssertionError(place);
    }
  }

  /** Deep, long or wide. */
  private JsonNode large() {
    int size = draw.size(20_000);
    return raw(
        switch (draw.below(7)) {
          case 0 -> "[".repeat(size) + "]".repeat(size);
          case 1 -> "{\"must\":".repeat(size) + "{}" + "}".repeat(size);
          case 2 -> "{\"prefetch\":".repeat(size) + "{}" + "}".repeat(size);
          case 3 -> "\"" + "x".repeat(size) + "\"";
          case 4 -> "\"" + "a.".repeat(size) + "a\"";
          case 5 -> "[1" + ",1".repeat(size) + "]";
          default -> "\"" + "(".repeat(size) + "\"";
        });
  }

  private static ArrayNode array(ContainerNode<?> factory) {
    return factory.arrayNode();
  }

  private static JsonNode raw(String json) {
    return new POJONode(new RawValue(json));
  }
}

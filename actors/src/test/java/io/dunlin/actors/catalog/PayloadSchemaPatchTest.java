package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Extra;
import io.dunlin.persistence.model.PayloadSchema.Field;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadSchemaPatchTest {
  private static Field field(PayloadSchema.Type type, boolean required, int maxLength) {
    return new Field(
        type,
        required,
        maxLength == 0 ? Optional.empty() : Optional.of(maxLength),
        Optional.empty());
  }

  private static PayloadSchema schema(Field field, Extra extra) {
    return new PayloadSchema(new TreeMap<>(Map.of("a.b", field)), extra);
  }

  private static PayloadSchemaPatch patch(String path, Field field) {
    return new PayloadSchemaPatch(Map.of(path, Optional.of(field)), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER,  false, 0,  FLOAT,    false, 0,",
    "FLOAT,    false, 0,  INTEGER,  false, 0,  type",
    "UUID,     true,  0,  KEYWORD,  true,  0,",
    "DATETIME, true,  0,  TEXT,     false, 0,",
    "KEYWORD,  false, 0,  UUID,     false, 0,  type",
    "GEO,      false, 0,  OBJECT,   false, 0,",
    "OBJECT,   false, 0,  GEO,      false, 0,  type",
    "BOOL,     false, 0,  KEYWORD,  false, 0,  type",
    "BOOL,     true,  0,  BOOL,     false, 0,",
    "BOOL,     false, 0,  BOOL,     true,  0,  required",
    "KEYWORD,  false, 8,  TEXT,     false, 9,",
    "KEYWORD,  false, 8,  KEYWORD,  false, 0,",
    "KEYWORD,  false, 8,  KEYWORD,  false, 7,  max_length",
    "KEYWORD,  false, 0,  KEYWORD,  false, 99, max_length",
    "UUID,     false, 0,  KEYWORD,  false, 40, max_length",
  })
  void aFieldMayOnlyTakeMoreThanBefore(
      PayloadSchema.Type type,
      boolean required,
      int maxLength,
      PayloadSchema.Type newType,
      boolean newRequired,
      int newMaxLength,
      String refused) {
    Field field = field(newType, newRequired, newMaxLength);
    PayloadSchema before = schema(field(type, required, maxLength), Extra.REFUSE);
    PayloadSchemaPatch patch = patch("a.b", field);
    Optional<String> problem = patch.violation(before);
    if (refused == null) {
      assertThat(problem).isEmpty();
    } else {
      assertThat(problem.orElseThrow())
          .startsWith("schema.fields.a.b." + refused + ": ")
          .contains("make another collection");
    }
    assertThat(patch.applyTo(before)).isEqualTo(schema(field, Extra.REFUSE));
  }

  @Test
  void fieldsMayBeDeclaredThatPointsNeedNotHave() {
    assertThat(
            patch("c", field(PayloadSchema.Type.KEYWORD, false, 3)).violation(PayloadSchema.NONE))
        .isEmpty();
    assertThat(
            patch("c", field(PayloadSchema.Type.KEYWORD, true, 0))
                .violation(PayloadSchema.NONE)
                .orElseThrow())
        .startsWith("schema.fields.c.required: ");
  }

  @Test
  void othersMayBeAllowedAndNotRefusedAgain() {
    PayloadSchema refusing = schema(field(PayloadSchema.Type.BOOL, true, 0), Extra.REFUSE);
    PayloadSchema allowing = schema(field(PayloadSchema.Type.BOOL, true, 0), Extra.ALLOW);
    PayloadSchemaPatch allow = new PayloadSchemaPatch(Map.of(), Optional.of(Extra.ALLOW));
    PayloadSchemaPatch refuse = new PayloadSchemaPatch(Map.of(), Optional.of(Extra.REFUSE));
    assertThat(allow.violation(refusing)).isEmpty();
    assertThat(allow.applyTo(refusing)).isEqualTo(allowing);
    assertThat(refuse.violation(refusing)).isEmpty();
    assertThat(refuse.violation(allowing).orElseThrow()).startsWith("schema.extra: ");
  }

  @Test
  void aFieldIsForgottenWhereOthersAreAllowed() {
    PayloadSchemaPatch forget =
        new PayloadSchemaPatch(Map.of("a.b", Optional.empty()), Optional.empty());
    PayloadSchema allowing = schema(field(PayloadSchema.Type.BOOL, true, 0), Extra.ALLOW);
    assertThat(forget.violation(allowing)).isEmpty();
    assertThat(forget.applyTo(allowing)).isEqualTo(PayloadSchema.NONE);
    PayloadSchema refusing = schema(field(PayloadSchema.Type.BOOL, true, 0), Extra.REFUSE);
    assertThat(forget.violation(refusing).orElseThrow()).startsWith("schema.fields.a.b: ");
    assertThat(
            new PayloadSchemaPatch(forget.fields(), Optional.of(Extra.ALLOW)).violation(refusing))
        .isEmpty();
  }
}

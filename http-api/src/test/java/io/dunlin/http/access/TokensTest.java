package io.dunlin.http.access;

import static io.dunlin.http.access.Jwt.base64;
import static io.dunlin.http.access.Jwt.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a token, and what it says. */
class TokensTest {
  /** Shorter than the standard's 32 bytes, as keys of the contract may be. */
  private static final String KEY = "short";

  private static final String LIMITED_TO =
      "{\"access\":[{\"collection\":\"a\",\"access\":\"r\",\"filter\":%s}]}";

  private static final String OTHER = "the-other-key";

  private static final Caller NOBODYS =
      new Caller("token", new Access.Everything(), Optional.empty());

  private final Tokens tokens = new Tokens(List.of(KEY, OTHER));

  private Access access(String claims) {
    return tokens.caller(Jwt.of(claims, KEY)).access();
  }

  private String refusal(String token) {
    RequestException refused =
        catchThrowableOfType(RequestException.class, () -> tokens.caller(token));
    assertThat(refused.answer().httpStatus()).isEqualTo(401);
    assertThat(refused.answer().text()).doesNotContain(KEY).doesNotContain(token);
    return refused.answer().text();
  }

  @Test
  void eachOfTheKeysSigns() {
    assertThat(tokens.caller(Jwt.of("{}", KEY))).isEqualTo(NOBODYS);
    assertThat(tokens.caller(Jwt.of("{}", OTHER))).isEqualTo(NOBODYS);
    assertThat(refusal(Jwt.of("{}", "a third"))).isEqualTo("Invalid API key or JWT");
  }

  @Test
  void callersAreKnownByWhomATokenIsFor() {
    assertThat(name("{\"sub\":\"größe\"}")).isEqualTo("größe");
    assertThat(name("{\"sub\":\"%s\"}".formatted("n".repeat(256)))).isEqualTo("n".repeat(256));
    for (String nobody : List.of("\"\"", "null", "\"" + "n".repeat(257) + "\"")) {
      assertThat(name("{\"sub\":%s}".formatted(nobody))).isEqualTo("token");
    }
    assertThat(refusal(Jwt.of("{\"sub\":7}", KEY))).isEqualTo("Invalid API key or JWT");
  }

  private String name(String claims) {
    return tokens.caller(Jwt.of(claims, KEY)).name();
  }

  @Test
  void accessIsToEverythingOrToSomeCollections() {
    assertThat(access("{\"access\":\"m\"}")).isEqualTo(new Access.Everything());
    assertThat(access("{\"access\":\"r\"}")).isEqualTo(new Access.ReadEverything());
    assertThat(
            access(
                """
                {"sub":"me","subject":"me","aud":"anybody","access":[
                  {"collection":"a","access":"r"},
                  {"collection":"b","access":"rw"},
                  {"collection":"c","access":"prw"}]}
                """))
        .isEqualTo(
            new Access.Some(Map.of("a", Grant.READ, "b", Grant.WRITE, "c", Grant.WRITE_POINTS)));
    assertThat(access("{\"access\":[]}")).isEqualTo(new Access.Some(Map.of()));
  }

  @Test
  void accessIsLimitedByAFilter() {
    Access limited =
        new Access.Some(
            Map.of("a", Grant.READ_LIMITED), Map.of("a", Filter.of(match("tenant", "eve"))));
    assertThat(
            access(
                LIMITED_TO.formatted(
                    "{\"must\":[{\"key\":\"tenant\",\"match\":{\"value\":\"eve\"}}]}")))
        .isEqualTo(limited);
    assertThat(access(LIMITED_TO.formatted("\"tenant == 'eve'\""))).isEqualTo(limited);
  }

  /** Each of them could be meant to be a limit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"must\":[]}",
        "{\"must\":[{\"must\":[]}]}",
        "{\"must\":[{\"must_not\":[]},{\"should\":[]}]}",
        "{\"should\":[{\"key\":\"a\",\"match\":{\"value\":1}},{\"must\":[{\"must\":[]}]}]}",
        "{\"must_not\":[{\"must_not\":[{}]}]}",
        "{\"must_not\":[{\"has_id\":[]},{\"key\":\"a\",\"match\":{\"any\":[]}}]}",
        "{\"must_not\":{\"min_should\":{\"conditions\":[],\"min_count\":1}}}",
        "{\"min_should\":{\"conditions\":[{\"has_id\":[1]}],\"min_count\":0}}",
        "{\"must\":[{\"slice\":{\"total\":1,\"index\":0}}]}",
        "{\"must\":[{\"key\":\"a\",\"values_count\":{\"gte\":0}}]}",
      })
  void aFilterThatLimitsNothingLetsNobodyIn(String filter) {
    assertThat(refusal(Jwt.of(LIMITED_TO.formatted(filter), KEY)))
        .startsWith("Invalid JWT: its claim access.filter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"must\":[{\"must\":[]},{\"has_id\":[1]}]}",
        "{\"should\":[{\"must_not\":[{}]},{\"key\":\"a\",\"is_empty\":true}]}",
        "{\"must\":[{\"key\":\"a\",\"match\":{\"except\":[]}}]}",
        "{\"must\":[{\"nested\":{\"key\":\"a\",\"filter\":{}}}]}",
        "{\"must\":[{\"key\":\"a\",\"values_count\":{\"gte\":0,\"lt\":9}}]}",
        "{\"must_not\":[{\"must\":[]}]}",
      })
  void aFilterThatLeavesPointsOutIsOne(String filter) {
    assertThat(access(LIMITED_TO.formatted(filter)))
        .asInstanceOf(InstanceOfAssertFactories.type(Access.Some.class))
        .extracting(some -> some.limits().keySet())
        .isEqualTo(Set.of("a"));
  }

  @Test
  void whatMustExistIsAPointWithAllValues() {
    Caller caller =
        tokens.caller(
            Jwt.of(
                """
                {"value_exists":{"collection":"users","matches":[
                  {"key":"id","value":7},{"key":"a.name","value":"eve"},{"key":"in","value":true}]}}
                """,
                KEY));
    Caller.Proof proof = caller.proof().orElseThrow();
    assertThat(proof.collection()).isEqualTo("users");
    assertThat(proof.filter().must())
        .containsExactly(match("id", 7L), match("a.name", "eve"), match("in", true));
  }

  private static Condition match(String path, Object value) {
    return new Condition.Field(JsonPathParser.parse(path), List.of(new Check.MatchValue(value)));
  }

  @Test
  void aTokenExpires() {
    assertThat(tokens.caller(Jwt.of(Jwt.expiring(3600), KEY))).isEqualTo(NOBODYS);
    assertThat(refusal(Jwt.of(Jwt.expiring(-3600), KEY)))
        .isEqualTo("Invalid API key or JWT: the token has expired");
  }

  /** The ways in which signatures are got around. */
  @Test
  void noOtherSignatureWillDo() {
    String claims = "{\"access\":\"m\"}";
    String good = Jwt.of(claims, KEY);
    String unsigned = base64(bytes("{\"alg\":\"none\"}")) + "." + base64(bytes(claims)) + ".";
    String changed =
        good.replace(base64(bytes(claims)), base64(bytes("{\"access\":\"m\",\"sub\":\"x\"}")));
    assertThat(refusal(unsigned)).startsWith("Invalid API key or JWT");
    assertThat(refusal(changed)).startsWith("Invalid API key or JWT");
    assertThat(refusal(good.substring(0, good.lastIndexOf('.') + 1)))
        .startsWith("Invalid API key or JWT");
    assertThat(refusal(Jwt.of("{\"alg\":\"HS512\"}", claims, "HmacSHA512", KEY)))
        .startsWith("Invalid API key or JWT");
    assertThat(refusal("no token at all")).isEqualTo("Invalid API key or JWT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"access\":\"rw\"}",
        "{\"access\":7}",
        "{\"access\":[\"books\"]}",
        "{\"access\":[{\"collection\":\"books\"}]}",
        "{\"access\":[{\"collection\":\"books\",\"access\":\"m\"}]}",
        "{\"access\":[{\"access\":\"r\"}]}",
        "{\"access\":[{\"collection\":\"books\",\"access\":\"r\",\"payload\":{\"a\":1}}]}",
        "{\"access\":[{\"collection\":\"b\",\"access\":\"r\"},{\"collection\":\"b\",\"access\":\"rw\"}]}",
        "{\"access\":[{\"collection\":\"b\",\"access\":\"rw\",\"filter\":\"a == 1\"}]}",
        "{\"access\":[{\"collection\":\"b\",\"access\":\"prw\",\"filter\":\"a == 1\"}]}",
        "{\"access\":[{\"collection\":\"b\",\"access\":\"r\",\"filter\":null}]}",
        "{\"access\":[{\"collection\":\"b\",\"access\":\"r\",\"filter\":{\"mist\":[]}}]}",
        "{\"access\":[{\"collection\":\"b\",\"access\":\"r\",\"filter\":\"a ==\"}]}",
        "{\"access\":[{\"collection\":\"b\",\"access\":\"r\",\"filters\":\"a == 1\"}]}",
        "{\"access\":[{\"collection\":\"b\",\"access\":\"\"}]}",
        "{\"value_exists\":true}",
        "{\"value_exists\":{\"collection\":\"users\"}}",
        "{\"value_exists\":{\"matches\":[]}}",
        "{\"value_exists\":{\"collection\":\"users\",\"matches\":[{\"key\":\"a..b\",\"value\":1}]}}",
        "{\"value_exists\":{\"collection\":\"users\",\"matches\":[{\"key\":\"a\",\"value\":1.5}]}}"
      })
  void claimsThatAreNotUnderstoodLetNobodyIn(String claims) {
    assertThat(refusal(Jwt.of(claims, KEY))).startsWith("Invalid JWT: its claim ");
  }
}

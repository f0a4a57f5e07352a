package io.dunlin.persistence.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import io.dunlin.persistence.model.VectorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Vectors of texts. The numbers of words are those that FastEmbed's documentation prints. */
final class Bm25Test {
  private static final long STAY = 1881538586L;
  private static final long STUDI = 150760872L;
  private static final long SPRINT = 1932363795L;
  private static final long PREPAR = 1849833631L;
  private static final long SURPRIS = 2090661150L;
  private static final long YET = 1117393019L;

  private final Bm25 bm25 = new Bm25(Bm25.Settings.DEFAULTS);

  private static Map<Long, Float> components(VectorValue vector) {
    VectorValue.Sparse sparse = (VectorValue.Sparse) vector;
    Map<Long, Float> components = new TreeMap<>();
    for (int i = 0; i < sparse.size(); i++) {
      components.put(Integer.toUnsignedLong(sparse.indices()[i]), sparse.values()[i]);
    }
    return components;
  }

  private static Bm25 of(TextSchema words) {
    return new Bm25(new Bm25.Settings(1.2, 0.75, 256, words));
  }

  private static TextSchema prefixes(int shortest) {
    return new TextSchema(
        Optional.of(Tokenizer.PREFIX),
        Optional.of(shortest),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void wordsOfATextHaveTheNumbersThatClientsGiveThem() {
    assertThat(components(bm25.query("You should stay, study and sprint.")))
        .containsOnlyKeys(STAY, STUDI, SPRINT);
    assertThat(components(bm25.document("Prepare to be surprised yet!")))
        .containsKeys(PREPAR, SURPRIS, YET);
  }

  /** The value that FastEmbed prints for a word that stands once in a text of four. */
  @Test
  void aWordThatStandsOnceInAStoredTextOfFourHasTheWeightThatClientsGiveIt() {
    assertThat(components(bm25.document("stay study sprint prepare")).values())
        .hasSize(4)
        .allSatisfy(weight -> assertThat(weight).isCloseTo(1.674197f, within(1e-6f)));
  }

  @Test
  void aWordThatIsThereAgainWeighsMoreButNotTwiceAsMuch() {
    Map<Long, Float> components = components(bm25.document("stay stay sprint"));

    double length = 0.25 + 0.75 * 3 / 256;
    assertThat(components.get(STAY)).isEqualTo((float) (2 * 2.2 / (2 + 1.2 * length)));
    assertThat(components.get(SPRINT)).isEqualTo((float) (2.2 / (1 + 1.2 * length)));
  }

  @Test
  void eachWordOfAQueryWeighsOneHoweverOftenItIsThere() {
    assertThat(components(bm25.query("stay, STAYING, sprints")))
        .isEqualTo(Map.of(STAY, 1f, SPRINT, 1f));
  }

  @Test
  void withoutAWeightOfLengthAndRepetitionEachWordWeighsOne() {
    Bm25 plain = new Bm25(new Bm25.Settings(0, 0, 256, Bm25.Settings.DEFAULTS.words()));

    assertThat(components(plain.document("stay stay sprint")))
        .isEqualTo(Map.of(STAY, 1f, SPRINT, 1f));
  }

  @Test
  void aTextWithoutWordsIsAnEmptyVector() {
    for (String text : List.of("", " ", "...", "the and of")) {
      assertThat(bm25.document(text)).isEqualTo(new VectorValue.Sparse(new int[0], new float[0]));
      assertThat(bm25.query(text)).isEqualTo(new VectorValue.Sparse(new int[0], new float[0]));
    }
  }

  @Test
  void aStoredWordIsAllOfItsBeginningsWhereTheseStandForIt() {
    Bm25 prefixes = of(prefixes(2));

    assertThat(components(prefixes.document("stay")).keySet())
        .isEqualTo(components(of(TextSchema.DEFAULTS).query("st sta stay")).keySet());
    assertThat(components(prefixes.query("stay")).keySet()).containsExactly(STAY);
  }

  /** What is asked for and what is stored meet in the words that they share, and only there. */
  @Test
  void theProductOfAQueryAndADocumentIsTheSumOfTheSharedWordsWeights() {
    Map<Long, Float> stored = components(bm25.document("Sprinting is to stay fast"));
    Map<Long, Float> asked = components(bm25.query("who sprints, and who is surprised?"));

    double product = 0;
    for (Map.Entry<Long, Float> word : asked.entrySet()) {
      product += word.getValue() * stored.getOrDefault(word.getKey(), 0f);
    }
    assertThat(product).isEqualTo((double) stored.getOrDefault(SPRINT, 0f)).isGreaterThan(1);
  }
}

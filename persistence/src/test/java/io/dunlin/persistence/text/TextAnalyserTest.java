package io.dunlin.persistence.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Stopwords;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextAnalyserTest {
  private static TextSchema schema(
      Tokenizer tokenizer, Optional<Integer> shortest, Optional<Integer> longest) {
    return new TextSchema(
        Optional.of(tokenizer),
        shortest,
        longest,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static TextSchema inLanguage(
      boolean folding, Optional<Stopwords> stopwords, Optional<Language> stemmer) {
    return new TextSchema(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(folding),
        Optional.empty(),
        stopwords,
        stemmer);
  }

  private static String words(TextSchema schema, String text) {
    return String.join(" ", new TextAnalyser(schema).words(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          WORD | The quick-brown FOX_jumps, twice! | the quick brown fox jumps twice
          WHITESPACE | The quick-brown FOX_jumps,\u00A0twice! | the quick-brown fox_jumps, twice!
          MULTILINGUAL | The quick-brown FOX_jumps, can't! | the quick brown fox_jumps can't
          WORD | don't e.g. 3.14 v2.0 x² | don t e g 3 14 v2 0 x²
          MULTILINGUAL | 3.14 v2.0 | 3.14 v2.0
          WORD | Ünïcode STRASSE İstanbul ΟΔΟΣ | ünïcode strasse i̇stanbul οδος
          WORD | हिन्दी भाषा | हिन दी भाषा
          WORD | 東京都に行く | 東京都に行く
          MULTILINGUAL | 東京都に行く | 東 京 都 に 行 く
          MULTILINGUAL | データベース | データベース
          MULTILINGUAL | 한국어 검색 | 한국어 검색
          WORD | 𝐛𝐨𝐥𝐝 🐦 𠮷野家 | 𝐛𝐨𝐥𝐝 𠮷野家
          WHITESPACE | 🐦 a | 🐦 a
          """)
  void textsAreSplit(Tokenizer tokenizer, String text, String words) {
    assertThat(words(schema(tokenizer, Optional.empty(), Optional.empty()), text)).isEqualTo(words);
  }

  @ParameterizedTest
  @EnumSource(Tokenizer.class)
  void whereThereIsNoWordThereIsNone(Tokenizer tokenizer) {
    TextAnalyser analyser = new TextAnalyser(schema(tokenizer, Optional.empty(), Optional.empty()));
    assertThat(analyser.words("")).isEmpty();
    assertThat(analyser.words(" \t\n\u2028\u3000 ")).isEmpty();
  }

  @Test
  void wordsThatAreTooShortOrTooLongAreDropped() {
    TextSchema middling = schema(Tokenizer.WORD, Optional.of(2), Optional.of(4));
    assertThat(words(middling, "a ab abcd abcde 𠮷 𠮷𠮷𠮷𠮷")).isEqualTo("ab abcd 𠮷𠮷𠮷𠮷");
  }

  @Test
  void aPrefixIsCutWhereLongerOnesCannotBeAskedFor() {
    TextSchema prefixes = schema(Tokenizer.PREFIX, Optional.of(2), Optional.of(4));
    assertThat(words(prefixes, "a ab abcdef-𠮷𠮷𠮷𠮷𠮷")).isEqualTo("ab abcd 𠮷𠮷𠮷𠮷");
    TextAnalyser analyser = new TextAnalyser(prefixes);
    assertThat(analyser.isMeant("abcd", "ab")).isTrue();
    assertThat(analyser.isMeant("ab", "abc")).isFalse();
    assertThat(new TextAnalyser(TextSchema.DEFAULTS).isMeant("abcd", "ab")).isFalse();
  }

  @Test
  void lettersKeepTheirCaseWhereThatIsAskedFor() {
    TextSchema asWritten =
        new TextSchema(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(false),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Stopwords(List.of(), List.of("The"))),
            Optional.empty());
    assertThat(words(asWritten, "The the FOX")).isEqualTo("the FOX");
  }

  @ParameterizedTest
  @CsvSource({"ação, acao", "Ærøskøbing, aeroskobing", "naïve Größe, naive grosse", "ﬃ, ffi"})
  void lettersLoseTheirAccents(String text, String words) {
    assertThat(words(inLanguage(true, Optional.empty(), Optional.empty()), text)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "ENGLISH, running runs ran easily, run run ran easili",
    "GERMAN, Häuser Haus laufend, haus haus laufend",
    "FRENCH, continuellement chevaux, continuel cheval",
    "RUSSIAN, книги книга, книг книг",
    "SPANISH, corriendo canciones, corr cancion",
    "ARABIC, الكتاب, كتاب"
  })
  void endingsAreCutOff(Language language, String text, String words) {
    assertThat(words(inLanguage(false, Optional.empty(), Optional.of(language)), text))
        .isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "ENGLISH, This is not the time of the others, time others",
    "GERMAN, Der Hund und die Katze, hund katze",
    "FRENCH, ils étaient avec des amis, amis",
    "RUSSIAN, и он не дома, дома",
    "AZERBAIJANI, Mən və o kitab üçün, kitab",
    "BENGALI, এই নদী থেকে অনেক, নদী",
    "CHINESE, 我 的 书 和 你 的 笔, 书 笔",
    "HEBREW, הספר של הילד הוא על השולחן, הספר הילד השולחן",
    "HINGLISH, Yeh the kitab mera dost ka hai, kitab dost",
    "JAPANESE, 東京 は 首都 です, 東京 首都",
    "KAZAKH, Мен және сен кітап туралы, кітап",
    "SLOVENE, Pes in mačka sta na vrtu, pes mačka vrtu",
    "TAJIK, Ман ва ту дар хона, хона"
  })
  void wordsWithoutMeaningAreDropped(Language language, String text, String words) {
    Stopwords stopwords = new Stopwords(List.of(language), List.of());
    assertThat(words(inLanguage(false, Optional.of(stopwords), Optional.empty()), text))
        .isEqualTo(words);
  }

  /** Of whatever is a stop word, all variants are: in another case and without accents. */
  @Test
  void stopWordsAreTakenAsOtherWordsAre() {
    Stopwords stopwords = new Stopwords(List.of(Language.FRENCH), List.of("CAFÉ"));
    assertThat(
            words(
                inLanguage(true, Optional.of(stopwords), Optional.empty()),
                "Étaient etaient café CAFE thé"))
        .isEqualTo("the");
  }

  /** A stop word is told before its ending goes. */
  @Test
  void allStepsWorkTogether() {
    TextSchema all =
        inLanguage(
            true,
            Optional.of(new Stopwords(List.of(Language.ENGLISH), List.of("birds"))),
            Optional.of(Language.ENGLISH));
    assertThat(words(all, "The birds and a bird's Résumés")).isEqualTo("bird s resum");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyLanguageHasBothOrSaysThatItHasNoStemmer(Language language) {
    assertThat(StopWords.of(language))
        .hasSizeGreaterThan(20)
        .allSatisfy(word -> assertThat(word).isEqualTo(word.toLowerCase(Locale.ROOT)).isNotBlank());
    if (!language.hasStemmer()) {
      assertThatThrownBy(() -> Stemmers.of(language)).isInstanceOf(IllegalArgumentException.class);
      return;
    }
    assertThat(Stemmers.of(language).getClass().getSimpleName())
        .isEqualToIgnoringCase(language + "Stemmer");
  }

  @Test
  void threadsShareAnAnalyser() throws Exception {
    TextSchema schema =
        inLanguage(
            true,
            Optional.of(new Stopwords(List.of(Language.ENGLISH), List.of())),
            Optional.of(Language.ENGLISH));
    TextAnalyser shared = new TextAnalyser(schema);
    List<String> texts =
        IntStream.range(0, 50).mapToObj(i -> "The birds " + i + " were flying to nests").toList();
    List<List<String>> expected = texts.stream().map(shared::words).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<List<String>>>> found =
          IntStream.range(0, 50)
              .mapToObj(_ -> threads.submit(() -> texts.stream().map(shared::words).toList()))
              .toList();
      for (Future<List<List<String>>> each : found) {
        assertThat(each.get()).isEqualTo(expected);
      }
    }
    assertThat(expected.getFirst()).isEqualTo(Arrays.asList("bird", "0", "fli", "nest"));
  }
}

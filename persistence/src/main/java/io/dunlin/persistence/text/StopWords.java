package io.dunlin.persistence.text;

import io.dunlin.persistence.model.TextSchema.Language;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.ne.NepaliAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/**
 * Words without meaning of their own, in lower case: as Lucene lists them, and of the languages
 * that it has no list of, Dunlin's own.
 */
final class StopWords {
  private static final Map<Language, Set<String>> LOADED = new ConcurrentHashMap<>();

  private StopWords() {}

  static Set<String> of(Language language) {
    return LOADED.computeIfAbsent(language, StopWords::load);
  }

  private static Set<String> load(Language language) {
    Set<String> words = new HashSet<>();
    list(language).forEach(word -> words.add(new String((char[]) word)));
    if (language == Language.HINGLISH) {
      words.addAll(load(Language.ENGLISH));
    }
    return Set.copyOf(words);
  }

  private static CharArraySet list(Language language) {
    return switch (language) {
      case ARABIC -> ArabicAnalyzer.getDefaultStopSet();
      case ARMENIAN -> ArmenianAnalyzer.getDefaultStopSet();
      case BASQUE -> BasqueAnalyzer.getDefaultStopSet();
      case BENGALI -> BengaliAnalyzer.getDefaultStopSet();
      case CATALAN -> CatalanAnalyzer.getDefaultStopSet();
      case DANISH -> DanishAnalyzer.getDefaultStopSet();
      case DUTCH -> DutchAnalyzer.getDefaultStopSet();
      // Snowball's list, as for most others: the analyzer's own has but 33 words.
      case ENGLISH -> read(SnowballFilter.class, "english_stop.txt");
      case ESTONIAN -> EstonianAnalyzer.getDefaultStopSet();
      case FINNISH -> FinnishAnalyzer.getDefaultStopSet();
      case FRENCH -> FrenchAnalyzer.getDefaultStopSet();
      case GERMAN -> GermanAnalyzer.getDefaultStopSet();
      case GREEK -> GreekAnalyzer.getDefaultStopSet();
      case HINDI -> HindiAnalyzer.getDefaultStopSet();
      case HUNGARIAN -> HungarianAnalyzer.getDefaultStopSet();
      case INDONESIAN -> IndonesianAnalyzer.getDefaultStopSet();
      case IRISH -> IrishAnalyzer.getDefaultStopSet();
      case ITALIAN -> ItalianAnalyzer.getDefaultStopSet();
      case LITHUANIAN -> LithuanianAnalyzer.getDefaultStopSet();
      case NEPALI -> NepaliAnalyzer.getDefaultStopSet();
      case NORWEGIAN -> NorwegianAnalyzer.getDefaultStopSet();
      case PORTUGUESE -> PortugueseAnalyzer.getDefaultStopSet();
      case ROMANIAN -> RomanianAnalyzer.getDefaultStopSet();
      case RUSSIAN -> RussianAnalyzer.getDefaultStopSet();
      case SERBIAN -> SerbianAnalyzer.getDefaultStopSet();
      case SPANISH -> SpanishAnalyzer.getDefaultStopSet();
      case SWEDISH -> SwedishAnalyzer.getDefaultStopSet();
      case TAMIL -> TamilAnalyzer.getDefaultStopSet();
      case TURKISH -> TurkishAnalyzer.getDefaultStopSet();
      case AZERBAIJANI, CHINESE, HEBREW, HINGLISH, JAPANESE, KAZAKH, SLOVENE, TAJIK ->
          own(language);
    };
  }

  private static CharArraySet own(Language language) {
    return read(
        StopWords.class, "stopwords-%s.txt".formatted(language.name().toLowerCase(Locale.ROOT)));
  }

  /** A file in the format of Snowball's: words between spaces, and what follows a bar is none. */
  private static CharArraySet read(Class<?> beside, String file) {
    try {
      return WordlistLoader.getSnowballWordSet(
          Objects.requireNonNull(beside.getResourceAsStream(file), file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }
}

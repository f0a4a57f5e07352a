package io.dunlin.persistence.text;

import io.dunlin.persistence.model.TextSchema.Language;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArabicStemmer;
import org.tartarus.snowball.ext.ArmenianStemmer;
import org.tartarus.snowball.ext.BasqueStemmer;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.EstonianStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.GreekStemmer;
import org.tartarus.snowball.ext.HindiStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.IndonesianStemmer;
import org.tartarus.snowball.ext.IrishStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.LithuanianStemmer;
import org.tartarus.snowball.ext.NepaliStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SerbianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TamilStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/** What cuts the endings off words: the algorithms of Snowball (https://snowballstem.org). */
final class Stemmers {
  private Stemmers() {}

  /**
   * A new one: it holds the word that it works on.
   *
   * @param language one that has a stemmer
   */
  static SnowballStemmer of(Language language) {
    return switch (language) {
      case ARABIC -> new ArabicStemmer();
      case ARMENIAN -> new ArmenianStemmer();
      case BASQUE -> new BasqueStemmer();
      case CATALAN -> new CatalanStemmer();
      case DANISH -> new DanishStemmer();
      case DUTCH -> new DutchStemmer();
      case ENGLISH -> new EnglishStemmer();
      case ESTONIAN -> new EstonianStemmer();
      case FINNISH -> new FinnishStemmer();
      case FRENCH -> new FrenchStemmer();
      case GERMAN -> new GermanStemmer();
      case GREEK -> new GreekStemmer();
      case HINDI -> new HindiStemmer();
      case HUNGARIAN -> new HungarianStemmer();
      case INDONESIAN -> new IndonesianStemmer();
      case IRISH -> new IrishStemmer();
      case ITALIAN -> new ItalianStemmer();
      case LITHUANIAN -> new LithuanianStemmer();
      case NEPALI -> new NepaliStemmer();
      case NORWEGIAN -> new NorwegianStemmer();
      case PORTUGUESE -> new PortugueseStemmer();
      case ROMANIAN -> new RomanianStemmer();
      case RUSSIAN -> new RussianStemmer();
      case SERBIAN -> new SerbianStemmer();
      case SPANISH -> new SpanishStemmer();
      case SWEDISH -> new SwedishStemmer();
      case TAMIL -> new TamilStemmer();
      case TURKISH -> new TurkishStemmer();
      case AZERBAIJANI, BENGALI, CHINESE, HEBREW, HINGLISH, JAPANESE, KAZAKH, SLOVENE, TAJIK ->
          throw new IllegalArgumentException(language + " has no stemmer");
    };
  }
}

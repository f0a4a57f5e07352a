package io.dunlin.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The sources laid over each other, references between keys not yet followed.
 *
 * @param given what the user said
 * @param defaults every key there is, with its default
 */
record ConfigLayers(Config given, Config defaults) {

  /**
   * @param problems receives what is wrong with the sources themselves
   */
  static ConfigLayers read(SettingsSources sources, List<Problem> problems) {
    Environment environment = new Environment(sources.environment());
    problems.addAll(environment.missingProtections());
    Config given =
        pairs(sources.options(), "command line")
            .withFallback(environment.own())
            .withFallback(environment.translated())
            .withFallback(parse(sources.file(), problems));
    Config defaults =
        ConfigFactory.defaultOverrides()
            .withFallback(pairs(sources.commandDefaults(), "default of the command"))
            .withFallback(profile(given, sources.commandDefaults()))
            .withFallback(ConfigFactory.parseResourcesAnySyntax("application"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved());
    return new ConfigLayers(given, defaults);
  }

  /** What a profile changes of the defaults; nothing where there is no such profile. */
  private static Config profile(Config given, Map<String, String> commandDefaults) {
    String key = "dunlin.profile";
    String name =
        given.hasPath(key) ? given.getString(key) : commandDefaults.getOrDefault(key, "single");
    return ConfigFactory.parseResourcesAnySyntax("profile-" + name.toLowerCase(Locale.ROOT));
  }

  /** All layers as one, references followed. */
  Config merged() {
    return given.withFallback(defaults).resolve();
  }

  private static Config pairs(Map<String, String> pairs, String origin) {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      config =
          config.withValue(pair.getKey(), ConfigValueFactory.fromAnyRef(pair.getValue(), origin));
    }
    return config;
  }

  private static Config parse(Optional<Path> file, List<Problem> problems) {
    if (file.isEmpty()) {
      return ConfigFactory.empty();
    }
    try {
      return ConfigFactory.parseFile(
          file.get().toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (ConfigException e) {
      problems.add(new Problem("--config " + file.get(), String.valueOf(e.getMessage())));
      return ConfigFactory.empty();
    }
  }
}

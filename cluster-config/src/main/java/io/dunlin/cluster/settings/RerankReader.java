package io.dunlin.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import io.dunlin.http.codec.RerankDialect;
import io.dunlin.http.rerank.HttpRerankerSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the services that judge texts, each a section of its own name. What is secret there is
 * never told in a problem.
 */
final class RerankReader {
  /** The section of them all. Nobody but this reader needs to see it. */
  static final String SERVICES = "dunlin.rerankers";

  /** What a service is not told. */
  private static final Config DEFAULTS =
      ConfigFactory.parseString(
          """
          dialect = cohere
          model = ""
          api-key = ""
          timeout = 10 s
          """);

  private static final int COHERE_BATCH = 1_000;

  /** What the server takes of one client if it is not told otherwise. */
  private static final int TEI_BATCH = 32;

  private static final Set<String> NAMES =
      Set.of("url", "dialect", "model", "api-key", "timeout", "batch");

  private final Config config;
  private final KeyReader keys;

  RerankReader(Config config, KeyReader keys) {
    this.config = config;
    this.keys = keys;
  }

  RerankSettings read() {
    List<HttpRerankerSettings> services = new ArrayList<>();
    if (isSection(SERVICES)) {
      for (String name : new TreeSet<>(config.getObject(SERVICES).keySet())) {
        service(name).ifPresent(services::add);
      }
    }
    return new RerankSettings(services, keys.count("dunlin.rerank-calls", 1));
  }

  private boolean isSection(String path) {
    boolean is =
        config.hasPath(path) && config.getValue(path).valueType() == ConfigValueType.OBJECT;
    if (!is) {
      keys.refuse(path, "expected a section, such as { url = \"http://host/rerank\" }");
    }
    return is;
  }

  private Optional<HttpRerankerSettings> service(String name) {
    String section = SERVICES + "." + ConfigUtil.joinPath(name);
    if (!isSection(section)) {
      return Optional.empty();
    }
    checkNames(section);
    KeyReader own = keys.of(config.withFallback(DEFAULTS.atPath(section)));
    RerankDialect dialect = own.oneOf(section + ".dialect", RerankDialect.class);
    String batch = section + ".batch";
    try {
      return Optional.of(
          new HttpRerankerSettings(
              name,
              new URI(own.text(section + ".url", "expected where texts are posted to")),
              dialect,
              Optional.of(own.text(section + ".model", "expected a name, or nothing"))
                  .filter(model -> !model.isEmpty()),
              own.secret(section + ".api-key"),
              own.duration(section + ".timeout"),
              config.hasPath(batch) ? own.count(batch, 1) : batch(dialect)));
    } catch (URISyntaxException problem) {
      keys.refuse(section + ".url", "expected http(s)://host[:port]/path");
    } catch (IllegalArgumentException problem) {
      keys.refuse(section, String.valueOf(problem.getMessage()));
    }
    return Optional.empty();
  }

  private void checkNames(String section) {
    for (String key : config.getObject(section).keySet()) {
      if (!NAMES.contains(key)) {
        keys.refuse(
            section + "." + ConfigUtil.joinPath(key),
            "there is no such setting; a reranker has: " + String.join(", ", new TreeSet<>(NAMES)));
      }
    }
  }

  private static int batch(RerankDialect dialect) {
    return switch (dialect) {
      case COHERE -> COHERE_BATCH;
      case TEI -> TEI_BATCH;
    };
  }
}

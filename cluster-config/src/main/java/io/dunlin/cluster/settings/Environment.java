package io.dunlin.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings from environment variables. {@code DUNLIN__HTTP__PORT} is {@code dunlin.http.port}: two
 * underscores part the sections, one stands for a hyphen. The documented {@code QDRANT__…}
 * variables that mean something here are understood too, so that a deployment can change the image
 * and keep its environment; those that promise a protection we do not have refuse the start.
 */
final class Environment {
  private static final String OWN_PREFIX = "DUNLIN__";
  private static final String QDRANT_PREFIX = "QDRANT__";

  private static final Map<String, Translation> TRANSLATIONS =
      Map.ofEntries(
          translation("QDRANT__SERVICE__HTTP_PORT", "dunlin.http.port", ""),
          translation("QDRANT__SERVICE__GRPC_PORT", "dunlin.grpc.port", ""),
          translation("QDRANT__SERVICE__HOST", "dunlin.host", ""),
          translation(
              "QDRANT__SERVICE__MAX_REQUEST_SIZE_MB", "dunlin.http.max-request-size", " MiB"),
          translation("QDRANT__SERVICE__API_KEY", "dunlin.access.api-key", ""),
          translation("QDRANT__SERVICE__ALT_API_KEY", "dunlin.access.alt-api-key", ""),
          translation("QDRANT__SERVICE__READ_ONLY_API_KEY", "dunlin.access.read-only-api-key", ""),
          translation("QDRANT__SERVICE__JWT_RBAC", "dunlin.access.jwt", ""),
          translation("QDRANT__STORAGE__STORAGE_PATH", "dunlin.data-dir", ""),
          translation("QDRANT__STORAGE__SNAPSHOTS_PATH", "dunlin.snapshots.folder", ""),
          translation("QDRANT__LOG_LEVEL", "dunlin.log-level", ""));

  /** Ignoring one of these would leave open what its author believes to be closed. */
  private static final Set<String> PROTECTIONS =
      Set.of(
          "QDRANT__SERVICE__ENABLE_TLS",
          "QDRANT__SERVICE__VERIFY_HTTPS_CLIENT_CERTIFICATE",
          "QDRANT__CLUSTER__ENABLED");

  /** Our key for one of their variables, and the unit their value leaves out. */
  private record Translation(String key, String unit) {}

  private static Map.Entry<String, Translation> translation(
      String variable, String key, String unit) {
    return Map.entry(variable, new Translation(key, unit));
  }

  private final Map<String, String> variables;

  /** Sorted, so that problems are always told in the same order. */
  Environment(Map<String, String> variables) {
    this.variables = new TreeMap<>(variables);
  }

  /** What our own variables say. */
  Config own() {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      if (variable.getKey().startsWith(OWN_PREFIX)) {
        config = with(config, path(variable.getKey()), variable.getValue(), variable.getKey());
      }
    }
    return config;
  }

  /** What their variables say, as our keys. */
  Config translated() {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      Translation translation = TRANSLATIONS.get(variable.getKey());
      if (translation != null) {
        String value = variable.getValue() + translation.unit();
        config = with(config, translation.key(), value, variable.getKey());
      }
    }
    return config;
  }

  /** The protections asked for, none of which this version has. */
  List<Problem> missingProtections() {
    List<Problem> problems = new ArrayList<>();
    variables.forEach((name, value) -> {
      if (PROTECTIONS.contains(name) && !value.isBlank() && !value.equalsIgnoreCase("false")) {
        problems.add(
            new Problem(
                name, "this version has no such protection; unset it if the node may run without"));
      }
    });
    return problems;
  }

  /** Variables of theirs that have no effect here, for a line in the log. */
  List<String> ignored() {
    return variables.keySet().stream()
        .filter(name -> name.startsWith(QDRANT_PREFIX))
        .filter(name -> !TRANSLATIONS.containsKey(name) && !PROTECTIONS.contains(name))
        .toList();
  }

  private static Config with(Config config, String path, String value, String variable) {
    return config.withValue(
        path, ConfigValueFactory.fromAnyRef(value, "environment variable " + variable));
  }

  private static String path(String variable) {
    List<String> sections = new ArrayList<>(List.of("dunlin"));
    for (String section : variable.substring(OWN_PREFIX.length()).split("__", -1)) {
      sections.add(section.toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return ConfigUtil.joinPath(sections);
  }
}

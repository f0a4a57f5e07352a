package io.dunlin.cluster.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alert rules are of metrics that there are. */
class AlertsTest {
  private static final Path RULES = Manifests.FOLDER.resolve("monitoring/alerts.yaml");
  private static final Path METRICS = Manifests.FOLDER.resolve("../docs/METRICS.md");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:dunlin|rest|grpc|collection|collections|cluster)_[a-z_]+");

  @Test
  void everyRuleIsOfMetricsThatAreTold() throws IOException {
    String told = Files.readString(METRICS);
    List<JsonNode> rules = new ArrayList<>();
    read().get("groups").forEach(group -> group.get("rules").forEach(rules::add));
    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      String expression = rule.get("expr").asText();
      List<String> metrics = METRIC.matcher(expression).results().map(MatchResult::group).toList();
      assertThat(expression.startsWith("up{") || !metrics.isEmpty()).as(expression).isTrue();
      for (String metric : metrics) {
        assertThat(told).contains("`" + metric.replaceFirst("_bucket$", "") + "`");
      }
    }
  }

  @Test
  void everyRuleSaysWhatIsTheMatter() throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode group : read().get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        names.add(rule.get("alert").asText());
        assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
        assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
        assertThat(rule.at("/annotations/description").asText()).isNotEmpty();
      }
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  private static JsonNode read() throws IOException {
    return new YAMLMapper().readTree(Files.readString(RULES));
  }
}

package io.dunlin.http.route;

import io.dunlin.http.BuildInfo;
import io.dunlin.http.issue.Issues;
import io.dunlin.http.logging.LogLevels;
import io.dunlin.http.metrics.RequestFigures;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a node knows of itself beside its collections.
 *
 * @param run tells one run of a node from another
 * @param metricsText what {@code /metrics} serves beside the collections' gauges
 */
public record ServiceFacts(
    UUID run,
    BuildInfo build,
    Supplier<String> metricsText,
    RequestFigures requests,
    Issues issues,
    LogLevels logLevels) {}

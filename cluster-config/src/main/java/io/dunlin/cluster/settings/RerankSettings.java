package io.dunlin.cluster.settings;

import io.dunlin.http.rerank.HttpRerankerSettings;
import java.util.List;

/**
 * Who judges texts, beside the rerankers that are found on the class path.
 *
 * @param mostCalls of one reranker that a node has under way
 */
public record RerankSettings(List<HttpRerankerSettings> services, int mostCalls) {}

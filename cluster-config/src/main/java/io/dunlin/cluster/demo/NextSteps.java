package io.dunlin.cluster.demo;

import java.net.URI;

/** Commands to try next, ready to be pasted. */
final class NextSteps {
  private NextSteps() {}

  static String text(URI node, String collection) {
    return """
    Next, in another terminal:

      curl NODE/collections/NAME

      curl NODE/collections/NAME/points/query -H 'content-type: application/json' \\
        -d '{"query": 42, "limit": 3, "with_payload": true,
             "filter": {"must": [{"key": "kind", "match": {"value": "coat"}}]}}'

      curl NODE/collections/NAME/points/scroll -H 'content-type: application/json' \\
        -d '{"limit": 2, "with_payload": true,
             "filter": {"must": [{"key": "price", "range": {"lt": 10}}]}}'

    """
        .replace("NODE", node.toString())
        .replace("NAME", collection);
  }
}

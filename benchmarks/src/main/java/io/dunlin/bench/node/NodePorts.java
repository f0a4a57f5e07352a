package io.dunlin.bench.node;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a node listens, as its start-up message says. */
public record NodePorts(int http, int grpc) {
  private static final String PORT = "\\b\\D{0,40}?(?:\\d+(?:\\.\\d+){3}:)?(\\d{2,5})\\b";
  private static final Pattern HTTP = port("http");
  private static final Pattern GRPC = port("grpc");

  private static Pattern port(String protocol) {
    return Pattern.compile("\\b" + protocol + PORT, Pattern.CASE_INSENSITIVE);
  }

  /** The ports, if the line names both. */
  static Optional<NodePorts> parse(String line) {
    Matcher http = HTTP.matcher(line);
    Matcher grpc = GRPC.matcher(line);
    return http.find() && grpc.find()
        ? Optional.of(
            new NodePorts(Integer.parseInt(http.group(1)), Integer.parseInt(grpc.group(1))))
        : Optional.empty();
  }
}

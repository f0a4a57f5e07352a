package io.dunlin.faults.net;

import java.io.IOException;
import java.util.List;

/** Where nodes live. */
public interface Hosts extends AutoCloseable {
  /** The address of a node, by its number from 0 on. */
  String address(int node);

  /** Where this JVM and the database are, as nodes reach them. */
  String gateway();

  /** Words before a command that is to run there. */
  List<String> enter(int node);

  /** All on one address, with nothing between them that could be cut. */
  static Hosts loopback() {
    return new Hosts() {
      @Override
      public String address(int node) {
        return "127.0.0.1";
      }

      @Override
      public String gateway() {
        return "127.0.0.1";
      }

      @Override
      public List<String> enter(int node) {
        return List.of();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  void close() throws IOException;
}

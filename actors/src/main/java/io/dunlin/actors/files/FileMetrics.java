package io.dunlin.actors.files;

/** Where the moving of files is counted. Any thread may call; must not block. */
public interface FileMetrics {
  /** Where a file came from. */
  enum Source {
    PEER,
    STORE
  }

  /** A file was fetched and found sound. */
  void fetched(Source source, long bytes);

  /** A place that was asked did not give a sound file. */
  void fetchFailed(Source source);

  /** Bytes of a file were sent to another node. */
  void served(long bytes);

  /** A file is in the segment store, read back and compared. */
  void stored(long bytes);

  /** Storing was broken off; it is tried again. */
  void storeFailed();

  /** Tells nobody. */
  static FileMetrics none() {
    return new FileMetrics() {
      @Override
      public void fetched(Source source, long bytes) {}

      @Override
      public void fetchFailed(Source source) {}

      @Override
      public void served(long bytes) {}

      @Override
      public void stored(long bytes) {}

      @Override
      public void storeFailed() {}
    };
  }
}

package io.dunlin.actors.feed;

import io.dunlin.actors.feed.FeedProtocol.EntryPiece;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Puts the pieces of an entry together. Those of one entry come one after the other. */
public final class EntryAssembly {
  /** More than any entry has. */
  private static final int MAX_BYTES = 64 << 20;

  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long position;

  /** Bytes that are here of an entry that is not whole yet. */
  public int held() {
    return bytes.size();
  }

  /** The whole entry, as one piece, when this was the last of it; empty too when one is missing. */
  public Optional<EntryPiece> add(EntryPiece piece) {
    if (piece.position() != position || bytes.size() + piece.bytes().length > MAX_BYTES) {
      bytes = new ByteArrayOutputStream();
      position = piece.position();
    }
    if (piece.last() && bytes.size() == 0) {
      return Optional.of(piece);
    }
    bytes.writeBytes(piece.bytes());
    if (!piece.last()) {
      return Optional.empty();
    }
    byte[] whole = bytes.toByteArray();
    bytes = new ByteArrayOutputStream();
    return Optional.of(
        new FeedProtocol.EntryPiece(
            piece.position(), piece.after(), piece.manifest(), whole, true, piece.prefix()));
  }
}

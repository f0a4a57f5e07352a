package io.dunlin.persistence.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A fingerprint in the making. Used by one thread. */
final class Fingerprinter {
  static final int CHUNK = 64 << 10;

  private final MessageDigest sha256 = digest("SHA-256");
  private long length;

  /** The fingerprint of a file of this machine. */
  static Fingerprint of(Path file) throws IOException {
    Fingerprinter fingerprinter = new Fingerprinter();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(chunk.clear()) >= 0) {
        fingerprinter.update(chunk.flip());
      }
    }
    return fingerprinter.finish();
  }

  /** Takes what remains, and leaves the buffer as it was. */
  void update(ByteBuffer bytes) {
    length += bytes.remaining();
    sha256.update(bytes.duplicate());
  }

  /** The fingerprint of all that was taken; nothing may be added afterwards. */
  Fingerprint finish() {
    return new Fingerprint(length, HexFormat.of().formatHex(sha256.digest()));
  }

  /** A digest that every Java has. */
  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException missing) {
      throw new AssertionError(missing);
    }
  }
}

package io.dunlin.persistence.snapshot;

import io.dunlin.index.file.AsideFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SHA-256 of files, in small hexadecimal letters; that of {@code x} stands in {@code x.checksum}.
 */
public final class Checksums {
  private static final String SUFFIX = ".checksum";

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  private Checksums() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new LinkageError("every Java has SHA-256", impossible);
    }
  }

  /** Ends the digest. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Reads the whole file. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return hex(digest);
  }

  static void writeBeside(Path file, String checksum) throws IOException {
    String name = file.getFileName() + SUFFIX;
    try (AsideFile aside = AsideFile.create(file.resolveSibling(""), name)) {
      aside.write(ByteBuffer.wrap(checksum.getBytes(StandardCharsets.US_ASCII)));
      var _ = aside.publish(name);
    }
  }

  static void removeBeside(Path file) throws IOException {
    Files.deleteIfExists(beside(file));
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  /** What stands beside the file; empty where nothing of use does. */
  static Optional<String> readBeside(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(beside(file)).strip())
          .filter(text -> SHA_256.matcher(text).matches());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }
}

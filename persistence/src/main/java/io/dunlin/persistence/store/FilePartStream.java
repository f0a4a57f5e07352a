package io.dunlin.persistence.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a part of a file, given out no faster than a rate allows. Used by one thread. */
final class FilePartStream extends InputStream {
  private final FileChannel channel;
  private final TokenBucket rate;
  private final long end;
  private long position;

  FilePartStream(Path file, UploadPlan.Part part, TokenBucket rate) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.rate = rate;
    this.position = part.offset();
    this.end = part.offset() + part.length();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == end) {
      return -1;
    }
    int wanted = (int) Math.min(Math.min(length, Fingerprinter.CHUNK), end - position);
    rate.take(wanted);
    int read = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
    if (read < 0) {
      throw new IOException("the file became shorter while it was sent");
    }
    position += read;
    return read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package io.dunlin.bench.datasets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The start of a NumPy array file (NEP 1): magic {@code \x93NUMPY}, major and minor version, length
 * of the header (uint16 in version 1, uint32 later), then a Python dictionary that names type,
 * order and shape. Read here: float32 and uint8 in row order with two axes.
 */
record NpyHeader(ElementType type, int rows, int columns) {
  enum ElementType {
    FLOAT32,
    UINT8
  }

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']+)'");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\((\\d+),\\s*(\\d+)\\)");
  private static final Pattern ROW_ORDER = Pattern.compile("'fortran_order':\\s*False");

  static NpyHeader read(BinaryInput in) throws IOException {
    if (!Arrays.equals(in.readBytes(MAGIC.length), MAGIC)) {
      throw new IOException("not a NumPy array file");
    }
    int major = in.readBytes(2)[0];
    int length = major == 1 ? in.readUnsignedShort() : in.readInt();
    String dictionary = new String(in.readBytes(length), StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(dictionary);
    Matcher shape = SHAPE.matcher(dictionary);
    if (!type.find() || !shape.find() || !ROW_ORDER.matcher(dictionary).find()) {
      throw new IOException("not an array of two axes in row order: " + dictionary);
    }
    return new NpyHeader(
        switch (type.group(1)) {
          case "<f4" -> ElementType.FLOAT32;
          case "|u1" -> ElementType.UINT8;
          default -> throw new IOException("elements of type " + type.group(1) + " are not read");
        },
        Integer.parseInt(shape.group(1)),
        Integer.parseInt(shape.group(2)));
  }
}

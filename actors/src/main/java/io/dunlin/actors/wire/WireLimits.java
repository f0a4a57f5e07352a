package io.dunlin.actors.wire;

/** How much may travel at once. */
public final class WireLimits {
  /** Bytes of a message. What is larger goes in {@link Frames}. */
  public static final int MAX_MESSAGE_BYTES = 1 << 20;

  /** Bytes of what a message is about, less than the whole by what stands around it. */
  public static final int MAX_CONTENT_BYTES = MAX_MESSAGE_BYTES - (8 << 10);

  /** Bytes that a {@link Frame} carries. */
  public static final int MAX_FRAME_BYTES = 256 << 10;

  /** How deep filters may stand in one another; the outermost is the first. */
  public static final int MAX_FILTER_DEPTH = 64;

  private WireLimits() {}
}

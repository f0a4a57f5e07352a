/**
 * Inverted files: rows are grouped into lists by the nearest of some centroids, and a search looks
 * through the lists whose centroids are best for the query (Sivic and Zisserman, "Video Google",
 * ICCV 2003; Jégou, Douze and Schmid, "Product quantization for nearest neighbor search", TPAMI
 * 2011, section IV). Within a list, rows are scored by codes of their differences from the centroid
 * (their residuals), and the best are scored again by their vectors.
 *
 * <p>Much smaller than a graph and built much faster, and a scan reads memory in order; where few
 * rows are wanted of many, a graph needs fewer scores.
 */
@NullMarked
package io.dunlin.index.ivf;

import org.jspecify.annotations.NullMarked;

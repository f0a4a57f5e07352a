package io.dunlin.index.multi;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;

/** The rows of one multivector and how they are compared; safe for many threads. */
public record MultiIndex(MultiRows rows, Metric metric, Kernels kernels) {}

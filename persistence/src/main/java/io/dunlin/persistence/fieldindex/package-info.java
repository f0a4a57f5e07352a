/**
 * Indexes over the values at one path of the payload, one for each segment and path: which rows a
 * condition holds for, in which order rows stand by a value, and how often each value occurs. They
 * are made of the segment's payloads and can be made again at any time.
 */
@NullMarked
package io.dunlin.persistence.fieldindex;

import org.jspecify.annotations.NullMarked;

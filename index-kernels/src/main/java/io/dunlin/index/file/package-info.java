/**
 * Files that are written once and never changed: a container of named, aligned, checksummed
 * sections, and the way any file of Dunlin becomes durable. What the sections mean is for others to
 * know; this package only promises that no wrong byte of them is ever handed out.
 */
@NullMarked
package io.dunlin.index.file;

import org.jspecify.annotations.NullMarked;

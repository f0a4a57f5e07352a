/**
 * From files, environment and command line to records. Every mistake is found before anything
 * starts, and all of them are told at once: a setting that is misspelt and silently ignored costs
 * more than a refused start.
 */
@NullMarked
package io.dunlin.cluster.settings;

import org.jspecify.annotations.NullMarked;

package io.dunlin.cluster.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The places settings come from, strongest first; below them all stand the defaults in the jars.
 *
 * @param options keys to values, as the command line gave them
 * @param environment the process's environment variables
 * @param file a HOCON file, as {@code --config} names it
 * @param commandDefaults keys to values the chosen command would rather have than the usual default
 */
public record SettingsSources(
    Map<String, String> options,
    Map<String, String> environment,
    Optional<Path> file,
    Map<String, String> commandDefaults) {}

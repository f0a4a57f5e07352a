package io.dunlin.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The functions of {@code hnswlib_peer.cpp}, compiled for this machine. */
record HnswlibLibrary(
    MethodHandle build,
    MethodHandle search,
    MethodHandle searchBatch,
    MethodHandle accept,
    MethodHandle bytes,
    MethodHandle free) {
  static final List<String> FLAGS = List.of("-O3", "-march=native");

  private static final String SOURCE = "hnswlib_peer.cpp";

  /** Loads what {@link #compile} left in the folder. */
  @SuppressWarnings("restricted")
  static HnswlibLibrary load(Path work, Arena arena) {
    SymbolLookup library = SymbolLookup.libraryLookup(file(work), arena);
    MemoryLayout address = ValueLayout.ADDRESS;
    MemoryLayout number = ValueLayout.JAVA_INT;
    MemoryLayout size = ValueLayout.JAVA_LONG;
    return new HnswlibLibrary(
        find(
            library,
            "peer_build",
            FunctionDescriptor.of(
                ValueLayout.ADDRESS, address, number, number, number, number, number, number)),
        find(
            library,
            "peer_search",
            FunctionDescriptor.of(number, address, address, number, number, address)),
        find(
            library,
            "peer_search_batch",
            FunctionDescriptor.ofVoid(
                address, address, number, number, number, number, number, address)),
        find(library, "peer_accept", FunctionDescriptor.ofVoid(address, address)),
        find(library, "peer_bytes", FunctionDescriptor.of(size, address, number)),
        find(library, "peer_free", FunctionDescriptor.ofVoid(address)));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle find(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  /** Whether there is a compiler, and the headers with it. */
  static boolean isInstalled() {
    try {
      byte[] source = "#include <hnswlib/hnswlib.h>\n".getBytes(StandardCharsets.UTF_8);
      return compile(source, List.of("-fsyntax-only")) == 0;
    } catch (IOException noCompiler) {
      return false;
    }
  }

  private static Path file(Path work) {
    return work.resolve("libhnswlib_peer.so").toAbsolutePath();
  }

  /** Compiles the few lines of C++ anew: the headers' version is whatever is installed. */
  static void compile(Path work) throws IOException {
    List<String> options = new ArrayList<>(FLAGS);
    options.addAll(List.of("-shared", "-fPIC", "-pthread", "-o", file(work).toString()));
    try (InputStream source =
        Objects.requireNonNull(HnswlibLibrary.class.getResourceAsStream(SOURCE))) {
      if (compile(source.readAllBytes(), options) != 0) {
        throw new IOException("g++ could not compile " + SOURCE);
      }
    }
  }

  private static int compile(byte[] source, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-x", "c++", "-"));
    command.addAll(options);
    Process compiler =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream input = compiler.getOutputStream()) {
      input.write(source);
    }
    try {
      return compiler.waitFor();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while g++ was at work", interrupt);
    }
  }
}

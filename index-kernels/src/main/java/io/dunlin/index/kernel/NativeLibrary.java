package io.dunlin.index.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels in C, for one instruction set. The library lies beside this class where the build
 * found a C compiler; it is loaded once and stays.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
  private static final Optional<SymbolLookup> SYMBOLS = load();
  private static final long LONGEST_NAME = 16;

  private final SymbolLookup symbols;
  private final String isa;

  private NativeLibrary(SymbolLookup symbols, String isa) {
    this.symbols = symbols;
    this.isa = isa;
  }

  /** One for each instruction set that this processor has, the best first; often none. */
  static List<NativeLibrary> usable() {
    if (SYMBOLS.isEmpty()) {
      return List.of();
    }
    SymbolLookup symbols = SYMBOLS.get();
    MethodHandle usableIsa =
        Linker.nativeLinker()
            .downcallHandle(
                symbols.findOrThrow("usable_isa"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    List<NativeLibrary> usable = new ArrayList<>();
    while (true) {
      MemorySegment name = nameOf(usableIsa, usable.size());
      if (name.equals(MemorySegment.NULL)) {
        return usable;
      }
      usable.add(new NativeLibrary(symbols, name.reinterpret(LONGEST_NAME).getString(0)));
    }
  }

  private static MemorySegment nameOf(MethodHandle usableIsa, int number) {
    try {
      return (MemorySegment) usableIsa.invokeExact(number);
    } catch (Throwable failure) {
      throw new IllegalStateException("the C kernels cannot be called", failure);
    }
  }

  String isa() {
    return isa;
  }

  /** Where this instruction set's variant of a function stands. */
  MemorySegment function(String name) {
    return symbols.findOrThrow(name + "_" + isa);
  }

  private static Optional<SymbolLookup> load() {
    String platform = System.getProperty("os.name") + "-" + architecture();
    try (InputStream library =
        NativeLibrary.class.getResourceAsStream(platform + "/libdunlin.so")) {
      if (library == null) {
        return Optional.empty();
      }
      Path file = Files.createTempFile(TEMPORARY, "dunlin", ".so");
      try {
        Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
        return Optional.of(SymbolLookup.libraryLookup(file, Arena.global()));
      } finally {
        // What is loaded stays mapped.
        Files.delete(file);
      }
    } catch (IOException | IllegalArgumentException failure) {
      LOG.warn("The C kernels cannot be loaded from {}: {}", TEMPORARY, failure.toString());
      return Optional.empty();
    }
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86_64" : name;
  }
}

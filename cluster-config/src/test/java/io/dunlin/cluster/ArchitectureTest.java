package io.dunlin.cluster;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dunlin.http.ApiSettings;
import io.dunlin.http.BuildInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The rules of the layout that the compiler and Maven cannot see. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dunlin");

  @Test
  void allModulesAreLookedAt() {
    for (String name : new String[] {"index", "persistence", "actors", "sharding", "http"}) {
      assertThat(CLASSES.that(resideInAPackage("io.dunlin." + name + ".."))).isNotEmpty();
    }
  }

  @Test
  void dependenciesFollowTheDataOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("index")
        .definedBy("io.dunlin.index..")
        .layer("persistence")
        .definedBy("io.dunlin.persistence..")
        .layer("actors")
        .definedBy("io.dunlin.actors..")
        .layer("sharding")
        .definedBy("io.dunlin.sharding..")
        .layer("http")
        .definedBy("io.dunlin.http..")
        .layer("cluster")
        .definedBy("io.dunlin.cluster..")
        .whereLayer("cluster")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("cluster")
        .whereLayer("sharding")
        .mayOnlyBeAccessedByLayers("cluster", "http")
        .whereLayer("actors")
        .mayOnlyBeAccessedByLayers("cluster", "http", "sharding")
        .whereLayer("persistence")
        .mayOnlyBeAccessedByLayers("cluster", "http", "sharding", "actors")
        .check(CLASSES);
  }

  /** Settings stand beside the server they configure, and the packages below it read them. */
  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("io.dunlin.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            resideInAPackage("io.dunlin.http.."), belongToAnyOf(ApiSettings.class, BuildInfo.class))
        .check(CLASSES);
  }

  @Test
  void theVectorApiStaysInTheKernels() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.dunlin.index.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(CLASSES);
  }

  @Test
  void theIndexIsALibraryOfItsOwn() {
    noClasses()
        .that()
        .resideInAPackage("io.dunlin.index..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.pekko..", "com.fasterxml..", "com.google.protobuf..", "scala..")
        .check(CLASSES);
  }

  /** And in the tool whose subject is a document. */
  @Test
  void jsonStaysInTheCodecs() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.dunlin..codec..", "io.dunlin.cluster.schema..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson..")
        .check(CLASSES);
  }

  /** Whose serializers make objects of what comes from the network: forms are in one place. */
  @Test
  void kryoStaysInTheWire() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.dunlin.actors.wire.kryo..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.esotericsoftware..")
        .check(CLASSES);
  }

  @Test
  void objectStoresAreSpokenToInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.dunlin.persistence.store..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(CLASSES);
  }

  @Test
  void actorsDoNotBlock() {
    noClasses()
        .that(resideInAnyPackage("io.dunlin.actors..", "io.dunlin.sharding.."))
        .should()
        .callMethod(CompletableFuture.class, "join")
        .orShould()
        .callMethod(CompletableFuture.class, "get")
        .orShould()
        .callMethod(CompletableFuture.class, "get", long.class, TimeUnit.class)
        .orShould()
        .callMethod(Future.class, "get")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("scala.concurrent.Await")
        .check(CLASSES);
  }
}

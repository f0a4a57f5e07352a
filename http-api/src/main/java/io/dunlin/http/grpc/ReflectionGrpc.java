package io.dunlin.http.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.dunlin.http.error.GrpcCode;
import io.grpc.reflection.v1.ErrorResponse;
import io.grpc.reflection.v1.ExtensionNumberResponse;
import io.grpc.reflection.v1.FileDescriptorResponse;
import io.grpc.reflection.v1.ListServiceResponse;
import io.grpc.reflection.v1.ServerReflectionProto;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Server reflection: tells tools such as grpcurl which services there are and what their messages
 * look like. Its two published versions differ in nothing but their name, so one implementation
 * serves both. The one method is a stream in both directions: each request gets its answer as soon
 * as it arrives.
 */
final class ReflectionGrpc {
  private static final String METHOD = "/ServerReflectionInfo";

  private final Set<String> paths;
  private final List<String> services;
  private final Map<String, FileDescriptor> filesByName = new HashMap<>();
  private final Map<String, FileDescriptor> filesBySymbol = new HashMap<>();

  private ReflectionGrpc(List<ServiceDescriptor> services, List<ServiceDescriptor> own) {
    this.paths =
        own.stream()
            .map(service -> "/" + service.getFullName() + METHOD)
            .collect(Collectors.toUnmodifiableSet());
    this.services =
        Stream.concat(services.stream(), own.stream())
            .map(ServiceDescriptor::getFullName)
            .sorted()
            .toList();
    Stream.concat(services.stream(), own.stream()).forEach(service -> addFile(service.getFile()));
  }

  @SuppressWarnings("deprecation") // v1alpha is deprecated as a name; most tools still ask for it
  static ReflectionGrpc of(List<ServiceDescriptor> services) {
    return new ReflectionGrpc(
        services,
        List.of(
            ServerReflectionProto.getDescriptor().findServiceByName("ServerReflection"),
            io.grpc.reflection.v1alpha.ServerReflectionProto.getDescriptor()
                .findServiceByName("ServerReflection")));
  }

  boolean serves(String path) {
    return paths.contains(path);
  }

  HttpResponse answer(HttpRequest request, MessageCoding coding) {
    int largest = GrpcFrame.HEADER_BYTES + coding.settings().maxMessageBytes();
    return GrpcAnswer.messages(
        request
            .entity()
            .withoutSizeLimit()
            .getDataBytes()
            .via(Framing.lengthField(4, 1, largest, ByteOrder.BIG_ENDIAN))
            .map(frame -> answer(coding.read(frame, ServerReflectionRequest.getDefaultInstance()))),
        coding);
  }

  ServerReflectionResponse answer(ServerReflectionRequest request) {
    ServerReflectionResponse.Builder response =
        ServerReflectionResponse.newBuilder()
            .setValidHost(request.getHost())
            .setOriginalRequest(request);
    switch (request.getMessageRequestCase()) {
      case LIST_SERVICES -> response.setListServicesResponse(serviceList());
      case FILE_BY_FILENAME ->
          file(response, request.getFileByFilename(), filesByName.get(request.getFileByFilename()));
      case FILE_CONTAINING_SYMBOL ->
          file(
              response,
              request.getFileContainingSymbol(),
              filesBySymbol.get(request.getFileContainingSymbol()));
      case FILE_CONTAINING_EXTENSION ->
          file(response, request.getFileContainingExtension().getContainingType(), null);
      case ALL_EXTENSION_NUMBERS_OF_TYPE ->
          response.setAllExtensionNumbersResponse(
              ExtensionNumberResponse.newBuilder()
                  .setBaseTypeName(request.getAllExtensionNumbersOfType()));
      case MESSAGEREQUEST_NOT_SET ->
          error(response, GrpcCode.INVALID_ARGUMENT, "The request asks for nothing");
    }
    return response.build();
  }

  private ListServiceResponse serviceList() {
    ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
    services.forEach(name -> list.addService(ServiceResponse.newBuilder().setName(name)));
    return list.build();
  }

  /** Answers with the file and all that it imports. */
  private static void file(
      ServerReflectionResponse.Builder response, String asked, @Nullable FileDescriptor file) {
    if (file == null) {
      error(response, GrpcCode.NOT_FOUND, "Not found: " + asked);
      return;
    }
    Set<FileDescriptor> files = new LinkedHashSet<>();
    addWithImports(file, files);
    FileDescriptorResponse.Builder bytes = FileDescriptorResponse.newBuilder();
    for (FileDescriptor one : files) {
      ByteString encoded = one.toProto().toByteString();
      bytes.addFileDescriptorProto(encoded);
    }
    response.setFileDescriptorResponse(bytes);
  }

  private static void addWithImports(FileDescriptor file, Set<FileDescriptor> files) {
    if (files.add(file)) {
      file.getDependencies().forEach(imported -> addWithImports(imported, files));
    }
  }

  private static void error(
      ServerReflectionResponse.Builder response, GrpcCode code, String message) {
    response.setErrorResponse(
        ErrorResponse.newBuilder().setErrorCode(code.number()).setErrorMessage(message));
  }

  private void addFile(FileDescriptor file) {
    if (filesByName.putIfAbsent(file.getName(), file) != null) {
      return;
    }
    for (ServiceDescriptor service : file.getServices()) {
      filesBySymbol.put(service.getFullName(), file);
      for (MethodDescriptor method : service.getMethods()) {
        filesBySymbol.put(method.getFullName(), file);
      }
    }
    file.getMessageTypes().forEach(this::addMessage);
    file.getEnumTypes().forEach(this::addEnum);
    file.getDependencies().forEach(this::addFile);
  }

  private void addMessage(Descriptor message) {
    filesBySymbol.put(message.getFullName(), message.getFile());
    message.getNestedTypes().forEach(this::addMessage);
    message.getEnumTypes().forEach(this::addEnum);
  }

  private void addEnum(EnumDescriptor type) {
    filesBySymbol.put(type.getFullName(), type.getFile());
  }
}

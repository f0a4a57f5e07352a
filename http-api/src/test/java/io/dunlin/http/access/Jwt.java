package io.dunlin.http.access;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as clients make them, written without the library that reads them. */
public final class Jwt {
  private Jwt() {}

  /** Signed as the contract has it. */
  public static String of(String claims, String key) {
    return of("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, "HmacSHA256", key);
  }

  static String of(String header, String claims, String algorithm, String key) {
    String signed = base64(bytes(header)) + "." + base64(bytes(claims));
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(bytes(key), algorithm));
      return signed + "." + base64(mac.doFinal(bytes(signed)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The claim {@code exp} so many seconds from now. */
  static String expiring(long seconds) {
    return "{\"exp\":" + Instant.now().plusSeconds(seconds).getEpochSecond() + "}";
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

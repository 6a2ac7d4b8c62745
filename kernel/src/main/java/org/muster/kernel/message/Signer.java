package org.muster.kernel.message;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs and checks messages with the connection's key.
///
/// **Threads.** May be used from any thread.
public final class Signer {

  private static final byte[] UNSIGNED = {};

  private final @Nullable Mac prototype;

  private Signer(@Nullable Mac prototype) {
    this.prototype = prototype;
  }

  /// A signer for a connection. With an empty key nothing is signed and everything is accepted, as
  /// the specification says.
  ///
  /// @param scheme as in `hmac-sha256`
  /// @throws IllegalArgumentException if the JDK does not know the scheme
  public static Signer of(String scheme, String key) {
    if (key.isEmpty()) {
      return new Signer(null);
    }
    String algorithm = scheme.replace("-", "").toLowerCase(Locale.ROOT);
    try {
      Mac mac = mac(algorithm);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
      return new Signer(mac);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalArgumentException(
          "the signature scheme \"%s\" is not known; use \"hmac-sha256\"".formatted(scheme), e);
    }
  }

  /// Asks the JDK's own provider first: else four others are loaded, with all curves that they
  /// know, to see whether one of them has the algorithm.
  private static Mac mac(String algorithm) throws NoSuchAlgorithmException {
    try {
      return Mac.getInstance(algorithm, "SunJCE");
    } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
      return Mac.getInstance(algorithm);
    }
  }

  /// The signature of these frames, in hex; empty without a key.
  public byte[] sign(List<byte[]> frames) {
    if (prototype == null) {
      return UNSIGNED;
    }
    Mac mac = copy(prototype);
    frames.forEach(mac::update);
    return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
  }

  /// Whether the signature is that of the frames; takes as long for a wrong one as for a right one.
  public boolean accepts(byte[] signature, List<byte[]> frames) {
    return prototype == null || MessageDigest.isEqual(sign(frames), signature);
  }

  private static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone(); // keyed already, and a Mac serves one thread at a time
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the JDK's HMACs can be cloned", e);
    }
  }
}

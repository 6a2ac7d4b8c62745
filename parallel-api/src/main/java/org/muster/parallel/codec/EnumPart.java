package org.muster.parallel.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Constants of an enum, or null, as their ordinals.
///
/// @param constants in order
record EnumPart(Class<?> type, Object[] constants) implements Part {

  static EnumPart of(Class<?> type) {
    return new EnumPart(type, Objects.requireNonNull(type.getEnumConstants()));
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the signature names the constants in this order
  public boolean write(@Nullable Object value, PartWriter out) {
    out.room(Integer.BYTES).putInt(value == null ? -1 : ((Enum<?>) value).ordinal());
    return true;
  }

  @Override
  public @Nullable Object read(PartReader in) {
    int ordinal = in.bytes().getInt();
    if (ordinal < -1 || ordinal >= constants.length) {
      throw new IllegalArgumentException("%s has no constant %d".formatted(type, ordinal));
    }
    return ordinal < 0 ? null : constants[ordinal];
  }

  @Override
  public void addTypes(List<Object> types) {
    types.add(type);
  }

  /// With the names: an ordinal means nothing where the constants are others.
  @Override
  public String signature() {
    String names =
        Arrays.stream(constants).map(each -> ((Enum<?>) each).name()).collect(Collectors.joining());
    CRC32 sum = new CRC32();
    sum.update(names.getBytes(StandardCharsets.UTF_8));
    return "enum " + type.getName() + " " + HexFormat.of().toHexDigits(sum.getValue());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EnumPart that && type == that.type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }
}

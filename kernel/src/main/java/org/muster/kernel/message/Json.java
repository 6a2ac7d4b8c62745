package org.muster.kernel.message;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.ToNumberPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one way in which this kernel writes and reads JSON.
public final class Json {

  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .disableHtmlEscaping()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .serializeSpecialFloatingPointValues()
          .create();

  /// A null inside what others said, or in the state of a widget, means something.
  private static final Gson WITH_NULLS = GSON.newBuilder().serializeNulls().create();

  private Json() {}

  /// A record as a JSON object, with the components' names in `snake_case`.
  public static JsonObject of(Record content) {
    return GSON.toJsonTree(content).getAsJsonObject();
  }

  /// What is published as a JSON object.
  public static JsonObject ofPublication(Publication content) {
    return content instanceof Publication.Comm comm ? comm.content() : of((Record) content);
  }

  /// A reply as a JSON object.
  public static JsonObject ofReply(Reply content) {
    return of((Record) content);
  }

  /// Any value as JSON.
  public static JsonElement ofValue(Object value) {
    return GSON.toJsonTree(value);
  }

  /// A map as a JSON object, with the nulls in it.
  public static JsonObject ofMap(Map<String, ? extends @Nullable Object> values) {
    return WITH_NULLS.toJsonTree(values).getAsJsonObject();
  }

  /// A JSON object as maps, lists, texts, `Boolean`, `Long`, `Double` and nulls; unmodifiable at
  /// the top.
  public static Map<String, @Nullable Object> toMap(JsonObject json) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    json.entrySet()
        .forEach(field -> map.put(field.getKey(), GSON.fromJson(field.getValue(), Object.class)));
    return Collections.unmodifiableMap(map);
  }

  static byte[] bytes(JsonObject json) {
    return WITH_NULLS.toJson(json).getBytes(StandardCharsets.UTF_8);
  }

  /// The text of a field, or something else if it is missing or no text.
  public static String string(JsonObject json, String name, String otherwise) {
    return json.get(name) instanceof JsonPrimitive value ? value.getAsString() : otherwise;
  }

  static boolean flag(JsonObject json, String name, boolean otherwise) {
    return (json.get(name) instanceof JsonPrimitive value && value.isBoolean())
        ? value.getAsBoolean()
        : otherwise;
  }

  static int number(JsonObject json, String name, int otherwise) {
    if (json.get(name) instanceof JsonPrimitive value && value.isNumber()) {
      try {
        return value.getAsInt();
      } catch (NumberFormatException e) {
        return otherwise; // more digits than any number that means something here
      }
    }
    return otherwise;
  }

  static JsonObject object(JsonObject json, String name) {
    return json.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  static Map<String, String> strings(JsonObject json, String name) {
    Map<String, String> strings = new LinkedHashMap<>();
    if (json.get(name) instanceof JsonObject object) {
      object
          .entrySet()
          .forEach(entry -> {
            if (entry.getValue() instanceof JsonPrimitive value) {
              strings.put(entry.getKey(), value.getAsString());
            }
          });
    }
    return strings;
  }
}

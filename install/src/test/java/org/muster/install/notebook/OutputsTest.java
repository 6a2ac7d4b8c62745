package org.muster.install.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The outputs of a cell")
class OutputsTest {

  private final Outputs outputs = new Outputs();

  @Test
  void join_what_follows_on_the_same_stream() {
    outputs.stream("stdout", "a");
    outputs.stream("stdout", "b\nc");
    outputs.stream("stderr", "d\n");
    outputs.stream("stdout", "e");
    assertOutputs(
        """
        [{"output_type": "stream", "name": "stdout", "text": ["ab\\n", "c"]},
         {"output_type": "stream", "name": "stderr", "text": ["d\\n"]},
         {"output_type": "stream", "name": "stdout", "text": ["e"]}]\
        """);
  }

  @Test
  void keep_text_as_lines_and_everything_else_as_it_came() {
    outputs.add(
        "display_data",
        json(
            """
            {"data": {"text/html": "<b>\\n</b>", "image/png": "AAAA", "application/json": {"a": "x\\ny"}},
             "metadata": {"k": 1}, "transient": {"display_id": "i"}}\
            """));
    assertOutputs(
        """
        [{"output_type": "display_data",
          "data": {"text/html": ["<b>\\n", "</b>"], "image/png": "AAAA", "application/json": {"a": "x\\ny"}},
          "metadata": {"k": 1}}]\
        """);
  }

  @Test
  void change_where_a_display_is_updated() {
    outputs.add("display_data", display("1", "\"bar\""));
    outputs.add("display_data", display("other", "\"else\""));
    outputs.stream("stdout", "x");
    outputs.update(display("2", "\"bar\""));
    outputs.update(display("3", "\"unknown\""));
    assertOutputs(
        """
        [{"output_type": "display_data", "data": {"text/plain": ["2"]}, "metadata": {}},
         {"output_type": "display_data", "data": {"text/plain": ["other"]}, "metadata": {}},
         {"output_type": "stream", "name": "stdout", "text": ["x"]}]\
        """);
  }

  @Test
  void are_cleared_at_once_or_when_the_next_comes() {
    outputs.stream("stdout", "a");
    outputs.clear(true);
    assertEquals(1, outputs.toJson().size());
    outputs.stream("stdout", "b");
    assertOutputs("[{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": [\"b\"]}]");
    outputs.clear(false);
    assertOutputs("[]");
  }

  private void assertOutputs(String expected) {
    assertEquals(JsonParser.parseString(expected), outputs.toJson());
  }

  private static JsonObject display(String text, String id) {
    return json(
        "{\"data\": {\"text/plain\": \"%s\"}, \"metadata\": {}, \"transient\": {\"display_id\": %s}}"
            .formatted(text, id));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}

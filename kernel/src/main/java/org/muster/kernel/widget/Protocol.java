package org.muster.kernel.widget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The two ways in which front ends speak of widgets.
///
/// What they have in common is elsewhere: a message `update` looks the same in both, but for the
/// buffers, which widgets of ours have none of.
enum Protocol {

  /// That of ipywidgets 6, which Debian's notebook has.
  V1("jupyter-js-widgets", "~2.1.0") {
    @Override
    Map<String, @Nullable Object> opening(Map<String, @Nullable Object> state) {
      return state;
    }

    @Override
    Map<String, @Nullable Object> metadata() {
      return Map.of();
    }

    @Override
    Map<String, @Nullable Object> view(String id) {
      return Map.of("model_id", id);
    }
  },

  /// That of ipywidgets 7 and 8: one range of versions finds the widgets of both.
  V2("@jupyter-widgets/controls", ">=1.5.0 <3") {
    @Override
    Map<String, @Nullable Object> opening(Map<String, @Nullable Object> state) {
      return Map.of("state", state, "buffer_paths", List.of());
    }

    @Override
    Map<String, @Nullable Object> metadata() {
      return Map.of("version", "2.1.0");
    }

    @Override
    Map<String, @Nullable Object> view(String id) {
      return Map.of("model_id", id, "version_major", 2, "version_minor", 0);
    }
  };

  /// What a kind of widget is called in the front ends.
  ///
  /// @param model in protocol 2
  /// @param modelOfV1 in protocol 1
  record Names(String model, String modelOfV1, String view) {

    Names(String kind) {
      this(kind + "Model", kind + "Model", kind + "View");
    }
  }

  private final String module;
  final String version;

  Protocol(String module, String version) {
    this.module = module;
    this.version = version;
  }

  /// What is said with the opening of a widget's comm.
  abstract Map<String, @Nullable Object> opening(Map<String, @Nullable Object> state);

  /// What is said beside that.
  abstract Map<String, @Nullable Object> metadata();

  /// What stands for the widget in an output.
  abstract Map<String, @Nullable Object> view(String id);

  /// The whole state of a widget: what it is and how it is.
  Map<String, @Nullable Object> state(Names names, Map<String, Object> own) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("_model_module", module);
    all.put("_model_module_version", version);
    all.put("_model_name", this == V1 ? names.modelOfV1() : names.model());
    all.put("_view_module", module);
    all.put("_view_module_version", version);
    all.put("_view_name", names.view());
    all.put("_dom_classes", new ArrayList<String>());
    all.putAll(own);
    return all;
  }

  /// The whole state of a widget as a front end wants to have it that asks for all of them.
  Map<String, @Nullable Object> described(Map<String, @Nullable Object> state) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("model_name", state.get("_model_name"));
    all.put("model_module", module);
    all.put("model_module_version", version);
    all.put("state", state);
    return all;
  }
}

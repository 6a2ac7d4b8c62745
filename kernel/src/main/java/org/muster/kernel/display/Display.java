package org.muster.kernel.display;

import java.awt.Image;
import java.awt.image.RenderedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.eval.CellRun;

/// Renders values as libraries registered it, else as [DefaultRendering] does.
///
/// A renderer that throws costs a value its looks, not the cell its result: it is shown as if the
/// renderer were not there, and the exception is told once.
///
/// **Threads.** May be used from any thread; libraries register from the cells that load them.
public final class Display {

  /// What text can be asked to be taken for.
  private static final List<MIMEType> OF_TEXT =
      List.of(
          MIMEType.TEXT_HTML,
          MIMEType.TEXT_MARKDOWN,
          MIMEType.TEXT_LATEX,
          MIMEType.IMAGE_SVG,
          MIMEType.APPLICATION_JAVASCRIPT,
          MIMEType.APPLICATION_JSON,
          MIMEType.TEXT_CSS);

  private static final MIMEType[] OF_IMAGES = {
    MIMEType.IMAGE_PNG, MIMEType.IMAGE_JPEG, MIMEType.IMAGE_GIF
  };

  private final GuardedRenderer renderer = new GuardedRenderer();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Function<Throwable, String> textOf;
  private final Consumer<String> tell;
  private final DefaultRendering defaults;

  /// Renders for a kernel.
  ///
  /// @param textOf an exception in lines of cells
  public Display(Function<Throwable, String> textOf) {
    this(textOf, Display::tellInCell);
  }

  /// @param tell the user, in a line
  Display(Function<Throwable, String> textOf, Consumer<String> tell) {
    this.textOf = textOf;
    this.tell = tell;
    defaults = new DefaultRendering(textOf, tell);
    renderer
        .createRegistration(CharSequence.class)
        .preferring(MIMEType.TEXT_PLAIN)
        .supporting(OF_TEXT.toArray(MIMEType[]::new))
        .register(Display::renderText);
    renderer
        .createRegistration(RenderedImage.class)
        .preferring(MIMEType.IMAGE_PNG)
        .supporting(OF_IMAGES)
        .register(this::renderImage);
    renderer
        .createRegistration(Image.class)
        .preferring(MIMEType.IMAGE_PNG)
        .supporting(OF_IMAGES)
        .register((image, context) -> renderImage(Images.loaded(image), context));
    renderer
        .createRegistration(InputStream.class)
        .preferring(MIMEType.TEXT_PLAIN) // it is read only if somebody wants that
        .supporting(OF_IMAGES)
        .register(this::renderStream);
  }

  /// Where libraries register how their types look.
  public Renderer renderer() {
    return renderer;
  }

  /// The value as a MIME bundle; always with `text/plain`.
  ///
  /// @param types MIME types to render as; none for those that suit the value
  public Bundle render(@Nullable Object value, String... types) {
    return Bundle.of(data(value, types));
  }

  /// The same as jjava's type, which cells can add to.
  ///
  /// @throws org.dflib.jjava.jupyter.kernel.display.mime.MIMETypeParseException if a type is none
  public DisplayData data(@Nullable Object value, String... types) {
    if (value == null) {
      return new DisplayData("null");
    }
    if (value instanceof DisplayData rendered) {
      return withText(rendered);
    }
    for (String type : types) {
      var _ = MIMEType.parse(type);
    }
    return types.length == 0 ? renderer.render(value) : renderer.renderAs(value, Map.of(), types);
  }

  private static DisplayData withText(DisplayData rendered) {
    if (rendered.hasDataForType(MIMEType.TEXT_PLAIN)) {
      return rendered;
    }
    var complete = new DisplayData();
    complete.assign(rendered);
    complete.putText(
        OF_TEXT.stream()
            .map(rendered::getData)
            .filter(CharSequence.class::isInstance)
            .map(Object::toString)
            .findFirst()
            .orElse("(output without text)"));
    return complete;
  }

  private static void renderText(CharSequence text, RenderContext context) {
    DisplayData out = context.getOutputContainer();
    for (MIMEType type : OF_TEXT) {
      if (context.wantsDataRenderedAs(type)) {
        out.putData(type, text.toString());
      }
    }
    out.putText(ValueText.of(text));
  }

  private void renderImage(RenderedImage image, RenderContext context) {
    for (MIMEType type : OF_IMAGES) {
      if (context.wantsDataRenderedAs(type)) {
        Images.put(context.getOutputContainer(), image, type, tell);
      }
    }
    context
        .getOutputContainer()
        .putText("%s %s".formatted(image.getClass().getSimpleName(), Images.size(image)));
  }

  private void renderStream(InputStream stream, RenderContext context) {
    for (MIMEType type : OF_IMAGES) {
      if (context.wantsDataRenderedAs(type)) {
        try {
          RenderedImage image = ImageIO.read(stream);
          if (image == null) {
            throw new IllegalArgumentException("what the stream has is no image");
          }
          renderImage(image, context);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return;
      }
    }
  }

  private static void tellInCell(String line) {
    CellRun run = CellRun.ofThread();
    if (run != null) {
      run.output().print(OutputStreamName.STDERR, line + "\n");
    }
  }

  /// jjava's, whose renderers may fail.
  private final class GuardedRenderer extends Renderer {

    /// The types that are asked for; empty for those that suit.
    private static final ThreadLocal<Set<String>> ASKED = ThreadLocal.withInitial(Set::of);

    @Override
    public DisplayData render(Object value, Map<String, Object> params) {
      return guarded(value, Set.of(), () -> super.render(value, params));
    }

    @Override
    public DisplayData renderAs(Object value, Map<String, Object> params, String... types) {
      Set<String> wanted = new HashSet<>(List.of(types));
      wanted.add(MIMEType.TEXT_PLAIN.toString());
      return guarded(value, wanted, () -> super.renderAs(value, params, types));
    }

    @Override
    protected DisplayData finalizeDisplayData(DisplayData data, Object value) {
      Set<String> wanted = ASKED.get();
      if (wanted.isEmpty() || wanted.stream().anyMatch(type -> !isExact(type))) {
        defaults.complete(data, value);
        return data;
      }
      var ours = new DisplayData();
      defaults.complete(ours, value);
      wanted.stream()
          .map(MIMEType::parse)
          .filter(type -> ours.hasDataForType(type) && !data.hasDataForType(type))
          .forEach(type -> data.putData(type, ours.getData(type)));
      return data;
    }

    private static boolean isExact(String type) {
      return type.matches("[^*/]+/[^*/]+");
    }

    private DisplayData guarded(Object value, Set<String> wanted, Supplier<DisplayData> rendering) {
      Set<String> outer = ASKED.get();
      ASKED.set(wanted);
      try {
        return rendering.get();
      } catch (RuntimeException | Error e) {
        ValueText.passOn(e);
        tellOnce(value, e);
        return new DisplayData(ValueText.of(value));
      } finally {
        ASKED.set(outer);
      }
    }
  }

  private void tellOnce(Object value, Throwable thrown) {
    String type = Components.name(value.getClass());
    if (told.add(value.getClass().getName() + " " + thrown.getClass().getName())) {
      tell.accept(
          "`%s` is shown as text, because what renders it fails (told once):\n%s"
              .formatted(type, textOf.apply(thrown)));
    }
  }
}

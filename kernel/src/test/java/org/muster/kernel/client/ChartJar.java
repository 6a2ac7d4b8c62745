package org.muster.kernel.client;

import java.io.IOException;
import java.nio.file.Path;

/// A jar with as much of XChart as the kernel looks for.
public final class ChartJar {

  private ChartJar() {}

  /// Writes the jar to a folder.
  public static Path in(Path folder) throws IOException {
    return new JarBuilder()
        .source(
            "org.knowm.xchart.internal.chartpart.Chart",
            """
            package org.knowm.xchart.internal.chartpart;
            public abstract class Chart {
              public abstract void paint(java.awt.Graphics2D graphics, int width, int height);
              public int getWidth() { return 60; }
              public int getHeight() { return 40; }
              public String getTitle() { return "Sales"; }
            }
            """)
        .source(
            "org.knowm.xchart.PieChart",
            """
            package org.knowm.xchart;
            public class PieChart extends org.knowm.xchart.internal.chartpart.Chart {
              @Override public void paint(java.awt.Graphics2D graphics, int width, int height) {
                graphics.fillOval(0, 0, width, height);
              }
            }
            """)
        .jar(folder.resolve("xchart-3.8.8.jar"));
  }
}

package org.muster.parallel.spi;

import java.io.Serializable;

/// What travels of a picture or a chart that a task displays, which itself cannot.
///
/// @param png the file; not to be changed
/// @param width as it is to be shown; it may have more pixels
/// @param height likewise
/// @param kind what sort of chart it is, empty for a picture
/// @param title of the chart, empty if it has none
public record Picture(byte[] png, int width, int height, String kind, String title)
    implements Serializable {}

package org.muster.notebooks;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What the first tutorial ends with, once read from what it shows and once worked out here: from
/// the bytes of the files, with decimal fractions, by the date in each row, and without anything of
/// the notebook's.
final class FlightTable {

  /// A line of the table. Numbers are decimals, so that 6.40 is not 6.4.
  record Month(
      String month,
      int flights,
      BigDecimal meanDelay,
      BigDecimal percentLate,
      int longest,
      String busiest,
      int busiestFlights) {}

  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^(\\d{4}-\\d\\d) +(\\d+) +(-?\\d+\\.\\d\\d) +(\\d+\\.\\d\\d) +(-?\\d+) +(\\S+) +(\\d+)$");

  private static final int YEAR_AND_MONTH = 7;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private FlightTable() {}

  /// The lines of the table in a text.
  static List<Month> shown(String text) {
    return LINE.matcher(text).results().map(FlightTable::month).toList();
  }

  private static Month month(MatchResult line) {
    return new Month(
        line.group(1),
        Integer.parseInt(line.group(2)),
        new BigDecimal(line.group(3)),
        new BigDecimal(line.group(4)),
        Integer.parseInt(line.group(5)),
        line.group(6),
        Integer.parseInt(line.group(7)));
  }

  /// The table of the files in a folder.
  ///
  /// @param threshold in minutes
  static List<Month> computed(Path folder, int threshold) throws IOException {
    List<String[]> rows = rows(folder);
    List<String> months = rows.stream().map(FlightTable::monthOf).distinct().sorted().toList();
    List<Month> table = new ArrayList<>();
    for (String month : months) {
      table.add(
          computed(
              month, rows.stream().filter(row -> monthOf(row).equals(month)).toList(), threshold));
    }
    return table;
  }

  private static Month computed(String month, List<String[]> rows, int threshold) {
    BigDecimal sum = BigDecimal.ZERO;
    int late = 0;
    int longest = Integer.MIN_VALUE;
    Map<String, Integer> routes = new HashMap<>();
    for (String[] row : rows) {
      var delay = new BigDecimal(row[1]);
      sum = sum.add(delay);
      late += delay.compareTo(BigDecimal.valueOf(threshold)) > 0 ? 1 : 0;
      longest = Math.max(longest, delay.intValueExact());
      String route = row[3] + "-" + row[4];
      routes.put(route, routes.getOrDefault(route, 0) + 1);
    }
    String busiest = "";
    int most = 0;
    for (var route : routes.entrySet()) {
      int flights = route.getValue();
      if (flights > most || (flights == most && route.getKey().compareTo(busiest) < 0)) {
        busiest = route.getKey();
        most = flights;
      }
    }
    var flights = BigDecimal.valueOf(rows.size());
    return new Month(
        month,
        rows.size(),
        sum.divide(flights, 2, RoundingMode.HALF_UP),
        HUNDRED.multiply(BigDecimal.valueOf(late)).divide(flights, 2, RoundingMode.HALF_UP),
        longest,
        busiest,
        most);
  }

  /// The rows of all files of flights, headers left out.
  private static List<String[]> rows(Path folder) throws IOException {
    List<String[]> rows = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "flights-*.csv")) {
      for (Path file : files) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
        for (String line : List.of(text.split("\n"))) {
          if (!line.startsWith("date,")) {
            rows.add(line.split(","));
          }
        }
      }
    }
    return rows;
  }

  private static String monthOf(String[] row) {
    return row[0].substring(0, YEAR_AND_MONTH);
  }
}

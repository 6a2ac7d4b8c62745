package org.muster.kernel.eval;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("JShell's compilers")
class SharedCompilersTest {

  private static final List<String> CHECKS =
      List.of("--should-stop=at=FLOW", "-proc:none", "-g", "-parameters", SharedCompilers.GO_ON);
  private static final List<String> COMPILES =
      List.of("-proc:none", "-parameters", "-g", "-parameters", SharedCompilers.GO_ON);
  private static final List<String> PARSES = List.of("-XDneedsReplParserFactory=false");

  private final Queue<Object> none = new ArrayDeque<>();
  private final SharedCompilers compilers = new SharedCompilers();

  @Test
  void are_the_same_for_checking_and_compiling() {
    Queue<Object> checking = compilers.computeIfAbsent(CHECKS, _ -> new ArrayDeque<>());
    assertSame(checking, compilers.computeIfAbsent(COMPILES, _ -> new ArrayDeque<>()));
    assertSame(checking, compilers.getOrDefault(COMPILES, none));
    assertSame(checking, compilers.get(CHECKS));
  }

  @Test
  void are_others_for_parsing() {
    Queue<Object> checking = compilers.computeIfAbsent(CHECKS, _ -> new ArrayDeque<>());
    assertSame(none, compilers.getOrDefault(PARSES, none));
    assertNotSame(checking, compilers.computeIfAbsent(PARSES, _ -> new ArrayDeque<>()));
  }

  @Test
  void are_not_shared_where_checking_goes_further() {
    var _ = compilers.computeIfAbsent(CHECKS.subList(0, 4), _ -> new ArrayDeque<>());
    assertSame(none, compilers.getOrDefault(COMPILES.subList(0, 4), none));
  }
}

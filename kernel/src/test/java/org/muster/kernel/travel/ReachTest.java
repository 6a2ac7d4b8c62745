package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a task can reach arrives whole:")
class ReachTest extends InTwoJvms {

  @Test
  void an_object_whose_other_methods_read_an_open_file() throws Exception {
    run("InputStream unused1 = new ByteArrayInputStream(new byte[0]);");
    same(
        "[3]",
        """
        class Reader1 { int n = 3; int read() throws IOException { return unused1.read(); } int fine() { return n; } }
        """,
        "r -> r.fine()",
        "new Reader1()");
  }

  @Test
  void an_object_whose_other_methods_use_the_pool() throws Exception {
    same(
        "[6]",
        """
        class Model1 { int weight = 2; List<Integer> all() { return pool.map(x -> one(x), range(3)); } int one(int x) { return x * weight; } }
        """,
        "m -> m.one(3)",
        "new Model1()");
  }

  @Test
  void a_task_that_a_class_gives_to_the_pool_itself() throws Exception {
    assertEquals(
        "[0, 5, 10]",
        value(
            """
            class Model2 { int weight = 5; List<Integer> all() { return pool.map(x -> one(x), range(3)); } int one(int x) { return x * weight; } }
            new Model2().all()
            """));
  }

  @Test
  void the_pool_itself_which_works_right_there() throws Exception {
    assertEquals(
        "[true, true]",
        value(
            """
            pool.map(x -> pool.map(y -> ProcessHandle.current().pid(), range(3)).stream().distinct().toList()
                .equals(List.of(ProcessHandle.current().pid())), range(2))
            """));
  }

  @Test
  void a_method_in_a_cell_with_one_that_uses_the_pool() throws Exception {
    same(
        "7",
        """
        List<Integer> allOf() { return pool.map(x -> x, range(3)); }
        int oneOf() { return 7; }
        """,
        "_ -> oneOf()");
  }

  @Test
  void an_inner_class_of_one_with_open_things_in_its_statics() throws Exception {
    same(
        "4",
        """
        class Files1 { static InputStream in = new ByteArrayInputStream(new byte[1]); static class Plain { int n = 4; } }
        """,
        "_ -> new Files1.Plain().n");
  }

  @Test
  void a_value_that_each_worker_makes_for_itself() throws Exception {
    assertEquals(
        "true",
        value(
            """
            WorkerLocal<Long> pidOf = WorkerLocal.withInitial(() -> ProcessHandle.current().pid());
            var seenPids = pool.map(_ -> pidOf.get() == ProcessHandle.current().pid(), range(6), 1);
            seenPids.stream().allMatch(x -> x)
            """));
  }

  @Test
  void a_value_of_each_worker_that_could_never_travel() throws Exception {
    assertEquals(
        "[3, 3]",
        value(
            """
            byte[] source1 = {3};
            WorkerLocal<InputStream> opened = WorkerLocal.withInitial(() -> new ByteArrayInputStream(source1));
            pool.map(_ -> { synchronized (opened.get()) { opened.get().reset(); return opened.get().read(); } }, range(2))
            """));
  }

  @Test
  void static_initialisers_run_where_the_task_runs() throws Exception {
    assertEquals(
        "true",
        value(
            """
            class Born { static final long PID = ProcessHandle.current().pid(); }
            long bornThere = pool.apply(() -> Born.PID);
            bornThere != ProcessHandle.current().pid()
            """));
  }

  @Test
  void initialisers_of_variables_do_not_run_again() throws Exception {
    assertEquals(
        "[5] 1",
        value(
            """
            AtomicInteger runs1 = new AtomicInteger();
            int five1 = 4 + runs1.incrementAndGet();
            pool.map(_ -> five1, List.of(0)) + " " + runs1
            """));
  }

  @Test
  void a_priority_queue_ordered_by_a_lambda_that_reads_a_variable() throws Exception {
    run(
        """
        var rank1 = new HashMap<>(Map.of("a", 2, "b", 1, "c", 0));
        """);
    same(
        "c b a",
        """
        var ordered1 = new PriorityQueue<String>((x, y) -> rank1.get(x) - rank1.get(y)); ordered1.addAll(List.of("a", "b", "c"));
        """,
        """
        _ -> { var q = new PriorityQueue<>(ordered1); return q.poll() + " " + q.poll() + " " + q.poll(); }
        """);
  }

  @Test
  void a_map_whose_keys_hash_by_a_variable() throws Exception {
    run("int salt1 = 31;");
    same(
        "1",
        """
        record Salted(int n) { public int hashCode() { return salt1 * n; } }
        var bySalt = new HashMap<>(Map.of(new Salted(3), 1));
        """,
        "_ -> bySalt.get(new Salted(3))");
  }

  @Test
  void a_tree_set_ordered_by_a_class_that_reads_a_variable() throws Exception {
    run("boolean down1 = true;");
    same(
        "[3, 2, 1]",
        """
        class Order1 implements Comparator<Integer> { public int compare(Integer a, Integer b) { return down1 ? b - a : a - b; } }
        var tree1 = new TreeSet<Integer>(new Order1()); tree1.addAll(List.of(1, 3, 2));
        """,
        "_ -> tree1");
  }

  @Test
  void a_list_of_100_000_links_as_an_argument() throws Exception {
    declareLinks();
    same("[100000]", "", "l -> length(l)", "links(100_000)");
  }

  @Test
  void a_list_of_100_000_links_in_a_variable() throws Exception {
    declareLinks();
    run("Link longest = links(100_000);");
    same("100000", "", "_ -> length(longest)");
  }

  @Test
  void a_list_of_100_000_links_as_a_result() throws Exception {
    declareLinks();
    assertEquals(
        "100000",
        value(
            """
            Link made1 = pool.apply(() -> links(100_000));
            length(made1)
            """));
  }

  private void declareLinks() throws Exception {
    run(
        """
        class Link { int value; Link next; Link(int v, Link n) { value = v; next = n; } }
        Link links(int n) { Link l = null; for (int i = 0; i < n; i++) l = new Link(i, l); return l; }
        int length(Link l) { int n = 0; for (; l != null; l = l.next) n++; return n; }
        """);
  }

  @Test
  void a_part_of_a_list() throws Exception {
    same(
        "[[2, 3], []]",
        "",
        "l -> l",
        """
        List.of(1, 2, 3).subList(1, 3), new ArrayList<>(List.of(1)).subList(0, 0)
        """);
  }

  @Test
  void views_of_a_map() throws Exception {
    same(
        "[a, b] [1, 2] [a=1, b=2] {b=2, a=1} {a=1}",
        """
        var viewed = new TreeMap<>(Map.of("a", 1, "b", 2));
        var keysV = viewed.keySet(); var valuesV = viewed.values(); var entriesV = viewed.entrySet(); var downV = viewed.descendingMap(); var headV = viewed.headMap("b");
        """,
        """
        _ -> keysV + " " + valuesV + " " + entriesV + " " + downV + " " + headV
        """);
  }

  @Test
  void views_of_a_hash_map_as_items() throws Exception {
    same(
        "[1, 1, 1]",
            """
            var hashV = new HashMap<>(Map.of("a", 1));
            """,
        "c -> c.size()",
            """
            (Collection<?>) hashV.keySet(), (Collection<?>) hashV.values(), (Collection<?>) hashV.entrySet()
            """);
  }

  @Test
  void a_map_entry_as_an_item() throws Exception {
    same(
        "[a1, b2]",
        """
        var entriesOf = new TreeMap<>(Map.of("a", 1, "b", 2));
        """,
        "e -> e.getKey() + e.getValue()",
        "entriesOf.firstEntry(), entriesOf.lastEntry()");
  }

  @Test
  void reversed_lists_and_sets() throws Exception {
    same(
        "[3, 2, 1] [b, a]",
        """
        var revL = new LinkedList<>(List.of(1, 2, 3)).reversed(); var revS = new LinkedHashSet<>(List.of("a", "b")).reversed();
        """,
        """
        _ -> revL + " " + revS
        """);
  }

  @Test
  void unmodifiable_synchronized_and_checked_collections() throws Exception {
    same(
        "[1] [2] [3] {a=4} [] [5, 5]",
        """
        var un1 = Collections.unmodifiableList(new ArrayList<>(List.of(1))); var sy1 = Collections.synchronizedList(new ArrayList<>(List.of(2))); var ch1 = Collections.checkedList(new ArrayList<>(List.of(3)), Integer.class); var um1 = Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("a", 4))); var em1 = Collections.emptyList(); var nc1 = Collections.nCopies(2, 5);
        """,
        """
        _ -> un1 + " " + sy1 + " " + ch1 + " " + um1 + " " + em1 + " " + nc1
        """);
  }

  @Test
  void a_list_over_an_array() throws Exception {
    same(
        "[1, null] [2]",
        """
        var over1 = Arrays.asList(1, null); var stream1 = Stream.of(2).toList();
        """,
        """
        _ -> over1 + " " + stream1
        """);
  }

  @Test
  void optionals_of_every_kind() throws Exception {
    same(
        "Optional[a] Optional.empty OptionalInt[1] OptionalLong[2] OptionalDouble[3.0]",
        """
        var o1 = Optional.of("a"); var o2 = Optional.empty(); var o3 = OptionalInt.of(1); var o4 = OptionalLong.of(2); var o5 = OptionalDouble.of(3);
        """,
        """
        _ -> o1 + " " + o2 + " " + o3 + " " + o4 + " " + o5
        """);
  }

  @Test
  void paths_files_and_addresses() throws Exception {
    same(
        "a/b.txt c localhost https://x.org/y https://x.org/z",
        """
        Path path1 = Path.of("a", "b.txt"); File file1 = new File("c"); var host1 = InetSocketAddress.createUnresolved("localhost", 1); var uri1 = URI.create("https://x.org/y"); var url1 = URI.create("https://x.org/z").toURL();
        """,
        """
        _ -> path1 + " " + file1 + " " + host1.getHostString() + " " + uri1 + " " + url1
        """);
  }

  @Test
  void an_object_with_an_optional_a_path_and_a_view_in_its_fields() throws Exception {
    same(
        "[Optional[1] x [2]]",
        "record Mixed(Optional<Integer> o, Path p, List<Integer> part) {}",
        """
        m -> m.o() + " " + m.p() + " " + m.part()
        """,
        """
        new Mixed(Optional.of(1), Path.of("x"), List.of(1, 2).subList(1, 2))
        """);
  }

  @Test
  void numbers_of_any_size() throws Exception {
    same(
        "1E+400 340282366920938463463374607431768211456 1.50 7 8",
        """
        var huge = new BigDecimal("1E+400"); var two128 = BigInteger.TWO.pow(128); var scaled = new BigDecimal("1.50"); var atomI = new AtomicInteger(7); var adder1 = new LongAdder(); adder1.add(8);
        """,
        """
        _ -> huge + " " + two128 + " " + scaled + " " + atomI + " " + adder1
        """);
  }

  @Test
  void dates_times_and_durations() throws Exception {
    same(
        "2026-02-28 12:30 2026-02-28T12:30 PT1.5S P3D 1970-01-01T00:00:00Z Europe/Berlin 2026-02 +01:00",
        """
        var d1 = LocalDate.of(2026, 2, 28); var d2 = LocalTime.of(12, 30); var d3 = LocalDateTime.of(d1, d2); var d4 = Duration.ofMillis(1500); var d5 = Period.ofDays(3); var d6 = Instant.EPOCH; var d7 = ZoneId.of("Europe/Berlin"); var d8 = YearMonth.of(2026, 2); var d9 = ZoneOffset.ofHours(1);
        """,
        """
        _ -> d1 + " " + d2 + " " + d3 + " " + d4 + " " + d5 + " " + d6 + " " + d7 + " " + d8 + " " + d9
        """);
  }

  @Test
  void texts_bits_patterns_and_identifiers() throws Exception {
    same(
        "abc {1, 5} a+ 00000000-0000-0001-0000-000000000002 de_DE {k=v} EUR UTF8",
        """
        var sb1 = new StringBuilder("abc"); var bits1 = new BitSet(); bits1.set(1); bits1.set(5); var pattern1 = java.util.regex.Pattern.compile("a+"); var uuid1 = new UUID(1, 2); var locale1 = Locale.GERMANY; var props1 = new Properties(); props1.setProperty("k", "v"); var currency1 = Currency.getInstance("EUR");
        """,
        """
        _ -> sb1 + " " + bits1 + " " + pattern1 + " " + uuid1 + " " + locale1 + " " + props1 + " " + currency1 + " UTF8"
        """);
  }

  @Test
  void a_random_generator_with_its_state() throws Exception {
    assertEquals(
        "true",
        value(
            """
            var random1 = new Random(42); random1.nextInt();
            int there1 = pool.apply(() -> random1.nextInt());
            there1 == random1.nextInt()
            """));
  }

  @Test
  void an_enum_map_and_set_of_the_jdk() throws Exception {
    same(
        "{MONDAY=1} [SUNDAY] SECONDS",
        """
        var em2 = new EnumMap<DayOfWeek, Integer>(Map.of(DayOfWeek.MONDAY, 1)); var es2 = EnumSet.of(DayOfWeek.SUNDAY); var unit2 = TimeUnit.SECONDS;
        """,
        """
        _ -> em2 + " " + es2 + " " + unit2
        """);
  }

  @Test
  void classes_as_values() throws Exception {
    same(
        "String int[] Kept1",
        """
        class Kept1 {}
        List<Class<?>> classes1 = List.of(String.class, int[].class, Kept1.class);
        """,
        """
        _ -> classes1.stream().map(Class::getSimpleName).collect(Collectors.joining(" "))
        """);
  }

  @Test
  void an_exception_as_a_value() throws Exception {
    same(
        "[bad cause]",
        "",
        """
        e -> e.getMessage() + " " + e.getCause().getMessage()
        """,
        """
        new IllegalStateException("bad", new IOException("cause"))
        """);
  }

  @Test
  void an_object_shared_by_two_items_of_one_call() throws Exception {
    same(
        "[2]",
        "var twice1 = new ArrayList<>(List.of(1));",
        "l -> { l.get(0).set(0, 2); return l.get(1).get(0); }",
        "List.of(twice1, twice1)");
  }

  @Test
  void marker_interfaces_of_a_lambda_in_a_collection_of_captures() throws Exception {
    same(
        "true",
        """
        interface Marked3 {}
        Task<Integer, Boolean> looks(List<?> l) { return _ -> l.get(0) instanceof Marked3; }
        """,
        "looks(List.of((Supplier<Integer> & Marked3) () -> 1))");
  }

  @Test
  void a_class_used_by_reflection_reads_its_variables() throws Exception {
    run("int reflectedBy = 5;");
    same(
        "[10]",
        "class Mirror { int times(int x) { return x * reflectedBy; } }",
        """
        x -> Mirror.class.getDeclaredMethod("times", int.class).invoke(Mirror.class.getDeclaredConstructor().newInstance(), x)
        """,
        "2");
  }

  @Test
  void a_class_kept_in_a_variable_and_used_by_reflection_reads_its_variables() throws Exception {
    run("int mirrored = 6;");
    run("class Mirror2 { public Integer times(int x) { return x * mirrored; } }");
    same(
        "[12]",
        "Class<?> mirror2 = Mirror2.class;",
        """
        x -> mirror2.getDeclaredMethod("times", int.class).invoke(mirror2.getDeclaredConstructor().newInstance(), x)
        """,
        "2");
  }
}

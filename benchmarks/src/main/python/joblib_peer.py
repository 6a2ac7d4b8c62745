"""CPython's way to send functions defined at a prompt, as one side of a benchmark.

Started as `python3 joblib_peer.py WORKERS`. It answers like `peer.py`. What is defined here is
defined in `__main__`, as in a notebook, so it travels by value: cloudpickle packs it, loky's workers
run it, and joblib writes large arrays to a file that the workers map.
"""

import os
import pickle
import signal
import sys
import time

import cloudpickle
import joblib
import numpy
from joblib.externals import loky

from numpy_peer import LENGTH, filled, fresh, larger, look, sum_of_looks
from peer import answer_lines, idle_memory, increment, median, one, some_calls, some_increments

MOST_CALLS = 2_000
MOST_ITEMS = 5_000


def adding(k):
    return lambda x: x + k


def reading(array):
    return lambda i: float(array[i])


def chain(classes):
    """The source of a function that needs this many classes, each of which uses the next."""
    lines = []
    for i in range(1, classes + 1):
        rest = "self.x" if i == classes else f"C{i + 1}(self.x).value()"
        lines += [
            f"class C{i}:",
            "    def __init__(self, x):",
            "        self.x = x",
            "    def value(self):",
            f"        return 1 + {rest}",
        ]
    return "\n".join([*lines, "def chained(x):", "    return C1(x).value()"])


class Peer:

    def __init__(self, workers):
        self.workers = workers
        self.pool = None
        self.parallel = None
        self.version = 0

    def new_pool(self):
        """A pool whose workers have all answered a task, and who they are."""
        pool = loky.ProcessPoolExecutor(self.workers, timeout=None)
        seen = set()
        while len(seen) < self.workers:
            seen.update(pool.map(lambda _: os.getpid(), range(self.workers)))
        return pool, seen

    def warm_pool(self):
        if self.pool is None:
            self.pool, _ = self.new_pool()
        return self.pool

    def warm_parallel(self):
        """With `with`, so that an array's file is there until the end and not written for each call."""
        if self.parallel is None:
            self.parallel = joblib.Parallel(n_jobs=self.workers)
            self.parallel.__enter__()
        return self.parallel

    def pack(self, items):
        function = adding(7)
        begin = time.perf_counter_ns()
        for _ in range(items):
            packed = cloudpickle.dumps(function)
        between = time.perf_counter_ns()
        check = 0
        for _ in range(items):
            check += pickle.loads(packed)(1)
        end = time.perf_counter_ns()
        return {
            "pack": (between - begin) // items,
            "unpack": (end - between) // items,
            "check": check,
        }

    def steady(self, items):
        pool = self.warm_pool()
        function = adding(7)
        trips = []
        check = 0
        for _ in range(items):
            begin = time.perf_counter_ns()
            check += list(pool.map(function, [1]))[0]
            trips.append(time.perf_counter_ns() - begin)
        return {"p50": median(trips), "check": check}

    def first_call(self, items):
        exec(chain(items), globals())
        pool, _ = self.new_pool()
        begin = time.perf_counter_ns()
        check = list(pool.map(chained, [1]))[0]
        nanos = time.perf_counter_ns() - begin
        pool.shutdown()
        return {"nanos": nanos, "check": check}

    def captured_array(self, items):
        parallel = self.warm_parallel()
        self.read(parallel, reading(numpy.zeros(self.workers)))
        first = []
        second = []
        check = 0
        for _ in range(items):
            array = numpy.random.default_rng().random(LENGTH)
            array[: self.workers] = range(self.workers)
            function = reading(array)
            for times in first, second:
                begin = time.perf_counter_ns()
                results = self.read(parallel, function)
                times.append(time.perf_counter_ns() - begin)
                check += int(sum(results))
        return {"first": median(first), "second": median(second), "check": check}

    def read(self, parallel, function):
        return parallel(joblib.delayed(function)(i) for i in range(self.workers))

    def redefine(self, items):
        pool = self.warm_pool()
        times = []
        check = 0
        for _ in range(items):
            self.version += 1
            exec(f"def add(x): return x + {self.version}", globals())
            function = lambda x: add(x)
            begin = time.perf_counter_ns()
            result = list(pool.map(function, [1]))[0]
            times.append(time.perf_counter_ns() - begin)
            check += result - self.version
        return {"p50": median(times), "check": check}

    def apply(self, items):
        pool = self.warm_pool()
        return some_calls(lambda: pool.submit(one).result(), items, MOST_CALLS)

    def map(self, items):
        pool = self.warm_pool()
        numbers = list(range(items))
        begin = time.perf_counter_ns()
        # The chunk size of multiprocessing: its own is 1.
        results = list(pool.map(increment, numbers, chunksize=-(-items // (4 * self.workers))))
        nanos = time.perf_counter_ns() - begin
        return {"nanos": nanos, "check": sum(results)}

    def map_chunk_1(self, items):
        pool = self.warm_pool()
        return some_increments(
            lambda numbers: pool.map(increment, numbers, chunksize=1), items, MOST_ITEMS)

    def arrays_in(self, items):
        return self.timed_arrays(look, fresh(items), sum)

    def arrays_out(self, items):
        return self.timed_arrays(filled, range(items), sum_of_looks)

    def arrays_both(self, items):
        return self.timed_arrays(larger, fresh(items), sum_of_looks)

    def timed_arrays(self, function, items, check):
        parallel = self.warm_parallel()
        begin = time.perf_counter_ns()
        results = parallel(joblib.delayed(function)(item) for item in items)
        nanos = time.perf_counter_ns() - begin
        return {"nanos": nanos, "check": int(check(results))}

    def memory(self, items):
        pool, seen = self.new_pool()
        unused = idle_memory(seen)
        results = list(pool.map(increment, range(items), chunksize=-(-items // (4 * self.workers))))
        time.sleep(1)
        used = idle_memory(seen)
        pool.shutdown()
        return {"unused": unused, "used": used, "check": results[-1]}

    def replacement(self, items):
        """The executor is broken then, and the next one has new workers."""
        times = []
        for _ in range(items):
            victim = loky.get_reusable_executor(1, timeout=None).submit(os.getpid).result()
            begin = time.perf_counter_ns()
            os.kill(victim, signal.SIGKILL)
            answering = victim
            while answering == victim:
                try:
                    executor = loky.get_reusable_executor(1, timeout=None)
                    answering = executor.submit(os.getpid).result()
                except loky.BrokenProcessPool:
                    pass
            times.append(time.perf_counter_ns() - begin)
        return {"spare": median(times), "check": items}

    def close(self):
        if self.pool is not None:
            self.pool.shutdown()
        if self.parallel is not None:
            self.parallel.__exit__(None, None, None)


def main():
    peer = Peer(int(sys.argv[1]))
    commands = {
        "pack": peer.pack,
        "steady": peer.steady,
        "first-call-3": peer.first_call,
        "first-call-60": peer.first_call,
        "captured-array": peer.captured_array,
        "redefine": peer.redefine,
        "apply": peer.apply,
        "map": peer.map,
        "map-chunk-1": peer.map_chunk_1,
        "arrays-in": peer.arrays_in,
        "arrays-out": peer.arrays_out,
        "arrays-both": peer.arrays_both,
        "memory": peer.memory,
        "replacement": peer.replacement,
    }
    answer_lines(commands)
    peer.close()


if __name__ == "__main__":
    main()

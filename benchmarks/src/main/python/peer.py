"""CPython's multiprocessing, as one side of a benchmark.

Started as `python3 peer.py WORKERS START_METHOD`. It answers each line `run NAME ITEMS` on standard
input with one line of JSON: times in nanoseconds, and a check that the other side compares with
what must come out. It ends with the end of its input.
"""

import concurrent.futures
import json
import multiprocessing
import os
import sys
import time


def pid(_):
    return os.getpid()


def one():
    return 1


MOST_FUTURES = 20_000


def same(x):
    return x


def increment(x):
    return x + 1


def quantile(ordered, percent):
    """The smallest value that `percent` percent of the values do not exceed."""
    return ordered[max(0, (len(ordered) * percent + 99) // 100 - 1)]


def answer_lines(commands):
    """Runs a command for each line of the input until that ends."""
    for line in iter(sys.stdin.readline, ""):
        _, name, items = line.split()
        print(json.dumps(commands[name](int(items))), flush=True)


class Peer:

    def __init__(self, workers, method):
        self.workers = workers
        self.context = multiprocessing.get_context(method)
        self.pool = None
        self.executor = None

    def warm_pool(self):
        if self.pool is None:
            self.pool = self.context.Pool(self.workers)
        return self.pool

    def start(self, items):
        begin = time.perf_counter_ns()
        pool = self.context.Pool(items)
        seen = set()
        while len(seen) < items:
            seen.update(pool.map(pid, range(items), 1))
        nanos = time.perf_counter_ns() - begin
        pool.close()
        pool.join()
        return {"nanos": nanos, "check": len(seen - {os.getpid()})}

    def apply(self, items):
        pool = self.warm_pool()
        trips = []
        check = 0
        for _ in range(items):
            begin = time.perf_counter_ns()
            check += pool.apply(one)
            trips.append(time.perf_counter_ns() - begin)
        trips.sort()
        return {"p50": quantile(trips, 50), "p99": quantile(trips, 99), "check": check}

    def map(self, items):
        return self.timed(items, lambda pool, numbers: pool.map(increment, numbers))

    def map_chunk_1(self, items):
        return self.timed(items, lambda pool, numbers: pool.map(increment, numbers, 1))

    def imap_chunk_1(self, items):
        return self.timed(items, lambda pool, numbers: list(pool.imap(increment, numbers, 1)))

    def futures(self, items):
        if self.executor is None:
            self.executor = concurrent.futures.ProcessPoolExecutor(
                self.workers, mp_context=self.context)
        calls = min(items, MOST_FUTURES)
        begin = time.perf_counter_ns()
        futures = [self.executor.submit(same, i) for i in range(calls)]
        right = sum(future.result() == i for i, future in enumerate(futures))
        nanos = time.perf_counter_ns() - begin
        return {"each": nanos // calls, "check": items if right == calls else right}

    def timed(self, items, work):
        pool = self.warm_pool()
        numbers = list(range(items))
        begin = time.perf_counter_ns()
        results = work(pool, numbers)
        nanos = time.perf_counter_ns() - begin
        return {"nanos": nanos, "check": sum(results)}

    def close(self):
        if self.executor is not None:
            self.executor.shutdown()
        if self.pool is not None:
            self.pool.close()
            self.pool.join()


def main():
    peer = Peer(int(sys.argv[1]), sys.argv[2])
    commands = {
        "start": peer.start,
        "apply": peer.apply,
        "map": peer.map,
        "map-chunk-1": peer.map_chunk_1,
        "imap-chunk-1": peer.imap_chunk_1,
        "futures": peer.futures,
    }
    answer_lines(commands)
    peer.close()


if __name__ == "__main__":
    main()

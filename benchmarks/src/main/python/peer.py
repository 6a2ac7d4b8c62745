"""CPython's multiprocessing, as one side of a benchmark.

Started as `python3 peer.py WORKERS START_METHOD`. It answers each line `run NAME ITEMS` on standard
input with one line of JSON: times in nanoseconds, memory in bytes, speed-ups in thousandths, and a check that the other side compares with
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
PRIMES_BLOCK = 1_250
PRIMES_WORKERS = 1, 2, 4


def same(x):
    return x


def increment(x):
    return x + 1


def quantile(ordered, percent):
    """The smallest value that `percent` percent of the values do not exceed."""
    return ordered[max(0, (len(ordered) * percent + 99) // 100 - 1)]


def percentiles(trips):
    ordered = sorted(trips)
    return {"p50": quantile(ordered, 50), "p99": quantile(ordered, 99)}


def some_calls(call, items, most):
    """Times calls that give 1, as many as were asked for but no more than those who are slow can do."""
    calls = min(items, most)
    trips = []
    right = 0
    for _ in range(calls):
        begin = time.perf_counter_ns()
        right += call()
        trips.append(time.perf_counter_ns() - begin)
    return {**percentiles(trips), "check": items if right == calls else right}


def some_increments(work, items, most):
    """Times a map of `increment`, likewise."""
    few = min(items, most)
    numbers = list(range(few))
    begin = time.perf_counter_ns()
    results = list(work(numbers))
    nanos = time.perf_counter_ns() - begin
    right = results == list(range(1, few + 1))
    return {"each": nanos // few, "check": items * (items + 1) // 2 if right else -1}


def is_prime(n):
    if n % 2 == 0:
        return n == 2
    d = 3
    while d * d <= n:
        if n % d == 0:
            return False
        d += 2
    return True


def primes_in(block):
    first = max(2, block * PRIMES_BLOCK)
    return sum(1 for n in range(first, (block + 1) * PRIMES_BLOCK) if is_prime(n))


def sieved(limit):
    """How many primes there are below a number, found in another way."""
    composite = bytearray(limit)
    for n in range(2, limit):
        if not composite[n]:
            for multiple in range(n * n, limit, n):
                composite[multiple] = 1
    return limit - 2 - sum(composite)


def proportional_set_size(pid):
    with open(f"/proc/{pid}/smaps_rollup") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def median(values):
    ordered = sorted(values)
    upper = len(ordered) // 2
    return ordered[upper] if len(ordered) % 2 else (ordered[upper - 1] + ordered[upper]) // 2


def idle_memory(pids):
    """What one of these processes has in memory, in bytes."""
    return median([proportional_set_size(each) for each in pids])


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
        self.pools = {}

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

    def start_again(self, items):
        self.start(items)
        return self.start(items)

    def apply(self, items):
        pool = self.warm_pool()
        return some_calls(lambda: pool.apply(one), items, items)

    def map(self, items):
        return self.timed(items, lambda pool, numbers: pool.map(increment, numbers))

    def map_doubles(self, items):
        pool = self.warm_pool()
        numbers = [float(i) for i in range(items)]
        begin = time.perf_counter_ns()
        results = pool.map(increment, numbers)
        nanos = time.perf_counter_ns() - begin
        return {"nanos": nanos, "check": int(sum(results))}

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

    def primes(self, items):
        blocks = list(range(items))
        begin = time.perf_counter_ns()
        counts = [primes_in(block) for block in blocks]
        loop = time.perf_counter_ns() - begin
        right = sum(counts) == sieved(items * PRIMES_BLOCK)
        answer = {}
        for workers in PRIMES_WORKERS:
            if workers not in self.pools:
                self.pools[workers] = self.context.Pool(workers)
            begin = time.perf_counter_ns()
            right = right and self.pools[workers].map(primes_in, blocks) == counts
            answer[f"pool{workers}"] = 1000 * loop // (time.perf_counter_ns() - begin)
        return {**answer, "check": items if right else -1}

    def memory(self, items):
        with self.context.Pool(self.workers) as pool:
            seen = set()
            while len(seen) < self.workers:
                seen.update(pool.map(pid, range(self.workers), 1))
            unused = idle_memory(seen)
            results = pool.map(increment, list(range(items)))
            time.sleep(1)
            return {"unused": unused, "used": idle_memory(seen), "check": results[-1]}

    def timed(self, items, work):
        pool = self.warm_pool()
        numbers = list(range(items))
        begin = time.perf_counter_ns()
        results = work(pool, numbers)
        nanos = time.perf_counter_ns() - begin
        return {"nanos": nanos, "each": nanos // items, "check": sum(results)}

    def close(self):
        if self.executor is not None:
            self.executor.shutdown()
        if self.pool is not None:
            self.pools[0] = self.pool
        for pool in self.pools.values():
            pool.close()
            pool.join()


def main():
    peer = Peer(int(sys.argv[1]), sys.argv[2])
    commands = {
        "start": peer.start,
        "start-again": peer.start_again,
        "apply": peer.apply,
        "map": peer.map,
        "map-chunk-1": peer.map_chunk_1,
        "imap-chunk-1": peer.imap_chunk_1,
        "map-ints": peer.map,
        "map-doubles": peer.map_doubles,
        "futures": peer.futures,
        "primes": peer.primes,
        "memory": peer.memory,
    }
    answer_lines(commands)
    peer.close()


if __name__ == "__main__":
    main()

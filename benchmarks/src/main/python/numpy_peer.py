"""CPython's multiprocessing with arrays of NumPy, as one side of a benchmark.

Started as `python3 numpy_peer.py WORKERS START_METHOD`. It answers like `peer.py`.
"""

import multiprocessing
import sys
import time
from multiprocessing import shared_memory

import numpy

from peer import answer_lines

LENGTH = 1_000_000
STEP = 512
CHUNKS_PER_WORKER = 4
SUMS = 10


def larger(array):
    return array + 1


def look(array):
    return float(array[::STEP].sum())


def filled(value):
    return numpy.full(LENGTH, float(value))


def fresh(arrays):
    """Arrays that no worker has seen, not even their contents."""
    items = [filled(i) for i in range(arrays)]
    for array in items:
        array[1] = numpy.random.default_rng().random()
    return items


def sum_of_looks(arrays):
    return sum(look(array) for array in arrays)


class Peer:

    def __init__(self, workers, method):
        self.workers = workers
        self.pool = multiprocessing.get_context(method).Pool(workers)
        self.block = None

    def map_ints(self, items):
        return self.map_numbers(numpy.arange(items, dtype=numpy.int32))

    def map_doubles(self, items):
        return self.map_numbers(numpy.arange(items, dtype=numpy.float64))

    def map_numbers(self, numbers):
        begin = time.perf_counter_ns()
        chunks = numpy.array_split(numbers, CHUNKS_PER_WORKER * self.workers)
        results = numpy.concatenate(self.pool.map(larger, chunks, 1))
        nanos = time.perf_counter_ns() - begin
        return {"nanos": nanos, "check": int(results.sum(dtype=numpy.float64))}

    def arrays_in(self, items):
        return self.timed(look, fresh(items), sum)

    def arrays_out(self, items):
        return self.timed(filled, range(items), sum_of_looks)

    def arrays_both(self, items):
        return self.timed(larger, fresh(items), sum_of_looks)

    def shared_sum(self, items):
        if self.block is None:
            self.block = shared_memory.SharedMemory(create=True, size=8 * items)
            numpy.ndarray(items, numpy.float64, self.block.buf).fill(1)
        numbers = numpy.ndarray(items, numpy.float64, self.block.buf)
        begin = time.perf_counter_ns()
        total = sum(float(numbers.sum()) for _ in range(SUMS))
        nanos = (time.perf_counter_ns() - begin) // SUMS
        return {"nanos": nanos, "check": int(total) // SUMS}

    def timed(self, function, items, check):
        begin = time.perf_counter_ns()
        results = self.pool.map(function, items)
        nanos = time.perf_counter_ns() - begin
        return {"nanos": nanos, "check": int(check(results))}

    def close(self):
        self.pool.close()
        self.pool.join()
        if self.block is not None:
            self.block.close()
            self.block.unlink()


def main():
    peer = Peer(int(sys.argv[1]), sys.argv[2])
    commands = {
        "map-ints": peer.map_ints,
        "map-doubles": peer.map_doubles,
        "arrays-in": peer.arrays_in,
        "arrays-out": peer.arrays_out,
        "arrays-both": peer.arrays_both,
        "shared-sum": peer.shared_sum,
    }
    answer_lines(commands)
    peer.close()


if __name__ == "__main__":
    main()

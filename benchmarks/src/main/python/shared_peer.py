"""What CPython's multiprocessing shares between processes, as one side of a benchmark.

Started as `python3 shared_peer.py WORKERS START_METHOD`. It answers like `peer.py`. Processes are new in each
round; time runs from the moment when all of them are there, by the clock that processes have in common.
"""

import multiprocessing
import sys
import time
from multiprocessing import shared_memory

from peer import answer_lines, median, quantile

ATTACHMENTS = 9


def timed(start, times, work, args):
    start.wait()
    begin = time.perf_counter_ns()
    work(*args)
    times.put((begin, time.perf_counter_ns()))


def count(value, increments):
    for _ in range(increments):
        with value.get_lock():
            value.value += 1


def lock_and_unlock(lock, pairs):
    for _ in range(pairs):
        lock.acquire()
        lock.release()


def meet(barrier, times):
    for _ in range(times):
        barrier.wait()


def take(queue, items, answer):
    characters = 0
    for _ in range(items):
        characters += len(queue.get())
    answer.put((time.perf_counter_ns(), characters))


def echo(end, trips):
    for _ in range(trips):
        end.send(end.recv())


def append(numbers, items):
    for i in range(items):
        numbers.append(i)


def attach(name, last, answer):
    nanos = []
    ones = 0
    for _ in range(ATTACHMENTS):
        begin = time.perf_counter_ns()
        block = shared_memory.SharedMemory(name)
        ones += block.buf[last]
        nanos.append(time.perf_counter_ns() - begin)
        block.close()
    answer.put((median(nanos), ones))


class Peer:

    def __init__(self, workers, method):
        self.workers = workers
        self.context = multiprocessing.get_context(method)

    def start(self, work, *args):
        process = self.context.Process(target=work, args=args)
        process.start()
        return process

    def in_all(self, processes, work, *args):
        """How long it takes some processes to do the same at once."""
        start = self.context.Barrier(processes)
        times = self.context.SimpleQueue()
        started = [self.start(timed, start, times, work, args) for _ in range(processes)]
        seen = [times.get() for _ in started]
        for process in started:
            process.join()
        return max(end for _, end in seen) - min(begin for begin, _ in seen)

    def counter(self, items):
        value = self.context.Value("q", 0)
        nanos = self.in_all(self.workers, count, value, items // self.workers)
        return {"lock": nanos, "atomic": nanos, "check": value.value}

    def lock(self, items):
        lock = self.context.Lock()
        begin = time.perf_counter_ns()
        lock_and_unlock(lock, items)
        alone = time.perf_counter_ns() - begin
        contended = self.in_all(self.workers, lock_and_unlock, lock, items // self.workers)
        return {"contended": contended, "alone": alone, "check": items}

    def barrier(self, items):
        barrier = self.context.Barrier(self.workers)
        return {"nanos": self.in_all(self.workers, meet, barrier, items), "check": items}

    def queue(self, items):
        queue = self.context.Queue()
        answer = self.context.SimpleQueue()
        process = self.start(take, queue, items, answer)
        begin = time.perf_counter_ns()
        for i in range(items):
            queue.put(f"item {i}")
        end, characters = answer.get()
        process.join()
        return {"nanos": end - begin, "check": characters}

    def pipe(self, items):
        first, second = self.context.Pipe()
        process = self.start(echo, second, items)
        trips = []
        right = 0
        for i in range(items):
            begin = time.perf_counter_ns()
            first.send(i)
            right += first.recv() == i
            trips.append(time.perf_counter_ns() - begin)
        process.join()
        return {"p50": quantile(sorted(trips), 50), "check": right}

    def manager(self, items):
        with self.context.Manager() as manager:
            numbers = manager.list()
            nanos = self.in_all(1, append, numbers, items)
            return {"nanos": nanos, "check": len(numbers)}

    def attach(self, items):
        size = items * 1_000_000
        block = shared_memory.SharedMemory(create=True, size=size)
        try:
            block.buf[size - 1] = 1
            answer = self.context.SimpleQueue()
            process = self.start(attach, block.name, size - 1, answer)
            nanos, ones = answer.get()
            process.join()
            return {"nanos": nanos, "check": ones}
        finally:
            block.close()
            block.unlink()


def main():
    peer = Peer(int(sys.argv[1]), sys.argv[2])
    answer_lines({
        "counter": peer.counter,
        "lock": peer.lock,
        "barrier": peer.barrier,
        "queue": peer.queue,
        "pipe": peer.pipe,
        "manager": peer.manager,
        "attach": peer.attach,
    })


if __name__ == "__main__":
    main()

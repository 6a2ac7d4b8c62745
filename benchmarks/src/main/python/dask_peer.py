"""Dask's scheduler and workers, as one side of a benchmark.

Started as `python3 dask_peer.py WORKERS`. It answers like `peer.py`, and leaves no files behind.
"""

import logging
import sys
import tempfile
import time

from distributed import Client, LocalCluster

from peer import answer_lines, increment, one, percentiles

MOST_CALLS = 200
MOST_ITEMS = 1_000


class Peer:

    def __init__(self, client):
        self.client = client

    def apply(self, items):
        calls = min(items, MOST_CALLS)
        trips = []
        right = 0
        for _ in range(calls):
            begin = time.perf_counter_ns()
            right += self.client.submit(one, pure=False).result()
            trips.append(time.perf_counter_ns() - begin)
        return {**percentiles(trips), "check": items if right == calls else right}

    def map_chunk_1(self, items):
        few = min(items, MOST_ITEMS)
        numbers = list(range(few))
        begin = time.perf_counter_ns()
        results = self.client.gather(self.client.map(increment, numbers, pure=False))
        nanos = time.perf_counter_ns() - begin
        right = results == list(range(1, few + 1))
        return {"each": nanos // few, "check": items * (items + 1) // 2 if right else -1}


def main():
    with tempfile.TemporaryDirectory(prefix="muster-benchmark-") as folder:
        cluster = LocalCluster(
            n_workers=int(sys.argv[1]),
            threads_per_worker=1,
            dashboard_address=None,
            local_directory=folder,
            silence_logs=logging.CRITICAL)
        client = Client(cluster)
        try:
            peer = Peer(client)
            answer_lines({"apply": peer.apply, "map-chunk-1": peer.map_chunk_1})
        finally:
            client.close()
            cluster.close()


if __name__ == "__main__":
    main()

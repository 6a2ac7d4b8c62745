"""ipyparallel, as one side of a benchmark.

Started as `python3 ipyparallel_peer.py WORKERS`. It answers like `peer.py`. It has a controller and
engines of its own, and leaves no files behind.
"""

import logging
import os
import sys
import tempfile
import time

from peer import answer_lines, increment, one, some_calls, some_increments

MOST_CALLS = 500
MOST_ITEMS = 1_000


class Peer:

    def __init__(self, client):
        self.direct = client[:]
        self.balanced = client.load_balanced_view()

    def apply(self, items):
        return some_calls(lambda: self.balanced.apply_sync(one), items, MOST_CALLS)

    def map(self, items):
        numbers = list(range(items))
        begin = time.perf_counter_ns()
        results = self.direct.map_sync(increment, numbers)
        nanos = time.perf_counter_ns() - begin
        return {"nanos": nanos, "check": sum(results)}

    def map_chunk_1(self, items):
        return some_increments(
            lambda numbers: self.balanced.map_sync(increment, numbers, chunksize=1),
            items,
            MOST_ITEMS)


def main():
    with tempfile.TemporaryDirectory(prefix="muster-benchmark-") as folder:
        os.environ["IPYTHONDIR"] = folder
        os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        import ipyparallel

        cluster = ipyparallel.Cluster(n=int(sys.argv[1]), log_level=logging.ERROR)
        client = cluster.start_and_connect_sync()
        try:
            peer = Peer(client)
            commands = {
                "apply": peer.apply,
                "map": peer.map,
                "map-chunk-1": peer.map_chunk_1,
            }
            answer_lines(commands)
        finally:
            client.close()
            cluster.stop_cluster_sync()


if __name__ == "__main__":
    main()

"""Dask's scheduler and workers, as one side of a benchmark.

Started as `python3 dask_peer.py WORKERS`. It answers like `peer.py`, and leaves no files behind.
"""

import logging
import sys
import tempfile

from distributed import Client, LocalCluster

from peer import answer_lines, increment, one, some_calls, some_increments

MOST_CALLS = 200
MOST_ITEMS = 1_000


class Peer:

    def __init__(self, client):
        self.client = client

    def apply(self, items):
        submit = self.client.submit
        return some_calls(lambda: submit(one, pure=False).result(), items, MOST_CALLS)

    def map_chunk_1(self, items):
        client = self.client
        return some_increments(
            lambda numbers: client.gather(client.map(increment, numbers, pure=False)),
            items,
            MOST_ITEMS)


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

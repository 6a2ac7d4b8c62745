"""Stands in for the kernel where there is no Java that can run it: answers every cell with the reason.

    python no-java.py CONNECTION_FILE PROBLEM ADVICE

Jupyter shows nothing of what a kernel prints that dies at its start. Jupyter is a Python program with
ZeroMQ, so this one can run where Jupyter does. It speaks as much of the protocol
(https://jupyter-client.readthedocs.io/en/stable/messaging.html) as a front end needs to show an error.
"""

import hashlib
import hmac
import json
import os
import sys
import uuid
from datetime import datetime, timezone

import zmq

DELIMITER = b"<IDS|MSG>"


def connect(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class Kernel:
    def __init__(self, connection, problem, advice):
        self.key = connection["key"].encode()
        self.problem = problem
        self.advice = advice
        self.session = uuid.uuid4().hex
        self.count = 0
        context = zmq.Context.instance()
        self.sockets = {}
        for name, kind in (
            ("shell", zmq.ROUTER),
            ("control", zmq.ROUTER),
            ("stdin", zmq.ROUTER),
            ("hb", zmq.REP),
            ("iopub", zmq.PUB),
        ):
            socket = context.socket(kind)
            socket.linger = 1000
            separator = ":" if connection["transport"] == "tcp" else "-"
            socket.bind(
                "%s://%s%s%d"
                % (connection["transport"], connection["ip"], separator, connection[name + "_port"])
            )
            self.sockets[name] = socket

    def run(self):
        poller = zmq.Poller()
        for name in ("shell", "control", "hb"):
            poller.register(self.sockets[name], zmq.POLLIN)
        parent = os.getppid()
        while os.getppid() == parent:  # ends with Jupyter, also when that is killed
            for socket, _ in poller.poll(1000):
                frames = socket.recv_multipart()
                if socket is self.sockets["hb"]:
                    socket.send_multipart(frames)
                elif not self.answer(socket, frames):
                    return

    def answer(self, socket, frames):
        """Answers one message; false if it was the last one."""
        at = frames.index(DELIMITER)
        signed = frames[at + 2 : at + 6]
        if self.key and not hmac.compare_digest(self.sign(signed), frames[at + 1]):
            return True
        request = json.loads(signed[0])
        content = json.loads(signed[3])
        kind = request["msg_type"]
        if not kind.endswith("_request"):
            return True
        self.publish("status", {"execution_state": "busy"}, request)
        reply = self.reply_to(kind, content, request)
        self.send(socket, frames[:at], kind[: -len("request")] + "reply", reply, request)
        self.publish("status", {"execution_state": "idle"}, request)
        return kind != "shutdown_request"

    def reply_to(self, kind, content, request):
        if kind == "execute_request":
            self.count += 1
            error = {
                "ename": "NoJava",
                "evalue": self.problem,
                "traceback": ["Muster " + self.problem, self.advice],
            }
            self.publish("error", error, request)
            return dict(error, status="error", execution_count=self.count, user_expressions={})
        return dict(
            {
                "kernel_info_request": {
                    "protocol_version": "5.3",
                    "implementation": "muster",
                    "implementation_version": "0",
                    "language_info": {
                        "name": "java",
                        "version": "0",
                        "mimetype": "text/x-java-source",
                        "file_extension": ".java",
                    },
                    "banner": "Muster " + self.problem + "\n" + self.advice,
                    "help_links": [],
                },
                "complete_request": {
                    "matches": [],
                    "cursor_start": content.get("cursor_pos", 0),
                    "cursor_end": content.get("cursor_pos", 0),
                    "metadata": {},
                },
                "inspect_request": {"found": False, "data": {}, "metadata": {}},
                "history_request": {"history": []},
                "comm_info_request": {"comms": {}},
                "shutdown_request": {"restart": content.get("restart", False)},
            }.get(kind, {}),
            status="unknown" if kind == "is_complete_request" else "ok",
        )

    def publish(self, kind, content, request):
        self.send(self.sockets["iopub"], [kind.encode()], kind, content, request)

    def send(self, socket, to, kind, content, request):
        header = {
            "msg_id": uuid.uuid4().hex,
            "session": self.session,
            "username": "kernel",
            "date": datetime.now(timezone.utc).isoformat(),
            "msg_type": kind,
            "version": "5.3",
        }
        parts = [json.dumps(part).encode() for part in (header, request, {}, content)]
        socket.send_multipart(to + [DELIMITER, self.sign(parts)] + parts)

    def sign(self, parts):
        if not self.key:
            return b""
        return hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode()


if __name__ == "__main__":
    Kernel(connect(sys.argv[1]), sys.argv[2], sys.argv[3]).run()

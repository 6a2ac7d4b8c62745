"""A client of one Jupyter kernel, over its real sockets: the same one for every kernel.

It speaks the wire protocol itself, with no more Python than that takes (no threads, no event loop,
no parsing of dates), so that what it measures is the kernel. Usage: kernel_peer.py COMMAND...,
where {connection_file} stands for the file. Answers lines `run NAME ITEMS` as peer.py does.
"""

import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

import zmq

PATIENCE_S = 60
CHANNELS = {"shell": zmq.DEALER, "control": zmq.DEALER, "iopub": zmq.SUB}

PYTHON = {
    "add": "1+1",
    "print_lines": "for i in range({n}): print(f'line {{i}}')",
    "print_much": "s = 'x' * 1023\nfor i in range({n} * 1024): print(s)",
    "define": "def f(x):\n    return x + {n}",
    "call": "f(1)",
    "keep": "{n} + 1",
    "variable": "v{n} = {n}",
    "method": "def m{n}(x):\n    return x + {n}",
    "import": "import collections.abc",
    "complete": "import math\nmath.ce",
}
JAVA = {
    "add": "1+1",
    "print_lines": 'for (int i = 0; i < {n}; i++) System.out.println("line " + i);',
    "print_much": 'String s = "x".repeat(1023); for (int i = 0; i < {n} * 1024; i++) System.out.println(s);',
    "define": "int f(int x) {{ return x + {n}; }}",
    "call": "f(1)",
    "keep": "{n} + 1",
    "variable": "int v{n} = {n};",
    "method": "int m{n}(int x) {{ return x + {n}; }}",
    "import": "import java.util.concurrent.atomic.*;",
    "complete": "Math.ce",
}


class Kernel:
    """A kernel process and the sockets to it."""

    def __init__(self, command):
        self.session = uuid.uuid4().hex
        self.key = uuid.uuid4().hex.encode()
        self.mac = hmac.new(self.key, digestmod=hashlib.sha256)
        self.code = JAVA if "java" in command[0] else PYTHON
        handle, self.file = tempfile.mkstemp(prefix="kernel-", suffix=".json")
        ports = free_ports(5)
        names = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
        about = dict(zip(names, ports), ip="127.0.0.1", transport="tcp", key=self.key.decode(),
                     signature_scheme="hmac-sha256", kernel_name="benchmark")
        with os.fdopen(handle, "w") as out:
            json.dump(about, out)
        self.context = zmq.Context()
        self.poller = zmq.Poller()
        self.started = time.perf_counter_ns()
        self.process = subprocess.Popen(
            [word.replace("{connection_file}", self.file) for word in command],
            stdin=subprocess.DEVNULL, start_new_session=True)
        self.sockets = {}
        for name, kind in CHANNELS.items():
            its = self.sockets[name] = self.context.socket(kind)
            its.linger = 0
            its.setsockopt(zmq.RECONNECT_IVL, 5)
            its.setsockopt(zmq.RCVHWM, 0)
            if kind == zmq.SUB:
                its.setsockopt(zmq.SUBSCRIBE, b"")
            its.connect("tcp://127.0.0.1:%d" % about[name + "_port"])
            if name != "control":
                self.poller.register(its, zmq.POLLIN)

    def send(self, kind, content, channel="shell"):
        header = {"msg_id": uuid.uuid4().hex, "session": self.session, "username": "benchmark",
                  "date": "2026-01-01T00:00:00.000000Z", "msg_type": kind, "version": "5.4"}
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        mac = self.mac.copy()
        for part in parts:
            mac.update(part)
        self.sockets[channel].send_multipart([b"<IDS|MSG>", mac.hexdigest().encode(), *parts])
        return header["msg_id"]

    def messages(self, until_ns):
        """What arrives on shell and iopub: channel, type, id of the request, content."""
        while True:
            left = (until_ns - time.perf_counter_ns()) // 1_000_000
            ready = self.poller.poll(max(left, 0))
            if not ready:
                raise TimeoutError("the kernel does not answer")
            for its, _ in ready:
                frames = its.recv_multipart()
                at = frames.index(b"<IDS|MSG>") + 2
                header, parent = json.loads(frames[at]), json.loads(frames[at + 1])
                yield header["msg_type"], parent.get("msg_id"), frames[at + 3]

    def ask(self, kind, content, seen=None):
        """Sends a request and waits for its reply and for idle. Gives the time and the reply."""
        begin = time.perf_counter_ns()
        request = self.send(kind, content)
        reply, idle = None, False
        for type_, parent, body in self.messages(begin + PATIENCE_S * 10**9):
            if parent != request:
                continue
            if type_ == "status":
                idle = b'"idle"' in body
            elif type_.endswith("_reply"):
                reply = json.loads(body)
            elif seen is not None:
                seen(type_, body)
            if idle and reply is not None:
                return time.perf_counter_ns() - begin, reply

    def run(self, code, seen=None):
        nanos, reply = self.ask("execute_request", {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": True}, seen)
        if reply["status"] != "ok":
            raise RuntimeError("%r fails: %s" % (code, reply))
        return nanos

    def value(self, code):
        """Runs a cell that has a value: the time and the value's text."""
        texts = []
        nanos = self.run(code, lambda type_, body: texts.append(
            json.loads(body)["data"]["text/plain"]) if type_ == "execute_result" else None)
        return nanos, texts[0]

    def await_info(self):
        """Asks what the kernel is, and waits until iopub is connected too."""
        nanos = None
        while True:
            _, reply = self.ask("kernel_info_request", {})
            return time.perf_counter_ns() - self.started

    def close(self):
        try:
            self.send("shutdown_request", {"restart": False}, "control")
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        finally:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
            self.context.destroy(0)
            os.unlink(self.file)

    def rss_kb(self):
        return self.status("VmRSS")

    def status(self, name):
        with open("/proc/%d/status" % self.process.pid) as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))

    def cpu_ticks(self):
        with open("/proc/%d/stat" % self.process.pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports

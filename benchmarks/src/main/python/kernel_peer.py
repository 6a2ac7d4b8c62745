"""A client of one Jupyter kernel, over its real sockets: the same one for every kernel.

It speaks the wire protocol itself, with no more Python than that takes (no threads, no event loop,
no parsing of dates), so that what it measures is the kernel. Usage:

    kernel_peer.py WORKERS ipykernel
    kernel_peer.py WORKERS muster JAVA LIB PREFIX

LIB is the folder with all jars, PREFIX where the kernel is installed, which is done once: its AOT
cache is made there.

It answers lines `run NAME ITEMS` as peer.py does.
"""

import glob
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

PATIENCE_S = 120
CACHE_S = 300
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
    "print_much": (
        'String s = "x".repeat(1023); for (int i = 0; i < {n} * 1024; i++) System.out.println(s);'),
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

    def __init__(self, command, java):
        self.session = uuid.uuid4().hex
        self.key = uuid.uuid4().hex.encode()
        self.mac = hmac.new(self.key, digestmod=hashlib.sha256)
        self.code = JAVA if java else PYTHON
        handle, self.file = tempfile.mkstemp(prefix="kernel-", suffix=".json")
        ports = free_ports(5)
        names = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
        about = dict(zip(names, ports), ip="127.0.0.1", transport="tcp", key=self.key.decode(),
                     signature_scheme="hmac-sha256", kernel_name="benchmark")
        with os.fdopen(handle, "w") as out:
            json.dump(about, out)
        self.context = zmq.Context()  # one for each: nothing of an earlier kernel stays
        self.poller = zmq.Poller()
        self.started = time.perf_counter_ns()
        self.process = subprocess.Popen(
            [word.replace("{connection_file}", self.file) for word in command],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
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

    def cell(self, name, n=0):
        """Runs one of the cells that there are in both languages."""
        return self.run(self.code[name].format(n=n))

    def await_info(self):
        """Asks what the kernel is: the time since it was started. Both channels are connected."""
        self.ask("kernel_info_request", {})
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

    def memory(self):
        """The resident set, in bytes."""
        with open("/proc/%d/status" % self.process.pid) as lines:
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))

    def processor_nanos(self):
        """What all of its threads that are there have used."""
        folder = "/proc/%d/task" % self.process.pid
        total = 0
        for thread in os.listdir(folder):
            try:
                with open("%s/%s/schedstat" % (folder, thread)) as stat:
                    total += int(stat.read().split()[0])
            except OSError:
                pass  # ended meanwhile
        return total


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


class Muster:
    """How an installed Muster is started: with the command of its kernelspec."""

    java = True

    def __init__(self, java, lib, prefix):
        subprocess.run([java, "-cp", lib + "/*", "org.muster.install.Main", "install", "--prefix",
                        prefix], check=True, stdout=subprocess.DEVNULL)
        spec = os.path.join(prefix, "share", "jupyter", "kernels", "muster")
        with open(os.path.join(spec, "kernel.json")) as text:
            argv = json.load(text)["argv"]
        self.command = [word.replace("{resource_dir}", spec) for word in argv]
        # What follows the connection file names the cache, but for the JDK's version at its end.
        self.cache = self.command[argv.index("{connection_file}") + 1] + "-*.aot"
        self.await_cache()

    def await_cache(self):
        """The first kernel after an installation makes the cache with which later ones start."""
        if glob.glob(self.cache):
            return
        kernel = Kernel(self.command, True)
        try:
            end = time.monotonic() + CACHE_S
            while not glob.glob(self.cache) and time.monotonic() < end:
                time.sleep(0.5)
            if not glob.glob(self.cache):
                print("no AOT cache after %d s: measured without" % CACHE_S, file=sys.stderr)
        finally:
            kernel.close()


class Ipykernel:
    """The command of ipykernel's own kernelspec, with this interpreter."""

    java = False
    command = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f",
               "{connection_file}"]


def quantile(values, percent):
    """The smallest value that `percent` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, (len(ordered) * percent + 99) // 100 - 1)]


def start(kernel, _):
    info = kernel.await_info()
    _, text = kernel.value("1+1")
    return {"info": info, "first": time.perf_counter_ns() - kernel.started,
            "memory": kernel.memory(), "check": int(text)}


def idle(kernel, seconds):
    """Processor time for each second in which nobody asks for anything."""
    kernel.await_info()
    _, text = kernel.value("1+1")
    time.sleep(seconds)  # what is done in the background after a start
    before = kernel.processor_nanos()
    time.sleep(seconds)
    return {"each": (kernel.processor_nanos() - before) // seconds, "memory": kernel.memory(),
            "check": int(text)}


def early(kernel, seconds):
    """The first 100 cells, with a pause after the first one as a person makes it."""
    kernel.await_info()
    answers = [kernel.value("1+1")]
    time.sleep(seconds)
    answers += [kernel.value("1+1") for _ in range(99)]
    times = [nanos for nanos, _ in answers]
    return {"ten": quantile(times[1:10], 50), "hundred": quantile(times[40:], 50),
            "check": sum(int(text) for _, text in answers)}


def add(kernel, count):
    answers = [kernel.value("1+1") for _ in range(count)]
    times = [nanos for nanos, _ in answers]
    return {"p50": quantile(times, 50), "p99": quantile(times, 99),
            "check": sum(int(text) for _, text in answers)}


def session(kernel, count):
    """A long session: values that are kept, variables, methods, imports; `1+1` after each."""
    kernel.await_info()
    kinds = ("keep", "variable", "method", "import")
    times, check = [], 0
    for n in range(count // 2):
        kernel.cell(kinds[n % len(kinds)], n)
        nanos, text = kernel.value("1+1")
        times.append(nanos)
        check += int(text)
    tenth = max(5, count // 100)
    early = times[20:20 + tenth] if count >= 100 else times[:tenth]
    return {"early": quantile(early, 50), "late": quantile(times[-tenth:], 50),
            "memory": kernel.memory(), "check": check}


def define(kernel, count):
    times, check = [], 0
    for n in range(count):
        nanos = kernel.cell("define", n)
        more, text = kernel.value(kernel.code["call"])
        times.append(nanos + more)
        check += int(text) == n + 1
    return {"p50": quantile(times, 50), "check": check}


def complete(kernel, count):
    code = kernel.code["complete"]
    times, check = [], 0
    for _ in range(count):
        nanos, reply = kernel.ask("complete_request", {"code": code, "cursor_pos": len(code)})
        times.append(nanos)
        check += any("ceil" in match for match in reply["matches"])
    return {"p50": quantile(times, 50), "check": check}


def lines(kernel, count):
    seen = [0]

    def stream(type_, body):
        if type_ == "stream":
            seen[0] += json.loads(body)["text"].count("\n")

    nanos = kernel.run(kernel.code["print_lines"].format(n=count), stream)
    return {"nanos": nanos, "check": seen[0]}


def much(kernel, count):
    """Memory after cells, after redefinitions, after as many MB of output."""
    kernel.await_info()
    memory = {"start": kernel.memory()}
    for _ in range(200):
        kernel.cell("add")
    memory["cells"] = kernel.memory()
    for n in range(count):
        kernel.cell("define", n)
    memory["redefined"] = kernel.memory()
    seen = [0]

    def stream(type_, body):
        if type_ == "stream":
            seen[0] += len(json.loads(body)["text"])

    for _ in range(count // 50):
        kernel.run(kernel.code["print_much"].format(n=50), stream)
    memory["printed"] = kernel.memory()
    return dict(memory, check=seen[0] // (1 << 20))


WARMED = {"kernel-cell": add, "kernel-define": define, "kernel-complete": complete,
          "kernel-lines": lines}
FRESH = {"kernel-start": start, "kernel-idle": idle, "kernel-early": early,
         "kernel-session": session, "kernel-memory": much}


def main():
    kind = Muster(*sys.argv[3:]) if sys.argv[2] == "muster" else Ipykernel()
    running = None
    try:
        for request in sys.stdin:
            _, name, items = request.split()
            if name in FRESH:
                kernel = Kernel(kind.command, kind.java)
                try:
                    answer = FRESH[name](kernel, int(items))
                finally:
                    kernel.close()
            else:
                if running is None:
                    running = Kernel(kind.command, kind.java)
                    running.await_info()
                answer = WARMED[name](running, int(items))
            print(json.dumps(answer), flush=True)
    finally:
        if running is not None:
            running.close()


if __name__ == "__main__":
    main()

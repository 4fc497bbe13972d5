"""A small client over standard input and output, for dflint and for the peer. Nothing but Python's own library."""

import json
import os
import re
import select
import subprocess
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PEER = PROJECT / "target/peers/npm/node_modules/dockerfile-language-server-nodejs/bin/docker-langserver"

# A server that says nothing for so long hangs. Nothing here is judged by time: this is only so that it ends.
HANGS = 120


def dflint(binary=None):
    """The command that starts dflint's server; the release build if there is one."""
    if binary is None:
        built = [PROJECT / "target" / profile / "dflint" for profile in ("release", "debug")]
        binary = next((path for path in built if path.exists()), built[-1])
    return [str(binary), "lsp"]


def peer():
    """The command that starts the peer, or none if it is not installed."""
    return ["node", str(PEER), "--stdio"] if PEER.exists() else None


class Error(Exception):
    """What a request was answered with."""


class Client:
    """Talks to one server. Requests of the server are answered as a client without abilities does."""

    def __init__(self, command, capabilities, settings=None, folders=None):
        self.begin = time.perf_counter()
        self.settings = settings
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.buffer = bytearray()
        self.last_id = 0
        self.notifications = []
        self.initialized = self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities, "workspaceFolders": folders})
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        return self.last_id

    def read(self):
        """The next message, whatever it is, and the time when its last byte was read."""
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            self.fill()
        lengths = re.findall(rb"(?i)^content-length: *(\d+)", self.buffer[:end], re.MULTILINE)
        stop = end + 4 + int(lengths[0])
        while len(self.buffer) < stop:
            self.fill()
        body = bytes(self.buffer[end + 4 : stop])
        del self.buffer[:stop]
        at = time.perf_counter()
        return json.loads(body), at

    def fill(self):
        output = self.server.stdout.fileno()
        if not select.select([output], [], [], HANGS)[0]:
            raise EOFError("the server says nothing any more")
        found = os.read(output, 1 << 16)
        if not found:
            raise EOFError("the server has closed its output")
        self.buffer += found

    def next(self):
        """The next message that is no request of the server: those are answered."""
        while True:
            message, at = self.read()
            if "method" not in message or "id" not in message:
                return message, at
            if message["method"] == "workspace/configuration":
                result = [self.settings for _ in message["params"]["items"]]
            else:
                result = None
            self.send({"id": message["id"], "result": result})

    def answer(self, wanted):
        """The answer to a request, and when it came; notifications before it are kept."""
        while True:
            message, at = self.next()
            if "method" in message:
                self.notifications.append((message, at))
            elif message["id"] == wanted:
                if "error" in message:
                    raise Error(message["error"])
                return message["result"], at

    def ask(self, method, params):
        return self.answer(self.request(method, params))[0]

    def notification(self, method, wanted=lambda _params: True):
        """The next notification of this kind, those first that have come already, and when it came."""
        for kept in self.notifications:
            if kept[0]["method"] == method and wanted(kept[0]["params"]):
                self.notifications.remove(kept)
                return kept[0]["params"], kept[1]
        while True:
            message, at = self.next()
            if message.get("method") == method and wanted(message["params"]):
                return message["params"], at
            if "method" in message:
                self.notifications.append((message, at))

    def open(self, uri, text):
        document = {"uri": uri, "languageId": "dockerfile", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri, version, changes):
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

    def close(self, uri):
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def memory(self):
        """The resident memory of the server in MiB."""
        for line in Path(f"/proc/{self.server.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise EOFError("the server has ended")

    def stop(self):
        """The exit code after `shutdown` and `exit`."""
        self.ask("shutdown", None)
        self.notify("exit", None)
        self.server.stdin.close()
        code = self.server.wait(HANGS)
        self.server.stdout.close()
        return code

    def kill(self):
        self.server.kill()
        self.server.wait()
        self.server.stdin.close()
        self.server.stdout.close()

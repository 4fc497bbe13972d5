"""How long the server takes, measured over stdio, the peer beside it in the same run. A measurement and not a test.

    cargo build --release && bash tests/peers/install npm
    python3 tests/peers/latency.py [--binary target/release/dflint] [--rounds 200] [--lines 50,1000,10000] [--no-peer]

Text is typed into the middle of real Dockerfiles that are joined until they have so many lines, a character every 30 ms, as an
editor sends it: each character is a didChange. Measured is the time from the first byte of the didChange written to the last byte
of the answer read: of the diagnostics, and of a completion, hover or semantic tokens that are asked for right behind the edit.
"""

import argparse
import os
import re
import time

import corpus
from stdio import PROJECT, Client, dflint, peer

URI = "file:///work/Dockerfile"
PAUSE = 0.03
# Seconds for one row of the table.
LONGEST = 60
FEATURES = ["diagnostics", "completion", "hover", "semanticTokens"]
TYPED = "RUN apt-get update && apt-get install -y curl \\\n    && echo ${PATH} --mount=type=cache\nCOPY --from=0 /etc/os-release /tmp/\n"
AIMS = {50: 2, 1000: 10, 10000: 50}


def capabilities():
    """Those of an editor that shows what is measured; it is told the diagnostics unasked."""
    tokens = ["keyword", "string", "variable", "comment", "operator", "parameter", "property", "class", "namespace", "function", "macro", "modifier"]
    return {
        "textDocument": {
            "publishDiagnostics": {"versionSupport": True, "relatedInformation": True, "codeDescriptionSupport": True, "dataSupport": True},
            "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
            "hover": {"contentFormat": ["markdown"]},
            "semanticTokens": {"requests": {"full": True}, "tokenTypes": tokens, "tokenModifiers": [], "formats": ["relative"]},
        }
    }


def sources():
    """Multi-stage files whose stages can be joined: without a directive, which must stand first, and without a heredoc left open."""
    files = corpus.sample()
    if files is None:
        print("# ../shared/corpus is not there: fixtures are joined instead")
        found = sorted((PROJECT / "tests/fixtures").rglob("*Dockerfile"))
        files = {str(path): path.read_text() for path in found}
    for text in files.values():
        if corpus.is_multi_stage(text) and "\r" not in text and "<<" not in text and not re.match(r"#\s*\w+\s*=", text):
            if 20 <= text.count("\n") <= 120 and not text.rstrip().endswith("\\"):
                yield text


def joined(lines):
    """Real stages, `lines` of them; the names of stages are made different from file to file."""
    out, count = [], 0
    while len(out) < lines:
        before = count
        for text in sources():
            count += 1
            names = set(re.findall(r"(?im)^FROM\s.*\sAS\s+(\S+)", text))
            for name in names:
                word = re.escape(name)
                text = re.sub(rf"(?im)(^FROM\s.*\sAS\s+|^FROM\s+|--from=|,from=|mount=from=){word}(?=[\s,]|$)", rf"\g<1>{name}-{count}", text)
            out += text.rstrip("\n").split("\n")
            if len(out) >= lines:
                break
        assert count > before, "there are no Dockerfiles to join"
    return "\n".join(out[:lines]) + "\n"


class Typing:
    """A document that is typed into."""

    def __init__(self, client, text):
        self.client, self.version, self.typed = client, 1, 0
        lines = text.split("\n")
        # A line that is not continued, near the middle.
        middle = len(lines) // 2
        fit = [at for at, line in enumerate(lines) if at and not lines[at - 1].rstrip().endswith("\\") and line.startswith(("RUN", "COPY", "ENV", "FROM"))]
        self.line, self.column = min(fit, key=lambda at: abs(at - middle)), 0
        lines.insert(self.line, "")
        client.open(URI, "\n".join(lines))
        client.notification("textDocument/publishDiagnostics")

    def type(self):
        """One character more; the time of writing."""
        character = TYPED[self.typed % len(TYPED)]
        self.typed += 1
        self.version += 1
        place = {"line": self.line, "character": self.column}
        if character == "\n":
            self.line, self.column = self.line + 1, 0
        else:
            self.column += 1
        begin = time.perf_counter()
        self.client.change(URI, self.version, [{"range": {"start": place, "end": place}, "text": character}])
        return begin

    def diagnostics(self):
        begin = self.type()
        fits = lambda params: params.get("version", self.version) == self.version
        return self.client.notification("textDocument/publishDiagnostics", fits)[1] - begin

    def ask(self, method, **params):
        begin = self.type()
        request = self.client.request(method, {"textDocument": {"uri": URI}, **params})
        took = self.client.answer(request)[1] - begin
        # Its diagnostics belong to no measurement.
        fits = lambda params: params.get("version", self.version) == self.version
        self.client.notification("textDocument/publishDiagnostics", fits)
        return took

    def completion(self):
        return self.ask("textDocument/completion", position={"line": self.line, "character": self.column})

    def hover(self):
        return self.ask("textDocument/hover", position={"line": self.line, "character": max(0, self.column - 1)})

    def semanticTokens(self):
        return self.ask("textDocument/semanticTokens/full")


def percentiles(times):
    times = sorted(times)
    return [1000 * times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 0.99)]


def row(who, what, times, note=""):
    print(f"| {who} | {what} | " + " | ".join(f"{value:.2f}" for value in percentiles(times)) + f" | {len(times)} | {note} |", flush=True)


def typing(who, command, lines, rounds):
    client = Client(command, capabilities())
    document = Typing(client, joined(lines))
    for feature in FEATURES:
        measure, times = getattr(document, feature), []
        end = time.perf_counter() + LONGEST
        # The peer needs seconds for some answers; what was measured until then must do.
        while len(times) < rounds and (len(times) < 5 or time.perf_counter() < end):
            time.sleep(PAUSE)
            times.append(measure())
        aim = f"aim: p99 <= {AIMS[lines]} ms" if who == "dflint" and lines in AIMS and feature == "diagnostics" else ""
        row(who, f"{lines} lines: {feature}", times, aim)
    client.stop()


def start(who, command, rounds):
    """From the start of the process to the first diagnostics."""
    text, times = joined(50), []
    for _ in range(rounds):
        client = Client(command, capabilities())
        client.open(URI, text)
        times.append(client.notification("textDocument/publishDiagnostics")[1] - client.begin)
        client.kill()
    row(who, "start to first diagnostics, 50 lines", times, "aim: <= 30 ms" if who == "dflint" else "")


def memory(who, command):
    client = Client(command, capabilities())
    text = joined(5000).split("\n")
    found = []
    for number in range(50):
        uri = f"file:///work/{number}/Dockerfile"
        client.open(uri, "\n".join(text[100 * number : 100 * number + 100]) + "\n")
        # Not the diagnostics are waited for: the peer sends none for a file on which its checks fail.
        client.ask("textDocument/foldingRange", {"textDocument": {"uri": uri}})
        if number in (0, 49):
            time.sleep(0.5)
            client.ask("textDocument/foldingRange", {"textDocument": {"uri": uri}})
            found.append(client.memory())
    aim = "; aim: <= 20 MiB" if who == "dflint" else ""
    print(f"{who}: {found[0]:.1f} MiB resident with 1 file open, {found[1]:.1f} MiB with 50 of 100 lines{aim}", flush=True)
    client.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", default=os.environ.get("BIN"), help="dflint; else target/release/dflint")
    parser.add_argument("--rounds", type=int, default=200, help="how often each is measured")
    parser.add_argument("--lines", default="50,1000,10000", help="the sizes of the document")
    parser.add_argument("--no-peer", action="store_true", help="measure dflint alone")
    options = parser.parse_args()
    servers = {"dflint": dflint(options.binary)}
    if not options.no_peer:
        if peer():
            servers["peer"] = peer()
        else:
            print("# the peer is not installed: bash tests/peers/install npm")
    print(f"# dflint is {' '.join(servers['dflint'])}; times in ms\n")
    print("| server | what | p50 | p95 | p99 | measured | |\n|---|---|---|---|---|---|---|")
    for lines in map(int, options.lines.split(",")):
        for who, command in servers.items():
            typing(who, command, lines, options.rounds)
    for who, command in servers.items():
        start(who, command, min(options.rounds, 20))
    print()
    for who, command in servers.items():
        memory(who, command)


if __name__ == "__main__":
    main()

"""What dflint and the peer (npm: dockerfile-language-server-nodejs) answer to the same questions about real Dockerfiles.

Each identifier of each file is asked for its definition, its highlights, its references and its rename; each file for folds, symbols
and links. The peer has no references: its highlights stand for them. A difference is put into a class by a rule (classes.py, and here
for whole files) with a reason; one that has none is a failure of dflint until a reason is found, and ends this with exit code 1.

    python3 tests/peers/conformance.py [--files 40]     DFLINT_FULL=1: 300
"""

import argparse
import os
import re
import sys
from collections import Counter, defaultdict

import checks
import classes
import corpus
from classes import BY_DESIGN, THEIRS
from reading import KEYWORDS, Reading
from stdio import Client, dflint, peer

URI = "file:///work/Dockerfile"
CAPABILITIES = {
    "textDocument": {
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "documentLink": {"tooltipSupport": False},
        "diagnostic": {},
    }
}
# The peer takes seconds for a request in a file that is longer.
LONGEST = 120
AT_A_NAME = ["definition", "highlight", "references", "rename"]
OF_A_FILE = ["folding", "symbols", "links"]
# So many requests are on their way: the peer writes to a pipe that must be read before it goes on.
WINDOW = 20


def ask(client, questions):
    """The results of many questions in their order; of an error none."""
    waiting, results, left = {}, [None] * len(questions), list(enumerate(questions))[::-1]
    while waiting or left:
        while left and len(waiting) < WINDOW:
            at, (method, params) = left.pop()
            waiting[client.request(method, params)] = at
        message, _ = client.next()
        if "method" not in message:
            results[waiting.pop(message["id"])] = message.get("result")
    return results


def span(found):
    return (found["start"]["line"], found["start"]["character"], found["end"]["line"], found["end"]["character"])


def places(feature, answer):
    """An answer as a set."""
    if feature == "definition":
        return {span(target["range"]) for target in (answer if isinstance(answer, list) else [answer] if answer else [])}
    if feature in ("highlight", "references"):
        return {span(one["range"]) for one in answer or []}
    if feature == "rename":
        return {(*span(edit["range"]), edit["newText"]) for edit in ((answer or {}).get("changes") or {}).get(URI, [])}
    raise ValueError(feature)


def question(feature, place):
    params = {"textDocument": {"uri": URI}, "position": place}
    if feature == "rename":
        return "textDocument/rename", {**params, "newName": "renamed"}
    if feature == "references":
        return "textDocument/references", {**params, "context": {"includeDeclaration": True}}
    return {"definition": "textDocument/definition", "highlight": "textDocument/documentHighlight"}[feature], params


def string_columns(lines, found):
    """Places with columns of Python's strings, as reading.py counts."""
    def column(line, units):
        if line >= len(lines):
            return units
        return len(lines[line].encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))

    return {(one[0], column(one[0], one[1]), one[2], column(one[2], one[3]), *one[4:]) for one in found}


class Comparison:
    def __init__(self, ours, theirs):
        self.ours, self.theirs = ours, theirs
        self.same = Counter()
        self.classed = defaultdict(list)
        self.unclassed = []

    def file(self, name, text):
        for client in (self.ours, self.theirs):
            client.open(URI, text)
        self.at_names(name, text)
        self.of_file(name, text)
        for client in (self.ours, self.theirs):
            client.close(URI)

    def note(self, feature, reason, verdict, what):
        if reason is None:
            self.unclassed.append((feature, *what))
        else:
            self.classed[feature, verdict, reason].append(what)

    def at_names(self, name, text):
        reading, lines = Reading(text), checks.lines_of(text)
        if len(reading.lines) != len(lines):
            # With lone carriage returns the protocol's lines are not BuildKit's.
            return
        words = [(number, word) for number, line in enumerate(lines) for word in re.finditer(r"[A-Za-z0-9_]+", line)]
        asked = []
        for number, word in words:
            place = {"line": number, "character": checks.column(lines[number], (word.start() + word.end()) // 2, "utf-16")}
            asked += [(number, word, feature, place) for feature in AT_A_NAME]
        ours = ask(self.ours, [question(feature, place) for _, _, feature, place in asked])
        alike = lambda feature: "highlight" if feature == "references" else feature
        theirs = ask(self.theirs, [question(alike(feature), place) for _, _, feature, place in asked])
        for (number, word, feature, _), one, other in zip(asked, ours, theirs):
            one, other = (string_columns(lines, places(alike(feature) if answer is other else feature, answer)) for answer in (one, other))
            if one == other:
                self.same[feature] += 1
                continue
            place = classes.Place(reading, number, word.start(), word[0])
            found = classes.classify(place, feature, one, other)
            what = (f"{name[:9]}:{number + 1}", word[0], lines[number].strip()[:100], sorted(one)[:5], sorted(other)[:5])
            self.note(feature, found and found[0].__doc__, found and found[1], what)

    def of_file(self, name, text):
        document = {"textDocument": {"uri": URI}}
        methods = ["textDocument/foldingRange", "textDocument/documentSymbol", "textDocument/documentLink"]
        ours, theirs = (ask(client, [(method, document) for method in methods]) for client in (self.ours, self.theirs))
        theirs[2] = [self.theirs.ask("documentLink/resolve", link) for link in theirs[2] or []]
        reading, lines = Reading(text), checks.lines_of(text)
        for feature, compare, one, other in zip(OF_A_FILE, (folds, symbols, links), ours, theirs):
            for found in compare(reading, lines, one or [], other or []):
                if found is None:
                    self.same[feature] += 1
                else:
                    reason, verdict, what = found
                    self.note(feature, reason, verdict, (name[:9], *what))


def folds(reading, lines, ours, theirs):
    """Theirs must be among ours; ours that they have not are stages, heredocs and regions."""
    lines_of = lambda folds: {(fold["startLine"], fold["endLine"]): fold for fold in folds}
    ours, theirs = lines_of(ours), lines_of(theirs)
    for first, last in sorted(set(ours) | set(theirs)):
        if (first, last) in ours and (first, last) in theirs:
            yield None
            continue
        instruction = reading.instruction_at(first)
        what = ((first + 1, last + 1), lines[first][:80], "ours" if (first, last) in ours else "theirs")
        if (first, last) in ours:
            stages = [reading.instructions[stage.instruction].first for stage in reading.stages]
            if first in stages:
                yield "A stage folds, from its FROM to what stands above the next one.", BY_DESIGN, what
            elif instruction and any(first == begin - 1 or begin <= first <= end for _, begin, end in instruction.heredocs):
                yield "A heredoc folds.", BY_DESIGN, what
            elif re.match(r"\s*#\s*region", lines[first]):
                yield "`# region` to `# endregion` folds.", BY_DESIGN, what
            elif all(not line.strip() or line.lstrip().startswith("#") for line in lines[first : last + 1]):
                yield "Comments that only blank lines part are one fold.", BY_DESIGN, what
            elif instruction and instruction.first == first and instruction.end == last:
                yield "An instruction over several lines, to its last one.", THEIRS, what
            else:
                yield None, None, what
        elif instruction and instruction.first == first and any((first, end) in ours for end in range(first + 1, len(lines))):
            yield "An instruction ends where BuildKit ends it: behind its heredocs, and before a comment or a blank line that follows it.", THEIRS, what
        elif lines[first].lstrip().startswith("#") and any(one <= first and last <= end for one, end in ours):
            yield "Comments within an instruction are a part of its fold, and those on each other one fold.", BY_DESIGN, what
        else:
            yield None, None, what


def symbols(reading, lines, ours, theirs):
    """They have one for each instruction, named by its keyword; ours begin at the instruction, or at the pairs of an ARG, ENV or LABEL."""
    begins = set()
    for _, found in checks.walk(ours):
        if "selectionRange" in found:
            begins.add(found["range"]["start"]["line"])
    for symbol in theirs:
        line = symbol["location"]["range"]["start"]["line"]
        instruction = reading.instruction_at(line)
        what = (line + 1, symbol["name"], lines[line][:80])
        if line in begins or instruction and any(instruction.first <= begin <= instruction.end for begin in begins) and instruction.first == line:
            yield None
        elif lines[line].lstrip().startswith("#") or instruction is None:
            yield "A directive is no part of the stages: it is no symbol.", BY_DESIGN, what
        elif instruction.first != line:
            yield "What stands within an instruction is no instruction.", THEIRS, what
        elif symbol["name"] not in KEYWORDS:
            yield "What is no instruction is no symbol.", BY_DESIGN, what
        else:
            yield None, None, what


def links(reading, lines, ours, theirs):
    """The same targets of the same images."""
    by_line = lambda found: {link["range"]["start"]["line"]: link for link in found if link.get("target")}
    images = {line: link for line, link in by_line(ours).items() if lines[line].lstrip().upper().startswith("FROM")}
    theirs = by_line(theirs)
    plain = lambda target: re.sub(r"/tags/?$|/$", "", target or "")
    for line in sorted(set(images) | set(theirs)):
        one, other = images.get(line), theirs.get(line)
        what = (line + 1, lines[line][:80], one and one["target"], other and other["target"])
        words = [word for word in lines[line].split()[1:] if not word.startswith("--")] or [""]
        image = words[0]
        first = image.split("/")[0]
        if one and other and plain(one["target"]) == plain(other["target"]):
            yield None
        elif image.lower() == "scratch" and one is None:
            yield "`scratch` is no image (BuildKit: the empty file system).", BY_DESIGN, what
        elif "$" in image and (one is None or other is None or "$" in other["target"]):
            yield "The page of an image with a variable is that of its value; without a known value there is none.", THEIRS, what
        elif other and "/" in image and ("." in first or ":" in first) and other["target"].startswith("https://hub.docker.com"):
            yield "An image of another registry has no page at Docker Hub.", THEIRS, what
        elif other and "/" in image and other["target"].startswith("https://hub.docker.com/_/"):
            yield "An image with an owner is no official one, also if its name has an underscore.", THEIRS, what
        elif one and other and first == "ghcr.io" and "github.com" in other["target"]:
            yield "The registry leads from an image's address to its page, also where the owner's package has a path.", BY_DESIGN, what
        elif other and one is None and not re.match(r"[a-z0-9]+([._/:@-]+\w+)*$", image):
            yield "What cannot be the name of an image has no page.", THEIRS, what
        elif one and other is None:
            yield "A page that they have none for.", BY_DESIGN, what
        elif other and one is None and reading.stage_named(image, len(reading.stages)) is not None:
            yield "A stage is no image.", THEIRS, what
        else:
            yield None, None, what


def table(comparison):
    print("| feature | verdict | differences | because |\n|---|---|---|---|")
    for feature in AT_A_NAME + OF_A_FILE:
        print(f"| {feature} | the same | {comparison.same[feature]} | |")
        rows = [(verdict, reason, found) for (of, verdict, reason), found in comparison.classed.items() if of == feature]
        for verdict, reason, found in sorted(rows, key=lambda row: (row[0], -len(row[2]))):
            print(f"| {feature} | {verdict} | {len(found)} | {reason} |")
        print(f"| {feature} | without a class | {sum(found[0] == feature for found in comparison.unclassed)} | |")


def main():
    full = bool(os.environ.get("DFLINT_FULL"))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=300 if full else 40)
    parser.add_argument("--show", type=int, default=0, help="so many samples of each class")
    parser.add_argument("--binary", default=os.environ.get("BIN"))
    options = parser.parse_args()
    sample = corpus.sample()
    if sample is None:
        print("SKIPPED the comparison with the peer: ../shared/corpus/sample.tar.gz is not there")
        return 0
    if peer() is None:
        print("SKIPPED the comparison with the peer: it is not installed (bash tests/peers/install npm)")
        return 0
    files = [(name, text) for name, text in sample.items() if corpus.is_multi_stage(text) and text.count("\n") < LONGEST]
    chosen = files[:: max(1, len(files) // options.files)][: options.files]
    comparison = Comparison(Client(dflint(options.binary), CAPABILITIES), Client(peer(), CAPABILITIES))
    for name, text in chosen:
        comparison.file(name, text)
    print(f"{len(chosen)} real multi-stage Dockerfiles of fewer than {LONGEST} lines\n")
    table(comparison)
    if options.show:
        for (feature, verdict, reason), found in comparison.classed.items():
            print(f"\n{feature}: {verdict}: {reason}")
            for what in found[:: max(1, len(found) // options.show)][: options.show]:
                print("   ", *what)
    for what in comparison.unclassed[:40]:
        print("without a class:", *what)
    return 1 if comparison.unclassed else 0


if __name__ == "__main__":
    sys.exit(main())

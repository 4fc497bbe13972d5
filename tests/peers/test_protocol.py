"""Every request of docs/lsp.md as the recorded clients ask it, every answer decoded with the types of LSP's meta model.

pytest-lsp has the abilities that VS Code, Neovim and Emacs tell a server; lsprotocol is made from the meta model. An answer must
decode, must be the same when it is encoded again (so there is no field that the protocol does not have), be inside of the document,
and keep to what the client can (checks.py).
"""

import asyncio
import json
import os
import re
from importlib import resources
from pathlib import Path

import attrs
import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import client_capabilities, make_test_lsp_client
from lsprotocol.converters import get_converter

import checks
from stdio import HANGS, PROJECT, dflint

CONVERTER = get_converter()
RECORDED = sorted(path.stem.replace("_v", "@v") for path in Path(str(resources.files("pytest_lsp") / "clients")).glob("*.json"))
# Clients that nobody has recorded: one that says nothing, and one that has everything, but no Markdown and no snippets.
PLAIN = {
    "general": {"positionEncodings": ["utf-32"]},
    "textDocument": {
        "hover": {"contentFormat": ["plaintext"]},
        "completion": {"completionItem": {"documentationFormat": ["plaintext"], "snippetSupport": False, "insertReplaceSupport": True}},
        "signatureHelp": {"signatureInformation": {"documentationFormat": ["plaintext"]}},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": False},
        "foldingRange": {"lineFoldingOnly": True, "rangeLimit": 3},
        "diagnostic": {"dynamicRegistration": False},
        "typeHierarchy": {"dynamicRegistration": True},
    },
}
# Of each editor the latest one; all of them with DFLINT_FULL=1.
LATEST = {name.split("@")[0]: name for name in sorted(RECORDED, key=lambda name: [int(part) for part in name.split("@v")[1].split(".")])}
CLIENTS = [*(RECORDED if os.environ.get("DFLINT_FULL") else LATEST.values()), "bare", "plain"]

FIXTURES = {
    "stages": (
        "# syntax=docker/dockerfile:1\nARG TAG=3.20\nFROM alpine:${TAG} AS build\nARG VERSION=1 UNUSED\nENV BIN=/opt/${VERSION}/bin\n"
        "WORKDIR /src\nCOPY --chown=a:b . .\nRUN --mount=type=cache,target=/c \\\n    apk add curl \\\n\n  && make VERSION=$VERSION\n"
        "FROM build AS test\nRUN cd /src && make test\nFROM debian:latest\nCOPY --from=build --link /src/app /app\nCOPY --from=0 /b /b\n"
        "RUN --mount=from=test,source=/t,target=/t cat /t\nUSER root\nHEALTHCHECK --interval=5s CMD [\"app\"]\nENTRYPOINT app\n"
    ),
    "emoji": (
        "# 🚀 escape\r\nFROM a🚀 AS one\r\nLABEL a=🚀 b=$X\r\nRUN <<EOF\r\necho 🚀 $X é\r\nEOF\r\nFROM one AS two\r\n"
        "COPY --from=one <<A <<B 🚀/\r\n🚀\r\nA\r\nb\r\nB\r\nENV V=🚀🚀 W=${V:-🚀}\r\nRUN echo 🚀$V\u2028 && cd 🚀\r\nADD http://x/🚀.tgz /z\r\nCOPY --from=tow / /\r\n"
    ),
    "broken": (
        "from node as\nFROM\nrun --mount=type=\ncopy --from= \nCOPY --fro\nENV\nARG $\nRUN echo ${\nNONSENSE x\nLABEL a=\"b\n"
        "HEALTHCHECK --\nFROM x AS x\nFROM x AS x\nONBUILD FROM a\nEXPOSE 99999\nRUN <<EOF\nno end $X"
    ),
    "empty": "",
}

AT_A_PLACE = {
    "textDocument/definition": checks.go_to("definition"),
    "textDocument/declaration": checks.go_to("declaration"),
    "textDocument/typeDefinition": checks.go_to("typeDefinition"),
    "textDocument/references": checks.nothing_more,
    "textDocument/documentHighlight": checks.nothing_more,
    "textDocument/prepareRename": checks.prepared,
    "textDocument/rename": checks.edits,
    "textDocument/linkedEditingRange": checks.linked,
    "textDocument/completion": checks.completion,
    "textDocument/hover": checks.hover,
    "textDocument/signatureHelp": checks.signature,
    "textDocument/onTypeFormatting": checks.text_edits,
    "textDocument/selectionRange": checks.nothing_more,
    "textDocument/codeAction": checks.actions,
    "textDocument/prepareCallHierarchy": checks.nothing_more,
    "textDocument/prepareTypeHierarchy": checks.nothing_more,
}
OF_THE_WHOLE = {
    "textDocument/foldingRange": checks.folding,
    "textDocument/documentSymbol": checks.symbols,
    "textDocument/codeLens": checks.nothing_more,
    "textDocument/documentLink": checks.links,
    "textDocument/inlayHint": checks.nothing_more,
    "textDocument/formatting": checks.text_edits,
    "textDocument/rangeFormatting": checks.text_edits,
    "textDocument/diagnostic": checks.diagnostics,
    "workspace/diagnostic": checks.nothing_more,
    "workspace/symbol": checks.nothing_more,
    "textDocument/semanticTokens/full": None,
    "textDocument/semanticTokens/full/delta": None,
    "textDocument/semanticTokens/range": None,
}
# Asked with what another request has answered: its name, and the field that takes it.
OF_AN_ITEM = {
    "completionItem/resolve": ("textDocument/completion", None),
    "codeAction/resolve": ("textDocument/codeAction", None),
    "codeLens/resolve": ("textDocument/codeLens", None),
    "callHierarchy/incomingCalls": ("textDocument/prepareCallHierarchy", "item"),
    "callHierarchy/outgoingCalls": ("textDocument/prepareCallHierarchy", "item"),
    "typeHierarchy/supertypes": ("textDocument/prepareTypeHierarchy", "item"),
    "typeHierarchy/subtypes": ("textDocument/prepareTypeHierarchy", "item"),
}
# What the server may ask, and the ability without which it may not.
ASKED = {
    "workspace/configuration": ("workspace", "configuration"),
    "workspace/semanticTokens/refresh": ("workspace", "semanticTokens.refreshSupport"),
    "workspace/inlayHint/refresh": ("workspace", "inlayHint.refreshSupport"),
    "workspace/codeLens/refresh": ("workspace", "codeLens.refreshSupport"),
    "workspace/diagnostic/refresh": ("workspace", "diagnostics.refreshSupport"),
    "window/workDoneProgress/create": ("window", "workDoneProgress"),
}


def capabilities_of(name):
    if name in ("bare", "plain"):
        return CONVERTER.structure(PLAIN if name == "plain" else {}, types.ClientCapabilities)
    return client_capabilities(name)


class Session:
    """A server, and a client that decodes all that it says; what it said is kept as it came."""

    def __init__(self, name):
        self.capabilities = capabilities_of(name)
        self.raw = json.loads(json.dumps(CONVERTER.unstructure(self.capabilities)))
        self.able = checks.Able(self.raw)
        self.came = []
        self.faults = []
        self.client = make_test_lsp_client()
        protocol = self.client.protocol
        decode = protocol.structure_message

        def structure_message(data):
            # It is asked for every object in a message too.
            if "jsonrpc" in data:
                self.came.append(json.loads(json.dumps(data)))
            return decode(data)

        protocol.structure_message = structure_message
        # What is not in the library's own set of answers.
        for method in ("client/registerCapability", "workspace/semanticTokens/refresh", "workspace/inlayHint/refresh", "workspace/codeLens/refresh"):
            self.client.feature(method)(lambda _params: None)

    async def start(self):
        await self.client.start_io(*dflint(os.environ.get("BIN")))
        # pytest-lsp's own checks compare with these.
        self.client.capabilities = self.capabilities
        folders = [types.WorkspaceFolder(uri="file:///no-such-folder/work", name="work")]
        params = types.InitializeParams(capabilities=self.capabilities, workspace_folders=folders)
        await self.ask("initialize", params)
        self.offered = self.came[-1]["result"]["capabilities"]
        self.encoding = self.offered["positionEncoding"]
        self.client.initialized(types.InitializedParams())
        legend = self.offered["semanticTokensProvider"]["legend"]
        self.whole = {method: check or checks.tokens(legend) for method, check in OF_THE_WHOLE.items()}

    async def ask(self, method, params):
        """The answer as JSON, which was decoded, and is the same when it is encoded again."""
        before = len(self.came)
        answer = await asyncio.wait_for(self.client.protocol.send_request_async(method, params), HANGS)
        assert self.client.error is None, self.client.error
        raw = next(message for message in self.came[before:] if "method" not in message)["result"]
        again = json.loads(json.dumps(CONVERTER.unstructure(answer, attrs.fields(types.METHOD_TO_TYPES[method][1]).result.type))) if answer is not None else None
        assert plain(again) == plain(raw), f"{method}: {raw}\ndecodes to {again}"
        return raw

    async def stop(self):
        await self.ask("shutdown", None)
        self.client.exit(None)
        await self.client.stop()


def plain(value):
    """Without fields that are null, which may be left out."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items() if member is not None}
    return [plain(member) for member in value] if isinstance(value, list) else value


def places(text, encoding):
    """The beginning, the middle and the end of every word, and the ends of lines."""
    for number, line in enumerate(checks.lines_of(text)):
        offsets = {len(line)}
        for word in re.finditer(r"[\w.-]+|\$\{?|🚀", line):
            offsets |= {word.start(), (word.start() + word.end()) // 2, word.end()}
        for offset in sorted(offsets):
            yield {"line": number, "character": checks.column(line, offset, encoding)}


def params_of(method, uri, place, end):
    """The parameters of a request, as the protocol's types."""
    start = {"line": 0, "character": 0}
    params = {
        "textDocument": {"uri": uri},
        "position": place,
        "positions": [place],
        "range": {"start": place if method == "textDocument/codeAction" else start, "end": end},
        "context": {"includeDeclaration": True, "diagnostics": [], "triggerKind": 1, "isRetrigger": False},
        "newName": "renamed",
        "ch": "\n",
        "options": {"tabSize": 4, "insertSpaces": True},
        "previousResultId": "none",
        "previousResultIds": [],
        "query": "",
    }
    wanted = types.METHOD_TO_TYPES[method][2]
    known = {re.sub(r"_(\w)", lambda letter: letter[1].upper(), field.name) for field in wanted.__attrs_attrs__}
    return CONVERTER.structure({name: value for name, value in params.items() if name in known}, wanted)


@pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")
@pytest.mark.parametrize("name", CLIENTS)
def test_every_request(name, record):
    asyncio.run(every_request(Session(name), name, record))


async def every_request(session, name, record):
    await session.start()
    answered = {}
    for fixture, text in FIXTURES.items():
        uri = f"file:///no-such-folder/work/{fixture}/Dockerfile"
        document = types.TextDocumentItem(uri=uri, language_id="dockerfile", version=1, text=text)
        session.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
        lines = checks.lines_of(text)
        end = {"line": len(lines) - 1, "character": checks.column(lines[-1], len(lines[-1]), session.encoding)}
        questions = [(method, check, end) for method, check in session.whole.items()]
        questions += [(method, check, place) for place in places(text, session.encoding) for method, check in AT_A_PLACE.items()]
        given = {}
        for method, check, place in questions:
            where = f"{name}: {method} at {place} of {fixture}"
            try:
                answer = await session.ask(method, params_of(method, uri, place, end))
            except JsonRpcException as error:
                # RequestFailed is the answer for a name that cannot be changed.
                assert error.code == -32803 and method in ("textDocument/rename", "textDocument/prepareRename"), f"{where}: {error}"
                continue
            examine(session, answer, check, place, text, uri, where)
            if answer not in (None, [], {}):
                answered[method] = answered.get(method, 0) + 1
                items = checks.items(answer) if method == "textDocument/completion" else answer
                if isinstance(items, list) and items:
                    given.setdefault(method, []).append(items)
        for method, (source, field) in OF_AN_ITEM.items():
            for item in {json.dumps(items[at]): items[at] for items in given.get(source, []) for at in (0, -1)}.values():
                if isinstance(item.get("command"), str):
                    continue
                params = CONVERTER.structure({field: item} if field else item, types.METHOD_TO_TYPES[method][2])
                answer = await session.ask(method, params)
                where = f"{name}: {method} of {item}"
                check = {"codeAction/resolve": checks.action, "completionItem/resolve": checks.resolved}.get(method, checks.nothing_more)
                examine(session, answer, check, None, text, uri, where)
                if answer:
                    answered[method] = answered.get(method, 0) + 1
    await session.ask("workspace/executeCommand", types.ExecuteCommandParams(command="dflint.explainRule", arguments=["DL3006"]))
    answered["workspace/executeCommand"] = 1
    await session.stop()
    assert not session.faults, f"{len(session.faults)} faults:\n" + "\n".join(session.faults[:20])
    unasked_for(session)
    # Without literals there are no code actions, and without types that it can register no type hierarchy is offered.
    literals = session.able("codeAction.codeActionLiteralSupport")
    lacking = set() if literals else {"textDocument/codeAction", "codeAction/resolve"}
    empty = (set(AT_A_PLACE) | set(OF_THE_WHOLE) | set(OF_AN_ITEM)) - set(answered) - lacking
    assert not empty, f"{name}: no answer to {empty}"
    record(name, session.encoding, sum(answered.values()), len(answered))


def examine(session, answer, check, place, text, uri, where):
    """What is wrong with an answer is noted, and all told at the end."""
    try:
        # Workspace requests speak of all documents; the one that is open last is looked at.
        parts = answer if where.split(": ")[1].startswith("workspace/") else [answer]
        for part in (parts or {}).get("items", []) if isinstance(parts, dict) else parts or []:
            of = (part or {}).get("uri", (part or {}).get("location", {}).get("uri", uri)) if isinstance(part, dict) else uri
            if of == uri:
                checks.inside(part, text, session.encoding)
        check(answer, session.able, place)
        if isinstance(answer, dict) and "data" in answer and isinstance(answer["data"], list):
            checks.inside(checks.token_positions(answer["data"], session.encoding), text, session.encoding)
    except AssertionError as error:
        session.faults.append(f"{where}: {error}")


def unasked_for(session):
    """What the server says by itself is right too."""
    pushed = 0
    for message in session.came:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            pushed += 1
            params = message["params"]
            text = FIXTURES[params["uri"].split("/")[-2]]
            checks.inside(params, text, session.encoding)
            checks.diagnostics(params["diagnostics"], session.able, None)
            assert "version" not in params or params["version"] == 1
        elif method == "client/registerCapability":
            for registration in message["params"]["registrations"]:
                may_register(session, registration["method"])
        elif method is not None and method not in ("window/logMessage", "$/progress"):
            assert method in ASKED, f"the server says {method}"
            group, path = ASKED[method]
            assert session.able(path, group), f"{method} is asked of a client that has it not"
    # A client that cannot be told to ask again would show old ones.
    asks = session.able("diagnostic") is not None and bool(session.able("diagnostics.refreshSupport", "workspace"))
    assert (pushed > 0) != asks, "diagnostics are sent to clients that do not ask for them"


def may_register(session, method):
    group, _, name = method.partition("/")
    synchronization = dict.fromkeys(("didOpen", "didChange", "didClose"), "synchronization")
    name = {"prepareTypeHierarchy": "typeHierarchy", **synchronization}.get(name, name)
    assert session.able(f"{name}.dynamicRegistration", group), f"{method} cannot be registered with this client"


def test_every_method_of_the_page_is_asked():
    """docs/lsp.md names a method as a whole, or by its last part behind one that has the same beginning."""
    asked = set(AT_A_PLACE) | set(OF_THE_WHOLE) | set(OF_AN_ITEM) | {"initialize", "shutdown", "workspace/executeCommand"}
    requests = {method for method, kinds in types.METHOD_TO_TYPES.items() if kinds[1] is not None}
    # Those that the server sends.
    requests -= set(ASKED) | {"client/registerCapability", "client/unregisterCapability"}
    named, before = set(), ""
    for line in (PROJECT / "docs/lsp.md").read_text().splitlines():
        if line.startswith("| `"):
            for word in re.findall(r"`([^`]+)`", line.split("|")[1]):
                beginnings = [before.rsplit("/", count)[0] for count in range(1, before.count("/") + 1)]
                found = next((one for one in [word, *[f"{beginning}/{word}" for beginning in beginnings]] if one in types.METHOD_TO_TYPES), None)
                if found:
                    before = found
                    named.add(found)
    assert len(named & requests) > 35, named
    assert named & requests <= asked, (named & requests) - asked


@pytest.fixture(scope="session")
def record():
    """What was asked is told at the end: a table."""
    rows = []
    yield lambda *row: rows.append(row)
    with open(os.environ.get("REPORT", os.devnull), "w") as report:
        print("| client | positions | answers with something in them | kinds of requests |\n|---|---|---|---|", file=report)
        for row in rows:
            print("| " + " | ".join(map(str, row)) + " |", file=report)

"""What an answer must be like, whatever it says: inside of the document, and within what the client has said that it can.

The answers are looked at as JSON, as they came: a decoder may leave out what it does not know.
"""

import re


def units(text, encoding):
    """The length of a text in the units of an encoding of positions."""
    if encoding == "utf-8":
        return len(text.encode())
    return len(text.encode("utf-16-le")) // 2 if encoding == "utf-16" else len(text)


def lines_of(text):
    """The lines as LSP counts them."""
    return re.split(r"\r\n|\n|\r", text)


def column(line, offset, encoding):
    return units(line[:offset], encoding)


def walk(value, name=None):
    """Every object in an answer, with the name that it has there."""
    if isinstance(value, dict):
        yield name, value
        for key, member in value.items():
            yield from walk(member, key)
    elif isinstance(value, list):
        for member in value:
            yield from walk(member, name)


def inside(answer, text, encoding):
    """Every position is in the text, not within a character, and every range the right way round."""
    lines = lines_of(text)
    borders = {}
    for name, found in walk(answer):
        if set(found) == {"line", "character"}:
            line, character = found["line"], found["character"]
            assert line < len(lines), f"{name}: line {line} of {len(lines)}"
            if line not in borders:
                borders[line] = {column(lines[line], offset, encoding) for offset in range(len(lines[line]) + 1)}
            assert character in borders[line], f"{name}: column {character} of {lines[line]!r}"
        if set(found) == {"start", "end"}:
            ends = [(end["line"], end["character"]) for end in (found["start"], found["end"])]
            assert ends[0] <= ends[1], f"{name}: {found} is reversed"


class Able:
    """What a client has said that it can; `able("hover.contentFormat")` is of the text document's abilities."""

    def __init__(self, capabilities):
        self.capabilities = capabilities

    def __call__(self, path, group="textDocument"):
        found = self.capabilities.get(group)
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found


def markup(content, formats):
    """A text is of a kind that the client takes; one that names none takes a string."""
    if content is not None:
        kind, text = (content["kind"], content["value"]) if isinstance(content, dict) else (None, content)
        assert kind in (formats or [None]), content
        if kind != "markdown":
            assert "```" not in text and "](" not in text and "**" not in text, f"Markdown in plain text: {text}"


def items(answer):
    return answer["items"] if isinstance(answer, dict) else answer or []


def completion(answer, able, place):
    """Each item replaces something on the line, at the cursor."""
    item_able = lambda name: able(f"completion.completionItem.{name}")
    for item in items(answer):
        assert not item.get("commitCharacters") or item_able("commitCharactersSupport"), item
        assert not item.get("labelDetails") or item_able("labelDetailsSupport"), item
        assert not item.get("tags") or item_able("tagSupport"), item
        markup(item.get("documentation"), item_able("documentationFormat"))
        edit = item.get("textEdit", {})
        if item.get("insertTextFormat") == 2:
            assert item_able("snippetSupport"), item
        else:
            text = edit.get("newText", item.get("insertText", item["label"]))
            assert not re.search(r"\$\{?\d", text), f"a snippet as text: {item}"
        if "insert" in edit:
            assert item_able("insertReplaceSupport"), item
        for span in [edit[name] for name in ("range", "insert", "replace") if name in edit]:
            start, end = [(span[name]["line"], span[name]["character"]) for name in ("start", "end")]
            at = (place["line"], place["character"])
            assert start[0] == end[0] == at[0] and start <= at <= end, f"{span} is not at {place}"


def hover(answer, able, place):
    if answer:
        # A string would be Markdown here, so a client that names no format gets plain text.
        markup(answer["contents"], able("hover.contentFormat") or ["plaintext"])
        if "range" in answer:
            around(answer["range"], place)


def around(span, place):
    """Editors leave aside what is somewhere else."""
    key = lambda position: (position["line"], position["character"])
    assert key(span["start"]) <= key(place) <= key(span["end"]), f"{span} is not at {place}"


def prepared(answer, _able, place):
    if answer:
        around(answer["range"], place)


def signature(answer, able, _place):
    for _, found in walk(answer):
        markup(found.get("documentation"), able("signatureHelp.signatureInformation.documentationFormat"))
        if isinstance(found.get("label"), list):
            assert able("signatureHelp.signatureInformation.parameterInformation.labelOffsetSupport"), found
    for form in (answer or {}).get("signatures", []):
        for parameter in form.get("parameters", []):
            label = parameter["label"]
            assert label in form["label"] if isinstance(label, str) else label[0] <= label[1] <= units(form["label"], "utf-16"), form


def symbols(answer, able, _place):
    for symbol in answer or []:
        nested = "selectionRange" in symbol
        assert nested or "location" in symbol, symbol
        assert nested == bool(able("documentSymbol.hierarchicalDocumentSymbolSupport")), symbol
    for _, symbol in walk(answer):
        if "selectionRange" in symbol:
            assert within(symbol["selectionRange"], symbol["range"]), symbol
        for child in symbol.get("children", []):
            assert within(child["range"], symbol["range"]), (child, symbol)


def within(inner, outer):
    key = lambda position: (position["line"], position["character"])
    return key(outer["start"]) <= key(inner["start"]) and key(inner["end"]) <= key(outer["end"])


def go_to(ability):
    def check(answer, able, place):
        for target in answer if isinstance(answer, list) else [answer] if answer else []:
            if "targetUri" in target:
                assert able(f"{ability}.linkSupport"), target
                assert within(target["targetSelectionRange"], target["targetRange"]), target
                around(target["originSelectionRange"], place)
            else:
                assert set(target) == {"uri", "range"}, target

    return check


def edits(answer, able, _place):
    """A `WorkspaceEdit`, wherever it is."""
    for _, found in walk(answer):
        if "documentChanges" in found:
            assert able("workspaceEdit.documentChanges", "workspace"), found
            for change in found["documentChanges"]:
                assert change["textDocument"]["version"] is not None and "edits" in change, change
                apart(change["edits"])
        if "changes" in found:
            assert not able("workspaceEdit.documentChanges", "workspace"), found
            for changes in found["changes"].values():
                apart(changes)
        assert "changeAnnotations" not in found or able("workspaceEdit.changeAnnotationSupport", "workspace"), found


def apart(changes):
    """Edits of one answer do not overlap."""
    key = lambda position: (position["line"], position["character"])
    spans = sorted((key(edit["range"]["start"]), key(edit["range"]["end"])) for edit in changes)
    for (_, end), (start, _) in zip(spans, spans[1:]):
        assert end <= start, f"edits overlap: {changes}"


def text_edits(answer, _able, _place):
    apart(answer or [])


def actions(answer, able, place):
    for action in answer or []:
        if isinstance(action.get("command"), str):
            continue
        assert able("codeAction.codeActionLiteralSupport"), action
        assert "isPreferred" not in action or able("codeAction.isPreferredSupport"), action
        assert "disabled" not in action or able("codeAction.disabledSupport"), action
        if "data" in action:
            assert able("codeAction.dataSupport"), action
        if "edit" not in action and "command" not in action:
            assert "edit" in able("codeAction.resolveSupport.properties"), action
    edits(answer, able, place)


def action(answer, able, place):
    """One that was resolved."""
    assert "edit" in answer, answer
    actions([answer], able, place)


def resolved(answer, able, _place):
    markup(answer.get("documentation"), able("completion.completionItem.documentationFormat"))


def diagnostics(answer, able, place):
    for diagnostic in items(answer or []):
        of = lambda name: able(f"publishDiagnostics.{name}") or able(f"diagnostic.{name}")
        assert "relatedInformation" not in diagnostic or of("relatedInformation"), diagnostic
        assert "codeDescription" not in diagnostic or of("codeDescriptionSupport"), diagnostic
        assert "data" not in diagnostic or of("dataSupport"), diagnostic
        known = (of("tagSupport") or {}).get("valueSet", [])
        assert all(tag in known for tag in diagnostic.get("tags", [])), diagnostic


def folding(answer, able, _place):
    limit = able("foldingRange.rangeLimit")
    assert limit is None or len(answer) <= limit
    for fold in answer:
        assert fold["startLine"] < fold["endLine"] or not able("foldingRange.lineFoldingOnly"), fold
        assert "collapsedText" not in fold or able("foldingRange.foldingRange.collapsedText"), fold
    if able("foldingRange.lineFoldingOnly"):
        # Editors of lines take one fold a line.
        starts = [fold["startLine"] for fold in answer]
        assert len(starts) == len(set(starts)), answer


def links(answer, able, _place):
    for link in answer or []:
        assert "tooltip" not in link or able("documentLink.tooltipSupport"), link
        assert "target" in link, link


def tokens(legend):
    def check(answer, able, _place):
        line = character = end = 0
        data = (answer or {}).get("data", [])
        for number in range(0, len(data), 5):
            step, start, length, kind, modifiers = data[number : number + 5]
            if step:
                line, character, end = line + step, 0, 0
            character += start
            assert length > 0 and character >= end, f"tokens overlap at line {line}"
            end = character + length
            name = legend["tokenTypes"][kind]
            known = able("semanticTokens.tokenTypes")
            assert not known or name in known, f"the client knows no {name}"
            assert modifiers < 1 << len(legend["tokenModifiers"]), modifiers

    return check


def token_positions(data, encoding):
    """The tokens of an answer as ranges, to be looked at as such."""
    line = character = 0
    found = []
    for number in range(0, len(data), 5):
        step, start, length, _, _ = data[number : number + 5]
        line, character = line + step, start + (character if step == 0 else 0)
        found.append({"start": {"line": line, "character": character}, "end": {"line": line, "character": character + length}})
    return found


def linked(answer, _able, _place):
    if answer:
        assert len(answer["ranges"]) > 1, answer


def nothing_more(_answer, _able, _place):
    pass

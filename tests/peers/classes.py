"""Why dflint and the peer answer differently: every class with its reason, and with what must be so for a difference to belong to it.

A rule looks at the text through reading.py, not at what dflint thinks of it. A difference that no rule takes is a failure.
`ours` and `theirs` are sets of places: (line, column, line, column), for rename with the new text behind.
"""

import re

BY_DESIGN, THEIRS = "by design", "theirs wrong"

# BuildKit's automatic platform arguments, its proxy arguments and switches, and what every system has: another name is another variable.
GIVEN = re.compile(r"(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT|STAGE)$|(https?|ftp|no|all)_proxy$|BUILDKIT_\w+$|SOURCE_DATE_EPOCH$|PATH$|HOME$|DEBIAN_FRONTEND$", re.I)
SHELL = ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", "SHELL")


class Place:
    """Where a question was asked, and what stands there."""

    def __init__(self, reading, line, start, word):
        self.reading, self.line, self.start, self.word = reading, line, start, word
        self.text = reading.lines[line]
        self.before, self.behind = self.text[:start], self.text[start + len(word) :]
        self.instruction = reading.instruction_at(line)
        self.keyword = self.instruction.keyword if self.instruction else None
        self.stage = self.instruction.stage if self.instruction else -1
        self.heredoc = self.instruction and any(first <= line <= end for _, first, end in self.instruction.heredocs)
        self.comment = reading.is_comment(line) and not self.heredoc
        self.is_variable = bool(re.search(r"\$\{?$", self.before))
        # The whole blank-separated word, and what stands in it before the identifier.
        self.token_start = len(self.before) - len(re.search(r"\S*$", self.before)[0])
        self.token = re.match(r"\S+", self.text[self.token_start :])[0]
        self.is_from_flag = self.token.lower().startswith("--from=")
        self.is_mount = bool(re.search(r"--mount=(\S*,)?from=[^,\s]*$", self.before))
        self.is_key = self.keyword in ("ARG", "ENV") and not self.is_variable

    def value(self):
        """What stands behind `from=`."""
        return re.search(r"from=([^,\s]*)", self.token, re.I)[1]

    def lone_flag(self):
        """Whether `--from` is the only flag."""
        return sum(word[0].startswith("--") for word in self.reading.words(self.instruction)) == 1


def text_at(reading, place):
    return reading.lines[place[0]][place[1] : place[3]] if place[0] == place[2] and place[0] < len(reading.lines) else ""


def declarations(reading, name, stage=None):
    """The places of ARG and ENV with this name, of a stage (-1: before the first FROM) or of all."""
    found = []
    for instruction in reading.instructions:
        if instruction.keyword in ("ARG", "ENV") and stage in (None, instruction.stage):
            for word, line, column in reading.words(instruction)[1:]:
                if re.split(r"=", word)[0] == name:
                    found.append((line, column, line, column + len(name)))
    return found


def single_quoted(reading, line, column):
    """Whether a place is within single quotes of its instruction's shell text, counted from the instruction's beginning."""
    instruction = reading.instruction_at(line)
    if instruction is None:
        return False
    quote = None
    for number in range(instruction.first, line + 1):
        if number in instruction.comments:
            continue
        text = reading.lines[number]
        at = 0
        while at < (column if number == line else len(text)):
            if text[at] == "\\" and quote != "'":
                at += 1
            elif quote is None and text[at] in "'\"":
                quote = text[at]
            elif text[at] == quote:
                quote = None
            at += 1
    return quote == "'"


def escaped(reading, line, column):
    return bool(re.search(r"\\\$\{?$", reading.lines[line][:column]))


def chain(reading, stage):
    """A stage and those it builds on."""
    found = []
    while stage is not None and stage >= 0 and stage not in found:
        found.append(stage)
        stage = reading.stage_named(reading.stages[stage].base, stage)
    return found


def family(reading, place):
    """The stages that build on a common one with this place's stage."""
    ours = chain(reading, place.stage)
    return {stage for stage in range(len(reading.stages)) if set(chain(reading, stage)) & set(ours)} | {-1}


def stage_of(reading, place):
    instruction = reading.instruction_at(place[0])
    return instruction.stage if instruction else -1


# --- the rules ---------------------------------------------------------------------------------------------------------------------


def by_number(p, feature, ours, theirs):
    """`--from=0` is the first stage (BuildKit: a number is the index of a stage above)."""
    if not (p.word.isdigit() and (p.is_from_flag or p.is_mount) and p.value() == p.word and int(p.word) < p.stage):
        return False
    if ours and all(text_at(p.reading, place) == p.word for place in ours):
        # A stage without a name has its numbers alone.
        return p.reading.stages[int(p.word)].name is None
    from_line = p.reading.instructions[p.reading.stages[int(p.word)].instruction].first
    return not ours or any(from_line <= place[0] <= from_line + 3 for place in ours)


def in_mount(p, feature, ours, theirs):
    """`RUN --mount=from=` names a stage."""
    return p.is_mount and not theirs and leads_to(p, ours)


def beside_a_flag(p, feature, ours, theirs):
    """`--from` beside another flag."""
    return p.is_from_flag and not p.lone_flag() and not theirs and leads_to(p, ours)


def leads_to(p, ours):
    number = p.reading.stage_named(p.value(), p.stage)
    stage = p.reading.stages[number] if number is not None else None
    return stage is not None and any(place[:2] == stage.place for place in ours)


def more_of_a_stage(p, feature, ours, theirs):
    """A stage's name also stands in mounts, beside other flags, as a number, or in a base with a variable that chooses a stage."""
    if p.is_variable and not p.keyword == "FROM" or not theirs <= ours or not theirs and not p.keyword == "FROM":
        return False
    name = p.token if p.keyword == "FROM" else p.value() if "from=" in p.token.lower() else None
    if name is None:
        return False
    for place in ours - theirs:
        text = text_at(p.reading, place)
        before = p.reading.lines[place[0]][: place[1]]
        flags = before.count("--") + p.reading.lines[place[0]][place[3] :].count(" --")
        named = text.lower() == name.lower() and (flags > 1 or "--mount" in before or "from=" in before)
        if not (named or text.isdigit() or "$" in text or text == name and before.strip().upper().startswith("FROM")):
            return False
    return True


def chosen_by_variable(p, feature, ours, theirs):
    """`FROM base-$V` may mean any stage that fits: its name cannot be changed alone, and it leads to all of them."""
    if feature == "rename" and not ours and theirs and (p.keyword == "FROM" or "from=" in p.token.lower()) and not p.is_variable:
        name = p.value() if "from=" in p.token.lower() else p.token
        return any(may_mean(p.reading, stage.base, name) for stage in p.reading.stages if "$" in stage.base)
    return p.keyword == "FROM" and "$" in p.token and not p.is_variable and len(theirs) == 0


def may_mean(reading, base, name):
    """Whether a base with variables may be a stage. One that is nothing but a variable with an image as its default is that image."""
    variable = r"\$(\w+|\{(\w+)[^}]*\})"
    alone = re.fullmatch(variable, base)
    if alone:
        name_of = alone[2] or alone[1]
        values = [re.search(rf"\b{name_of}=(\S*)", reading.lines[place[0]]) for place in declarations(reading, name_of, -1)]
        value = values[-1][1].strip("\"'") if values and values[-1] else ""
        return not value or reading.stage_named(value, len(reading.stages)) is not None or "$" in value
    pattern = ".*".join(re.escape(piece) for piece in re.split(variable.replace("(", "(?:"), base))
    return re.fullmatch(pattern, name, re.IGNORECASE) is not None


def an_image(p, feature, ours, theirs):
    """What `--from` names is no stage above, so it is an image, and no name of this file."""
    if not (p.is_from_flag or p.is_mount) or ours:
        return False
    value = p.value()
    return p.reading.stage_named(value, p.stage) is None and not (value.isdigit() and int(value) < p.stage)


def not_expanded(p, feature, ours, theirs):
    """Within single quotes, or behind a backslash, `$` is a character (BuildKit's and the shells' quoting)."""
    off = lambda line, column: single_quoted(p.reading, line, column) or escaped(p.reading, line, column)
    if p.is_variable and not ours:
        return off(p.line, p.start)
    return bool(theirs - ours) and not ours - theirs and all(off(place[0], place[1]) for place in theirs - ours)


def nothing_sets_it(p, feature, ours, theirs):
    """A variable that no ARG and no ENV of the stage or its bases sets: the shell's own, or the base image's. Its uses are no name of this file, those in shell text above all."""
    if not ours <= theirs or feature == "definition" and ours or not p.is_variable:
        return False
    seen = [place for stage in chain(p.reading, p.stage) for place in declarations(p.reading, p.word, stage)]
    before = [place for place in seen if place[0] <= p.line and p.reading.instruction_at(place[0]) is not p.instruction]
    return not before


def taken_over(p, feature, ours, theirs):
    """An ARG of a stage takes over the global one, and a stage has the variables of the stage it builds on: that is one variable."""
    if not theirs <= ours or not (p.is_variable or p.is_key) or feature == "definition":
        return False
    stages = family(p.reading, p)
    named = lambda place: text_at(p.reading, place) == p.word
    return all(named(place) and (stage_of(p.reading, place) in stages or declarations(p.reading, p.word, -1)) for place in ours - theirs)


def to_the_global(p, feature, ours, theirs):
    """`ARG name` in a stage has its value from the global ARG; `declaration` stays where it is declared."""
    return feature == "definition" and p.keyword == "ARG" and p.stage >= 0 and ours <= set(declarations(p.reading, p.word, -1)) and bool(ours)


def itself(p, feature, ours, theirs):
    """ENV and ARG define what they name, also where an earlier one has the same name."""
    return feature == "definition" and p.is_key and ours == {(p.line, p.start, p.line, p.start + len(p.word))}


def from_a_base(p, feature, ours, theirs):
    """A variable of the stage that this one builds on leads there."""
    if feature != "definition" or theirs or not ours:
        return False
    seen = [place for stage in chain(p.reading, p.stage)[1:] for place in declarations(p.reading, p.word, stage)]
    return ours <= set(seen)


def last_before(p, feature, ours, theirs):
    """The value comes from the last ARG or ENV above the use, not from the first."""
    if feature != "definition" or len(ours) != 1 or not theirs:
        return False
    seen = [place for place in declarations(p.reading, p.word, p.stage) if place[0] < p.instruction.first]
    return bool(seen) and max(seen) == next(iter(ours))


def given(p, feature, ours, theirs):
    """The builder, or every system, gives these variables their names: with another name they are others."""
    return feature == "rename" and not ours and bool(GIVEN.match(p.word))


def no_identifier(p, feature, ours, theirs):
    """`ENV a.b=c`: no `$` can name it, so there is nothing to lead to or to change."""
    words = p.reading.words(p.instruction) if p.instruction else []
    keys = [word.split("=")[0] for word, line, column in words if line == p.line and column <= p.start < column + len(word)]
    return p.keyword in ("ARG", "ENV") and not ours and bool(keys) and not re.fullmatch(r"[A-Za-z_]\w*", keys[0])


def more_words(p, feature, ours, theirs):
    """ARG takes more than one name: what stands behind the first is no reason to know none."""
    words = p.reading.words(p.instruction) if p.instruction else []
    return declared_beside(p, words) and not theirs and bool(ours)


def declared_beside(p, words):
    places = [place for place in declarations(p.reading, p.word) if p.reading.instruction_at(place[0]).keyword == "ARG"]
    return any(len(p.reading.words(p.reading.instruction_at(place[0]))) > 2 for place in places)


def same_name(p, feature, ours, theirs):
    """Another stage's variable, or another instruction's shell variable, of the same name is another variable."""
    if not ours <= theirs or feature == "definition" or not (p.is_variable or p.is_key):
        return False
    stages = family(p.reading, p) if p.is_key else set(chain(p.reading, p.stage))

    def is_another(place):
        instruction = p.reading.instruction_at(place[0])
        text = "\n".join(p.reading.lines[instruction.first : instruction.end + 1])
        shells_own = instruction.keyword in SHELL and re.search(rf"(^|[\s;&|(]){re.escape(p.word)}=|\b(for|read|local|unset)\b[^;\n]*\b{re.escape(p.word)}\b", text)
        off = single_quoted(p.reading, *place[:2]) or escaped(p.reading, *place[:2])
        return stage_of(p.reading, place) not in stages or bool(shells_own) or off

    return all(is_another(place) for place in theirs - ours)


def in_heredoc(p, feature, ours, theirs):
    """The shell text of a heredoc has variables too."""
    return bool(p.heredoc) and not theirs and bool(ours)


def operator(p, feature, ours, theirs):
    """In `${name#pattern}` the name ends before the operator."""
    longer = [place for place in theirs if re.match(r"\w+[^\w}]", text_at(p.reading, place)) and p.reading.lines[place[0]][: place[1]].endswith("${")]
    return bool(longer) and (not ours or all(text_at(p.reading, place) == p.word for place in ours))


def builders(p, feature, ours, theirs):
    """An argument of the builder is one in all stages and in every FROM; each stage that uses it declares it."""
    same = lambda place: text_at(p.reading, place) == p.word
    return feature in ("highlight", "references") and bool(GIVEN.match(p.word)) and theirs <= ours and all(map(same, ours))


def letter_case(p, feature, ours, theirs):
    """The names of variables have a letter case: `NGINX` is not the stage `nginx`."""
    wrong = [place for place in theirs - ours if text_at(p.reading, place) != p.word and text_at(p.reading, place).lower() == p.word.lower()]
    return (p.is_variable or p.is_key) and bool(wrong)


def name_twice(p, feature, ours, theirs):
    """Two stages of one name are two stages; the name means the last one above (BuildKit)."""
    names = [stage.name.lower() for stage in p.reading.stages if stage.name]
    value = p.value() if "from=" in p.token.lower() else p.token
    return ours <= theirs and names.count(value.lower()) > 1


def exec_form(p, feature, ours, theirs):
    """In exec form nothing expands `$`; what a program that is started so reads in it (`sh -c`) is not followed."""
    off = lambda place: p.reading.lines[p.reading.instruction_at(place[0]).first].split(None, 1)[-1].lstrip().startswith("[")
    if p.is_variable and p.keyword in SHELL and off((p.line,)):
        return not ours
    return bool(theirs - ours) and ours <= theirs and all(p.reading.instruction_at(place[0]).keyword in SHELL and off(place) for place in theirs - ours)


def in_an_operand(p, feature, ours, theirs):
    """In `${a:+--$b}` the second is a variable too."""
    return p.is_variable and not theirs and bool(ours) and bool(re.search(r"\$\{\w+:?[-+?=#%/][^}]*$", p.before))


def in_a_key(p, feature, ours, theirs):
    """BuildKit expands the names of ENV and LABEL too: `$` in one is a variable, and the whole is no name."""
    return p.keyword in ("ENV", "LABEL") and p.is_variable and all("$" in text_at(p.reading, place) for place in theirs - ours) and bool(ours)


NAMES = [
    (letter_case, THEIRS),
    (name_twice, THEIRS),
    (exec_form, BY_DESIGN),
    (in_a_key, THEIRS),
    (in_an_operand, THEIRS),
    (operator, THEIRS),
    (builders, BY_DESIGN),
    (by_number, THEIRS),
    (in_mount, THEIRS),
    (beside_a_flag, THEIRS),
    (an_image, BY_DESIGN),
    (chosen_by_variable, BY_DESIGN),
    (more_of_a_stage, THEIRS),
    (not_expanded, THEIRS),
    (nothing_sets_it, BY_DESIGN),
    (given, THEIRS),
    (no_identifier, BY_DESIGN),
    (in_heredoc, THEIRS),
    (to_the_global, BY_DESIGN),
    (itself, THEIRS),
    (from_a_base, THEIRS),
    (last_before, THEIRS),
    (taken_over, THEIRS),
    (more_words, THEIRS),
    (same_name, THEIRS),
]


def classify(place, feature, ours, theirs):
    for rule, verdict in NAMES:
        if rule(place, feature, ours, theirs):
            return rule, verdict
    return None

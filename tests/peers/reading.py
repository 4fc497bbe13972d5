"""A reading of a Dockerfile that is neither dflint's nor the peer's: line by line, as much as the comparison needs.

It knows instructions with their lines, stages with the place of their names, and what stands around an identifier. Where it is not
sure it says so, and a difference there is not explained by it.
"""

import re

KEYWORDS = "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split()


class Instruction:
    def __init__(self, keyword, first):
        self.keyword, self.first, self.last = keyword, first, first
        self.heredocs = []  # (name, first line of the body, line of the end)
        self.stage = -1
        self.comments = set()


class Stage:
    def __init__(self, name, place, base, instruction):
        self.name, self.place, self.base, self.instruction = name, place, base, instruction


class Reading:
    def __init__(self, text):
        self.lines = [line.rstrip("\r") for line in text.split("\n")]
        self.escape = "\\"
        for line in self.lines:
            directive = re.match(r"#\s*(\w+)\s*=\s*(\S+)\s*$", line.strip())
            if not directive:
                break
            if directive[1].lower() == "escape":
                self.escape = directive[2]
        self.instructions = []
        self.read()
        self.stages = []
        self.find_stages()

    def is_comment(self, line):
        return self.lines[line].lstrip().startswith("#")

    def read(self):
        line = 0
        while line < len(self.lines):
            word = re.match(r"\s*([A-Za-z]+)", self.lines[line])
            if not self.lines[line].strip() or self.is_comment(line) or not word:
                line += 1
                continue
            found = Instruction(word[1].upper(), line)
            text = ""
            while True:
                comment = line > found.first and (self.is_comment(line) or not self.lines[line].strip())
                if comment:
                    found.comments.add(line)
                else:
                    text += self.lines[line] + "\n"
                    found.last = line
                continued = comment or self.lines[line].rstrip().endswith(self.escape)
                if not continued or line + 1 >= len(self.lines):
                    break
                line += 1
            line = found.last
            if found.keyword in ("RUN", "COPY", "ADD", "ONBUILD"):
                for tabs, name in [(match[1], match[3]) for match in re.finditer(r"(?<!<)<<(-?)([\"']?)([A-Za-z_]\w*)\2", text)]:
                    first = line + 1
                    end = first
                    while end < len(self.lines) and (self.lines[end].lstrip("\t") if tabs else self.lines[end]) != name:
                        end += 1
                    if end < len(self.lines):
                        found.heredocs.append((name, first, end))
                        line = end
            found.end = line
            self.instructions.append(found)
            line += 1

    def find_stages(self):
        for number, instruction in enumerate(self.instructions):
            if instruction.keyword == "FROM":
                words = self.words(instruction)[1:]
                words = [word for word in words if not word[0].startswith("--")]
                name = words[2] if len(words) == 3 and words[1][0].upper() == "AS" else None
                base = words[0][0] if words else ""
                self.stages.append(Stage(name and name[0], name and (name[1], name[2]), base, number))
            instruction.stage = len(self.stages) - 1

    def words(self, instruction):
        """The words of an instruction with line and column; not of its heredocs."""
        found = []
        for line in range(instruction.first, instruction.last + 1):
            if line in instruction.comments:
                continue
            text = self.lines[line]
            if text.rstrip().endswith(self.escape):
                text = text.rstrip()[:-1]
            found += [(match[0], line, match.start()) for match in re.finditer(r"\S+", text)]
        return found

    def instruction_at(self, line):
        for instruction in self.instructions:
            if instruction.first <= line <= instruction.end:
                return instruction
        return None

    def stage_named(self, name, before):
        """The stage that a name means in an instruction of stage `before`: of those above it the last one with the name."""
        known = [number for number, stage in enumerate(self.stages[:before]) if stage.name and stage.name.lower() == name.lower()]
        return known[-1] if known else None

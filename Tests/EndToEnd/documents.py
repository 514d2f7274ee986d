# SPDX-License-Identifier: Apache-2.0
"""Runs what the documents show, so that they cannot go stale.

    python3 Tests/EndToEnd/documents.py FJORD             check README.md and docs/
    python3 Tests/EndToEnd/documents.py FJORD README.md   check one document
    python3 Tests/EndToEnd/documents.py FJORD --write     rewrite docs/reference/

Per document, in order and in a fresh folder:
- ```console or ```sh: lines that begin with `$ ` are run; what follows is compared if anything does. A line `...` stands for
  any lines, `...` within a line for any text; durations and sizes may differ; `[exit 2]` is the expected status.
- ```yaml that begins with `# file: NAME` is written and linted; with `# file: NAME, with faults` it is only written.
  Any other YAML is completed to a pipeline and linted.
- Tables headed `| Expression | Gives |` are evaluated, those headed `| Expression | Refused with |` are linted.
Links between documents must lead somewhere; ```text is left alone.
"""

import csv
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_SECONDS = 50
SANDBOX = "vipps=sandbox?entries_per_day=5"


class Tally:
    """Counts checks and says which failed."""

    def __init__(self):
        self.passed = self.failed = 0

    def add(self, place, problem=None):
        outcome = "passed" if problem is None else "failed"
        setattr(self, outcome, getattr(self, outcome) + 1)
        if problem is not None:
            print(f"FAILED  {place}: {problem}")
        # Tests/EndToEnd/run adds all parts up there.
        if tally := os.environ.get("FJORD_TALLY"):
            with open(tally, "a", encoding="utf-8") as file:
                file.write(f"{outcome} documents {place}\n")

    def end(self):
        print(f"documents: {self.passed} passed, {self.failed} failed")
        return 0 if self.passed and not self.failed else 1


class Block:
    """A fenced block, or a table whose header asks for a check."""

    def __init__(self, kind, line, lines):
        self.kind, self.line, self.lines = kind, line, lines

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"


def blocks(text):
    """The blocks of a document, in order; `line` counts from 1."""
    lines, at = text.split("\n"), 0
    while at < len(lines):
        start, fence = at + 1, re.match(r"```(\w+)$", lines[at])
        at += 1
        if fence:
            end = lines.index("```", at)
            yield Block(fence[1], start, lines[at:end])
            at = end + 1
        elif re.match(r"\| Expression +\| (Gives|Refused with) +\|$", lines[start - 1]):
            end = at
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            yield Block("gives" if "Gives" in lines[start - 1] else "refused", start, lines[at + 1 : end])
            at = end


class Document:
    """One document and the folder in which its commands run."""

    def __init__(self, path, fjord, tally):
        self.path, self.fjord, self.tally = path, fjord, tally
        self.text = path.read_text(encoding="utf-8")
        self.name = path.relative_to(ROOT)

    def check(self):
        self.check_links()
        self.parent = Path(tempfile.mkdtemp(prefix="fjord-documents."))
        try:
            self.folder = self.parent / "project"
            self.folder.mkdir()
            commands = self.parent / "bin"
            commands.mkdir()
            (commands / "fjord").symlink_to(self.fjord)
            self.environment = {
                "PATH": f"{commands}:{os.environ['PATH']}",
                "HOME": str(self.parent),
                "LC_ALL": "C.UTF-8",
                "COLUMNS": "80",
            }
            for block in blocks(self.text):
                getattr(self, f"check_{block.kind}", lambda _: None)(block)
        finally:
            shutil.rmtree(self.parent, ignore_errors=True)

    def report(self, block, problem=None, offset=0):
        self.tally.add(f"{self.name}:{block.line + offset}", problem)

    def check_links(self):
        for target in re.findall(r"\]\(([^)\s]+)\)", self.text):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            exists = (self.path.parent / target.split("#")[0]).exists()
            self.tally.add(self.name, None if exists else f"the link to {target} leads nowhere")

    def shell(self, command, folder=None):
        """Status and output, standard error included."""
        try:
            done = subprocess.run(
                ["bash", "-c", command], cwd=folder or self.folder, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return "none in time", ""
        return done.returncode, done.stdout.decode("utf-8", "replace")

    # Commands

    def check_console(self, block):
        for offset, command, shown in transcript(block.lines):
            status = 0
            if shown and (exit_line := re.match(r"\[exit (\d+)\]$", shown[-1])):
                status, shown = int(exit_line[1]), shown[:-1]
            found, output = self.shell(command)
            if found != status:
                self.report(block, f"'{command}' ended with {found}, not {status}\n{output}", offset)
            elif shown and not matches(shown, output):
                self.report(block, f"'{command}' prints something else\n{difference(shown, output)}", offset)
            else:
                self.report(block)

    check_sh = check_console

    # Pipelines

    def check_yaml(self, block):
        heading = re.match(r"# file: (\S+\.yaml)(, with faults)?$", block.lines[0])
        if heading is None:
            return self.check_fragment(block)
        path = self.folder / heading[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        if path.name != "fjord.yaml" and not heading[2]:
            self.lint(block, self.folder, heading[1])

    def check_fragment(self, block):
        """Completes what is not a whole pipeline to one that can be linted."""
        with tempfile.TemporaryDirectory(dir=self.parent) as folder:
            for name, text in completed(block.text).items():
                (Path(folder) / name).write_text(text, encoding="utf-8")
            self.lint(block, folder, "fragment.yaml")

    def lint(self, block, folder, name):
        status, output = self.shell(f"fjord lint {name}", folder)
        is_sound = status == 0 and " 0 warnings" in output
        self.report(block, None if is_sound else f"{name} is not sound\n{output}")

    # Expressions

    def check_gives(self, block):
        rows = [table_row(line) for line in block.lines]
        columns = "".join(f"      c{at}: |\n        {row[0]}\n" for at, row in enumerate(rows))
        path = self.folder / "expressions.yaml"
        path.write_text(expression_pipeline(columns, keep=[f"c{at}" for at in range(len(rows))]), encoding="utf-8")
        status, output = self.shell(f"fjord run expressions.yaml --quiet --connection '{SANDBOX}'")
        if status != 0:
            return self.report(block, f"the expressions end with {status}\n{output}")
        with open(self.folder / "expressions.csv", encoding="utf-8", newline="") as file:
            found = list(csv.reader(file))[1]
        for offset, (row, value) in enumerate(zip(rows, found)):
            expected = "" if row[1] == "null" else row[1]
            problem = None if value == expected else f"{row[0]} gives {value!r}, not {expected!r}"
            self.report(block, problem, offset + 2)

    def check_refused(self, block):
        for offset, line in enumerate(block.lines):
            expression, code = table_row(line)
            columns = f"      c: |\n        {expression}\n"
            (self.folder / "refused.yaml").write_text(expression_pipeline(columns, keep=["c"]), encoding="utf-8")
            status, output = self.shell("fjord lint refused.yaml")
            if status == 0:
                status, output = self.shell(f"fjord run refused.yaml --quiet --connection '{SANDBOX}'")
            is_refused = status in (1, 2) and f"[{code}]" in output
            problem = None if is_refused else f"{expression} ends with {status}, not with {code}\n{output}"
            self.report(block, problem, offset + 2)


def transcript(lines):
    """Offset, command and shown output of each command in a console block."""
    found = []
    for offset, line in enumerate(lines):
        here = re.search(r"<<'(\w+)'", found[-1][1]) if found else None
        if found and not found[-1][2] and found[-1][1].endswith("\\"):
            found[-1][1] += "\n" + line
        elif here and found[-1][1].split("\n")[-1] != here.group(1):
            found[-1][1] += "\n" + line
        elif line.startswith("$ "):
            found.append([offset + 1, line[2:], []])
        elif found:
            found[-1][2].append(line)
    for offset, command, shown in found:
        while shown and not shown[-1].strip():
            shown.pop()
        yield offset, command, shown


VARYING = [
    (re.compile(r"\b\d+ min \d+ s\b|\b\d+(\.\d)? s\b"), "# s"),
    (re.compile(r"\b\d+(\.\d)? [kMGT]?B\b"), "# B"),
    (re.compile(r"\b[\d,]+ rows/s\b"), "# rows/s"),
]


def normalised(text):
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return "\n".join(line.rstrip() for line in text.rstrip("\n").split("\n"))


def matches(shown, output):
    """Whether the output is what is shown, wildcards and varying figures apart."""
    parts = []
    for line in normalised("\n".join(shown)).split("\n"):
        if line == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(".*".join(map(re.escape, line.split("..."))) + r"\n")
    return re.fullmatch("".join(parts), normalised(output) + "\n") is not None


def difference(shown, output):
    lines = difflib.unified_diff(
        normalised("\n".join(shown)).split("\n"), normalised(output).split("\n"), "shown", "printed", lineterm=""
    )
    return "\n".join(lines)


HEAD = "fjord: 1\nname: fragment\n"
FETCH = "  - id: entries\n    fetch: vipps.funds\n"
SINK = "  - sink: jsonl\n    path: out/${window}/fragment.jsonl\n"
CONNECTIONS = "connections:\n  vipps: {type: vipps, key_type: accounting, client_id: a, client_secret: b}\n"


def completed(text):
    """The files of a project around a part of one: stages, keys of a pipeline, or connections."""
    if text.startswith("connections:"):
        return {"fjord.yaml": text, "fragment.yaml": HEAD + "stages:\n" + FETCH + SINK}
    if not text.startswith("- "):
        used = [f"  - filter: ${name} is not null\n" for name in re.findall(r"^  (\w+): \{type:", text, re.M)]
        return {"fragment.yaml": HEAD + text + "stages:\n" + FETCH + "".join(used) + SINK}
    stages = "".join(f"  {line}\n" if line else "\n" for line in text.rstrip("\n").split("\n"))
    fetch = "" if "fetch:" in text else FETCH
    sink = "" if "sink:" in text else SINK
    return {"fjord.yaml": CONNECTIONS, "fragment.yaml": HEAD + "stages:\n" + fetch + stages + sink}


def table_row(line):
    """The two cells of a table's row, without code marks."""
    cells = re.split(r"(?<!\\)\|", line.strip()[1:-1])
    return [cell.strip().strip("`").replace("\\|", "|") for cell in cells]


def expression_pipeline(columns, keep):
    """A pipeline that works out columns over one row."""
    return (
        "fjord: 1\nname: expressions\nstages:\n  - fetch: vipps.ledgers\n  - transform: limit\n    rows: 1\n"
        f"  - transform:\n{columns}    keep: [{', '.join(keep)}]\n  - sink: csv\n    path: expressions.csv\n"
    )


class Reference:
    """docs/reference/, made from what the command says of itself."""

    def __init__(self, fjord):
        self.fjord = fjord

    def say(self, *arguments):
        return subprocess.run([self.fjord, *arguments], capture_output=True, text=True, check=True).stdout.rstrip("\n")

    def pages(self):
        return {"stages.md": self.stages(), "functions.md": self.functions()}

    def stages(self):
        lines = ["# Stages", "", "What `fjord stages` and `fjord stages NAME` say.", ""]
        entries = self.say("stages").split("\n")
        width = max(len(entry.split()[0]) for entry in entries) + 2
        names = [entry[width:].split("  ")[0] or entry.split()[0] for entry in entries]
        # A stage and a connection may share a name, and then its page.
        for name in dict.fromkeys(names):
            lines += self.stage(name)
        return "\n".join(lines)

    HEADS = {
        "Options:": ["| Option | Takes | Need | Meaning |", "| --- | --- | --- | --- |"],
        "Columns:": ["| Column | Type |", "| --- | --- |"],
        "Example:": ["```yaml"],
    }

    def stage(self, name):
        lines, part = [], None
        for line in self.say("stages", name).split("\n"):
            if part and line.startswith("  "):
                lines.append(line[2:] if part == "Example:" else self.row(line, 4 if part == "Options:" else 2))
                continue
            if part == "Example:":
                lines += ["```", ""]
            part = line if line in self.HEADS else None
            if part:
                lines += self.HEADS[part]
            elif re.match(r"(fetch|transform|sink|connection): \S+$", line) or not lines:
                lines += [f"## {line}", ""]
            elif line:
                lines.append(line)
            elif lines[-1]:
                lines.append("")
        return lines + (["```", ""] if part == "Example:" else [""])

    @staticmethod
    def row(line, count):
        """A row of a table; what stands behind its columns, blanks included, is the last cell."""
        cells = re.split(r" {2,}", line.strip(), maxsplit=count - 1)
        texts = [f"`{cells[0]}`", *cells[1:]]
        return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"

    def functions(self):
        lines = ["# Functions", "", "What `fjord functions` and `fjord functions NAME` say.", ""]
        category = None
        for entry in self.say("functions").split("\n"):
            kind, name = entry.split()[:2]
            if kind != category:
                lines += [f"## {kind.capitalize()}", ""]
                category = kind
            page = self.say("functions", name).split("\n")
            lines += [f"### {name}", "", page[1], ""]
            rest = "\n".join(line.strip() for line in page[2:]).strip("\n")
            lines += ["```text", *re.sub(r"\n{2,}", "\n\n", rest).split("\n"), "```", ""]
        return "\n".join(lines)

    def check(self, tally):
        for name, text in self.pages().items():
            path = ROOT / "docs" / "reference" / name
            is_current = path.exists() and path.read_text(encoding="utf-8") == text
            advice = "python3 Tests/EndToEnd/documents.py FJORD --write"
            tally.add(f"docs/reference/{name}", None if is_current else f"is stale; run {advice}")

    def write(self):
        folder = ROOT / "docs" / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.pages().items():
            (folder / name).write_text(text, encoding="utf-8")
            print(f"docs/reference/{name}")


def main(arguments):
    if not arguments and "FJORD" in os.environ:
        arguments = [os.environ["FJORD"]]
    if not arguments or not os.access(arguments[0], os.X_OK):
        print(__doc__, file=sys.stderr)
        return 2
    fjord = os.path.realpath(arguments[0])
    reference = Reference(fjord)
    if arguments[1:] == ["--write"]:
        reference.write()
        return 0
    tally = Tally()
    chosen = [ROOT / name for name in arguments[1:]]
    for path in chosen or [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        Document(path, fjord, tally).check()
    reference.check(tally)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

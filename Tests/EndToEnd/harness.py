# SPDX-License-Identifier: Apache-2.0
"""What all parts share: the command, a separate sandbox, projects on disk, and counted checks."""

import atexit
import contextlib
import ctypes
import difflib
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
FJORD = os.environ.get("FJORD", str(ROOT / ".build/debug/fjord"))
TODAY = "2026-11-15"
MONTH = "2026-10"
PARENT_DEATH_SIGNAL = 1

_libc = ctypes.CDLL(None)
_children = []


def _prepare_child():
    # A background job of bash ignores SIGINT and would hand that down.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _end_children():
    for child in _children:
        if child.poll() is None:
            child.kill()
            child.wait()


atexit.register(_end_children)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


# MARK: checks


class Failure(Exception):
    """A check that did not hold; its text says what was found."""


class Skip(Exception):
    """A check that means nothing on this machine; its text says why."""


_counts = {"passed": 0, "failed": 0, "skipped": 0}


def _report(outcome, name, why=""):
    _counts[outcome] += 1
    print(f"{outcome:<8}{name}" + (f": {why}" if why else ""))
    if tally := os.environ.get("FJORD_TALLY"):
        with open(tally, "a", encoding="utf-8") as file:
            file.write(f"{outcome} {name}\n")


@contextlib.contextmanager
def check(name):
    """Counts one check; whatever goes wrong in the block is its failure and ends no other."""
    try:
        yield
    except Skip as skip:
        _report("skipped", name, str(skip))
    except Failure as failure:
        _report("failed", name, str(failure))
    except Exception:
        _report("failed", name, traceback.format_exc())
    else:
        _report("passed", name)


def finish():
    """Ends the part: status 1 if a check failed."""
    if "FJORD_TALLY" not in os.environ:
        print(f"{_counts['passed']} passed, {_counts['failed']} failed")
    sys.exit(1 if _counts["failed"] else 0)


def expect(condition, why):
    if not condition:
        raise Failure(why)


def expect_equal(found, wanted, what):
    if found != wanted:
        raise Failure(f"{what}: found {found!r}, expected {wanted!r}")


def expect_same_lines(found, wanted, what):
    """Compares two texts and shows the first lines that differ."""
    if found == wanted:
        return
    lines = difflib.unified_diff(
        wanted.splitlines(keepends=True), found.splitlines(keepends=True),
        "expected", "found", n=0,
    )
    shown = [repr(line) for line, _ in zip(lines, range(14))]
    raise Failure(f"{what} differs\n    " + "\n    ".join(shown))


# MARK: the command


class Result:
    """How one call of the command ended."""

    def __init__(self, arguments, status, output, errors):
        self.arguments, self.status = arguments, status
        self.output, self.errors = output, errors

    def __str__(self):
        call = " ".join(["fjord", *map(str, self.arguments)])
        return (
            f"`{call}` ended with {self.status}\n    stdout: {self.output.strip()[-600:]!r}"
            f"\n    stderr: {self.errors.strip()[-1500:]!r}"
        )

    def expect(self, status, *words):
        """Asserts the exit status and that the messages contain each word."""
        expect(self.status == status, f"expected status {status}: {self}")
        for word in words:
            expect(word in self.errors + self.output, f"expected {word!r}: {self}")
        return self


def _start(arguments, cwd, env, prepare=None):
    def prepare_child():
        _prepare_child()
        if prepare:
            prepare()

    child = subprocess.Popen(
        [FJORD, *map(str, arguments)], cwd=cwd, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        errors="replace", preexec_fn=prepare_child,
    )
    _children.append(child)
    return child


def result_of(child, arguments, timeout=60):
    """Waits for a started command; one that hangs fails the check."""
    try:
        output, errors = child.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        child.kill()
        output, errors = child.communicate()
        hung = Result(arguments, "no end", output, errors)
        raise Failure(f"still running after {timeout} s: {hung}") from None
    finally:
        if child.poll() is not None and child in _children:
            _children.remove(child)
    return Result(arguments, child.returncode, output, errors)


# MARK: sandboxes


class Sandbox:
    """A separate `fjord sandbox`; use it in a `with` statement."""

    def __init__(self, port=0, **settings):
        self.port = port
        self.settings = {"today": TODAY, **settings}

    def __enter__(self):
        arguments = ["sandbox", "--port", self.port]
        for name, value in self.settings.items():
            arguments += ["--" + name.replace("_", "-"), value]
        self.child = _start(arguments, cwd=tempfile.gettempdir(), env=clean_environment())
        line = self.child.stdout.readline()
        if not line:
            raise Failure(f"no sandbox: {result_of(self.child, arguments)}")
        facts = json.loads(line)
        self.base_url, self.keys = facts["base_url"], facts["accounting"]
        self.all_keys = facts
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.communicate()
        _children.remove(self.child)


def clean_environment(**more):
    """The environment without proxies and without what a user's shell may have set for fjord."""
    dropped = ("FJORD", "VIPPS_")
    kept = {
        name: value for name, value in os.environ.items()
        if not name.startswith(dropped) and not name.lower().endswith("_proxy")
    }
    return {**kept, "NO_COLOR": "1", **more}


# MARK: projects


FJORD_YAML = """\
connections:
  vipps:
    type: vipps
    base_url: {base_url}
    key_type: accounting
    client_id: ${{env:VIPPS_CLIENT_ID}}
    client_secret: ${{env:VIPPS_CLIENT_SECRET}}
"""


class Project:
    """A folder with a fjord.yaml, pipelines and outputs."""

    def __init__(self, sandbox=None, folder=None):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="project-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environment = clean_environment()
        if sandbox:
            self.connect(sandbox)
        else:
            self.write("fjord.yaml", "connections: {}\n")

    def connect(self, sandbox, base_url=None):
        """Makes `vipps` the connection to a separate sandbox, or to its keys at another address."""
        self.write("fjord.yaml", FJORD_YAML.format(base_url=base_url or sandbox.base_url))
        self.environment["VIPPS_CLIENT_ID"] = sandbox.keys["client_id"]
        self.environment["VIPPS_CLIENT_SECRET"] = sandbox.keys["client_secret"]

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def add_shipped(self, *names):
        """Copies pipelines that Fjord ships into the project."""
        for name in names:
            shutil.copy(ROOT / "Pipelines" / f"{name}.yaml", self.folder)

    def copy(self):
        """The same project, state included, in another folder."""
        twin = Project(folder=tempfile.mkdtemp(prefix="project-"))
        shutil.copytree(self.folder, twin.folder, dirs_exist_ok=True, symlinks=True)
        twin.environment = dict(self.environment)
        return twin

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *arguments, env=None, prepare=None):
        return _start(arguments, self.folder, {**self.environment, **(env or {})}, prepare)

    def fjord(self, *arguments, env=None, prepare=None, timeout=60):
        child = self.start(*arguments, env=env, prepare=prepare)
        return result_of(child, arguments, timeout)

    def files(self, under="out"):
        """The SHA-256 of every file below a folder, hidden ones too."""
        top = self.folder / under
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(top.rglob("*")) if path.is_file()
        }

    def temporaries(self):
        """Temporary files and, outside `.fjord`, empty folders that a run left."""
        left = []
        for path in self.folder.rglob("*"):
            if ".fjord" in path.relative_to(self.folder).parts:
                continue
            if path.is_file() and path.name.startswith(".") and path.name.endswith(".tmp"):
                left.append(str(path.relative_to(self.folder)))
            elif path.is_dir() and not any(path.iterdir()):
                left.append(str(path.relative_to(self.folder)) + "/")
        return sorted(left)

    def expect_untouched(self):
        """Asserts that no output and no temporary file is there."""
        expect_equal(sorted(self.files()), [], "outputs")
        expect_equal(self.temporaries(), [], "temporaries")

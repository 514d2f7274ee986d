# SPDX-License-Identifier: Apache-2.0
"""A run killed at any instant leaves all old or all new outputs after the next start."""

import argparse
import collections
import random
import signal
import sqlite3
import time

from harness import (
    MONTH, TODAY, Project, Sandbox, check, expect, expect_equal, finish, result_of,
)

MONTH_RUN = ("run", "daily-sales.yaml", "--month", MONTH, "--quiet")
SHORT_RUN = ("run", "daily-sales.yaml", "--from", "2026-10-05", "--to", "2026-10-06", "--quiet")
OPEN_RUN = ("run", "daily-sales.yaml", "--from", "2026-11-14", "--to", TODAY, "--quiet")
OUTPUT_COUNT = 5
BEFORE_COMMIT = [
    "run-recorded", "output-registered", "folders-created", "output-created",
    "output-synchronized", "folders-synchronized",
]
# A rename for each output, the manifest included, and an unlink of its provisional twin.
AFTER_COMMIT = [
    "committed", *(f"effect-applied:{count}" for count in range(1, 2 * OUTPUT_COUNT + 1)),
    "effects-synchronized", "cleared",
]
OTHER_PIPELINE = """\
fjord: 1
name: other
stages:
  - id: ledgers
    fetch: vipps.ledgers
  - sink: csv
    path: other/ledgers.csv
"""


class Beginning:
    """What lies in a project before the run that is killed, and what that run would make of it."""

    def __init__(self, name, project, run):
        self.name, self.project, self.run = name, project, run
        self.old = project.files()
        # The first also fills the sandbox's cache, so that the second takes the usual time.
        for twin in (project.copy(), project.copy()):
            began = time.monotonic()
            child = twin.start(*run)
            wait_for_manifest(twin, child)
            commits = time.monotonic()
            result_of(child, run).expect(0)
            self.seconds = time.monotonic() - began
            self.commit_seconds = time.monotonic() - commits
            self.new = twin.files()
            twin.remove()
        expect(len(self.new) == OUTPUT_COUNT, f"not {OUTPUT_COUNT} outputs: {list(self.new)}")
        for path in self.old.keys() & self.new.keys():
            expect(self.old[path] != self.new[path], f"old and new {path} cannot be told apart")

    def outcome(self, project):
        """Whether all outputs are old, or all new."""
        files = project.files()
        if files == self.old:
            return "old"
        expect(files == self.new, f"neither all old nor all new: {describe(files, self)}")
        return "new"

    def expect_nothing_halfway(self, project):
        """Even before the next start, whatever has its final name is whole."""
        for path, digest in project.files().items():
            if path.endswith(".tmp"):
                continue
            known = (self.old.get(path), self.new.get(path))
            expect(digest in known, f"{path} is neither the old nor the new one")

    def recover(self, project, expected=None):
        """The next start, of another pipeline; then the killed run itself, once more."""
        project.fjord("run", "other.yaml", "--quiet").expect(0)
        expect_equal(project.temporaries(), [], "left after the next start")
        found = self.outcome(project)
        expect(expected in (None, found), f"outputs are {found}, expected {expected}")
        self.run_again(project)
        return found

    def run_again(self, project):
        project.fjord(*self.run).expect(0)
        expect_equal(project.files(), self.new, "outputs of the run after")
        expect_equal(project.temporaries(), [], "left after the run after")
        expect_usable_state(project)


def describe(files, beginning):
    def one(path):
        if files[path] == beginning.new.get(path):
            return f"{path} new"
        return f"{path} old" if files[path] == beginning.old.get(path) else f"{path} unknown"
    missing = [path for path in beginning.old if path not in files]
    return ", ".join([one(path) for path in files] + [f"{path} missing" for path in missing])


def expect_usable_state(project):
    with sqlite3.connect(project.folder / ".fjord/state.sqlite") as state:
        answer = state.execute("PRAGMA integrity_check").fetchone()[0]
    state.close()
    expect_equal(answer, "ok", "integrity of the state")


def new_project(sandbox):
    project = Project(sandbox)
    project.add_shipped("daily-sales")
    project.write("other.yaml", OTHER_PIPELINE)
    return project


def beginnings(old_source, new_source, run):
    """A project without outputs, and one with those of other data."""
    yield Beginning("nothing", new_project(new_source), run)
    project = new_project(old_source)
    project.fjord(*run).expect(0)
    project.connect(new_source)
    yield Beginning("old outputs", project, run)


# MARK: at each step of the commit


def stop_at(step, beginning, expected):
    with check(f"stopped at {step}, from {beginning.name}: all {expected}"):
        project = beginning.project.copy()
        result = project.fjord(*beginning.run, env={"FJORD_CRASH_AT": step})
        expect(result.status != 0, f"FJORD_CRASH_AT={step} did not stop the run: {result}")
        beginning.expect_nothing_halfway(project)
        beginning.recover(project, expected)
        project.remove()


def check_steps(old_source, new_source, later_source):
    found = []
    with check("runs to be stopped at each step"):
        found += beginnings(old_source, new_source, SHORT_RUN)
        project = new_project(new_source)
        project.fjord(*OPEN_RUN).expect(0)
        project.connect(later_source)
        found.append(Beginning("provisional outputs", project, OPEN_RUN))
    for beginning in found:
        for step in BEFORE_COMMIT:
            stop_at(step, beginning, "old")
        for step in AFTER_COMMIT:
            stop_at(step, beginning, "new")


# MARK: at random moments


def wait_for_manifest(project, child):
    """Until the manifest's temporary file is there: the commit has begun."""
    while child.poll() is None:
        if any(project.folder.glob("out/*/daily-sales/.daily-sales.*manifest.json*.tmp")):
            return


def kill_once(beginning, part, dice):
    """Starts a run and kills it at a random moment; None if it had ended before."""
    project = beginning.project.copy()
    child = project.start(*beginning.run)
    if part == "the commit":
        wait_for_manifest(project, child)
        time.sleep(dice.uniform(0, beginning.commit_seconds))
    else:
        time.sleep(dice.uniform(0, beginning.seconds))
    child.send_signal(signal.SIGKILL)
    result = result_of(child, beginning.run)
    if result.status == -signal.SIGKILL:
        return project
    result.expect(0)
    expect_equal(project.files(), beginning.new, "outputs of a run that ended")
    project.remove()
    # A machine that has become faster would have every later kill miss, too.
    beginning.seconds *= 0.99
    beginning.commit_seconds *= 0.99
    return None


def what_stays(beginning, project, dice):
    """What the start after a kill finds; now and then that start is the run itself."""
    beginning.expect_nothing_halfway(project)
    if dice.random() < 0.25:
        beginning.run_again(project)
        return "run again"
    return beginning.recover(project)


def check_kills(count, seed, old_source, new_source):
    dice = random.Random(seed)
    found = []
    with check("runs to be killed"):
        found += beginnings(old_source, new_source, MONTH_RUN)
    rows = {}
    parts = ("the whole run", "the whole run", "the commit")
    for number in range(count if found else 0):
        beginning, part = found[number % 2], parts[number // 2 % 3]
        row = rows.setdefault((beginning.name, part), collections.Counter())
        with check(f"kill {number + 1} of {count}, from {beginning.name}, during {part}"):
            while (project := kill_once(beginning, part, dice)) is None:
                row["too late"] += 1
                expect(row["too late"] < 10 * count, "every run ends before it is killed")
            row["kills"] += 1
            row[what_stays(beginning, project, dice)] += 1
            project.remove()
    print_table(rows)


def print_table(rows):
    columns = ("kills", "old", "new", "run again", "too late")
    print(f"\n{'began with':<14}{'killed during':<16}" + "".join(f"{c:>11}" for c in columns))
    for (name, part), row in sorted(rows.items()):
        print(f"{name:<14}{part:<16}" + "".join(f"{row[c]:>11}" for c in columns))
    print("old, new: what the next start, of another pipeline, left; run again: the run itself was")
    print("the next start, and ended with all new; too late: had ended, killed another instead\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=12)
    parser.add_argument("--entries-per-day", type=int, default=100)
    parser.add_argument("--random-seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"random seed {options.random_seed}")
    small = {"entries_per_day": 10, "seed": 7, "ledgers": 2}
    later = {**small, "today": "2026-11-20"}
    with Sandbox(**{**small, "seed": 8}) as old, Sandbox(**small) as new:
        with Sandbox(**later) as later_source:
            check_steps(old, new, later_source)
    big = {"entries_per_day": options.entries_per_day, "seed": 7}
    with Sandbox(**{**big, "seed": 8}) as old, Sandbox(**big) as new:
        check_kills(options.kills, options.random_seed, old, new)
    finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Feeds over several runs: they grow, repeat themselves, and are killed."""

import json
import random
import signal
import time

import vipps_reference as reference
from harness import TODAY, Project, check, expect, expect_equal, result_of
from vipps_stages import FULL, OPEN_FIRST, ReadOnlySandbox, World, connect

# With these the feed shows what dates do not, or has no end.
NOT_FOR_FEEDS = ("late-closing", "ledger-404", "open-404", "open-empty", "feed-stuck")


def feed_pipeline(name="feed", topics=("funds", "fees"), ledgers=None):
    lines = ["fjord: 1", f"name: {name}", "stages:"]
    for topic in topics:
        lines += [
            f"  - id: {topic}", f"    fetch: vipps.{topic}", "    connection: accounting", "    partition: feed",
            *([f"    ledgers: {ledgers}"] if ledgers else []),
            "  - sink: csv", f"    input: {topic}", f"    path: out/feed/${{batch}}/{topic}.csv",
        ]
    return "\n".join(lines) + "\n"


def feed_rows(api, first, ledgers=None):
    """What all runs together must give: the rows of the dates, by topic and ledger, in their order."""
    rows = {}
    for topic in ("funds", "fees"):
        sheet = reference.Entries(api, topic, first, TODAY, False, ledgers).sheet
        for row in sheet.rows:
            rows.setdefault((topic, row["ledgerId"]), []).append(sheet.cells(row))
    return rows


def fed_rows(project):
    """What all runs together gave, by topic and ledger; batches are numbered without a gap."""
    rows, batches = {}, sorted(path.name for path in (project.folder / "out/feed").iterdir() if path.is_dir())
    expect_equal(batches, [f"{place:06}" for place in range(1, len(batches) + 1)], "batches")
    for batch in batches:
        for topic in ("funds", "fees"):
            path = project.folder / f"out/feed/{batch}/{topic}.csv"
            for row in reference.csv_cells(path.read_bytes().decode("utf-8"))[1:]:
                rows.setdefault((topic, row[0]), []).append(row)
    return rows


def expect_fed(project, wanted):
    found = fed_rows(project)
    expect_equal(sorted(found), sorted(wanted), "feeds with rows")
    for feed, rows in wanted.items():
        expect_equal(len(found[feed]), len(rows), f"rows of {feed}")
        for place, (row, other) in enumerate(zip(found[feed], rows), 1):
            expect_equal(row, other, f"row {place} of {feed}")


def check_odd_feeds(world, names, ids):
    chosen = sorted(ledger for name, ledger in zip(names, ids) if name not in NOT_FOR_FEEDS)
    world.project.write("feed.yaml", feed_pipeline(ledgers=chosen))
    with check("vipps: feeds of odd ledgers, every entry once, nothing new afterwards"):
        world.run("feed")
        wanted = feed_rows(world.api, OPEN_FIRST, chosen)
        expect_fed(world.project, wanted)
        run = world.run("feed")
        expect_equal(run.report["rows_read"], 0, "rows of the second run")
        expect_fed(world.project, wanted)
    with check("vipps: a feed that is not found is a warning, and is asked for again"):
        lost = ids[names.index("ledger-404")]
        other = World.of(world.sandbox, world.api)
        other.project.write("feed.yaml", feed_pipeline(ledgers=[lost]))
        for _ in range(2):
            run = other.run("feed")
            expect_equal((run.rules, run.report["rows_read"]), (["feed-not-found"], 0), "findings and rows")
        other.project.remove()
    with check("vipps: a feed that neither ends nor goes on is a fault, and the run gives nothing"):
        stuck = ids[names.index("feed-stuck")]
        project = Project()
        connect(project, world.sandbox)
        project.write("feed.yaml", feed_pipeline(ledgers=[stuck]))
        project.fjord("run", "feed.yaml", "--quiet").expect(1, "cursor did not move", "fix: ")
        project.expect_untouched()
        project.remove()


FEED = {"ledgers": 3, "entries_per_day": 60, "page_size": 8, "growth": 5, "feed_start": OPEN_FIRST, "seed": 5}


def check_growth():
    outputs = []
    for workers in (1, 2, 7) if FULL else (1, 7):
        with check(f"vipps: feeds that grow between runs, {workers} workers, every entry once"):
            with World(**FEED, oddities="feed-new-cursors,no-try-later") as world:
                world.project.write("feed.yaml", feed_pipeline())
                run_until_nothing_is_new(world, "--workers", workers)
                expect_fed(world.project, feed_rows(world.api, OPEN_FIRST))
                files = world.project.files("out/feed")
                outputs.append({name: digest for name, digest in files.items() if "manifest" not in name})
    with check("vipps: feeds give the same bytes whatever the workers"):
        expect(outputs and all(other == outputs[0] for other in outputs), "outputs differ")


def check_feeds_over_days():
    """Grants come and go, days pass: what was read is not read again, what is new is read."""
    with check("vipps: feeds over days, with a ledger that comes, goes and comes back, every entry once"):
        project, port = Project(), 0
        for today, ledgers in (("2026-11-13", 2), ("2026-11-14", 3), ("2026-11-14", 2), (TODAY, 3), (TODAY, 3)):
            settings = {**FEED, "growth": 0, "today": today, "ledgers": ledgers, "port": port}
            with ReadOnlySandbox(**settings) as sandbox:
                port = int(sandbox.base_url.rsplit(":", 1)[1])
                connect(project, sandbox)
                api = reference.API(sandbox)
                project.write("feed.yaml", feed_pipeline())
                result = project.fjord("run", "feed.yaml", "--json").expect(0)
                wanted = feed_rows(api, OPEN_FIRST)
        expect_fed(project, wanted)
        expect_equal(json.loads(result.output)["rows_read"], 0, "rows of the last run")
        project.remove()


def run_until_nothing_is_new(world, *arguments, fewest=4):
    for count in range(60):
        if world.run("feed", *arguments).report["rows_read"] == 0:
            expect(count >= fewest, f"nothing new after {count} runs")
            return
    raise AssertionError("there is always something new")


def check_feed_kills(count):
    """kill -9 at random instants: the next run goes on where the last commit was."""
    drawn, committed = random.Random(9), 0
    with check(f"vipps: {count} feed runs killed, no entry lost and none twice"):
        with World(**FEED) as plain:
            wanted = feed_rows(plain.api, OPEN_FIRST)
        with World(**{**FEED, "growth": 4}, latency_ms=25, faults="429-bare,reset,500", fault_every=60) as world:
            world.project.write("feed.yaml", feed_pipeline())
            for place in range(count):
                if place == 3:
                    world.run("feed")
                run = world.start("feed")
                # The first run has days to read, the next ones an entry or two.
                time.sleep(drawn.uniform(0.1, 0.9) if place < 3 else drawn.uniform(0.05, 0.6))
                run.child.send_signal(signal.SIGKILL)
                result_of(run.child, run.arguments)
                committed += run.child.returncode == 0
            run_until_nothing_is_new(world, fewest=0)
            expect_fed(world.project, wanted)
            expect_equal(world.project.temporaries(), [], "temporaries")
    print(f"        {committed} of {count} ended before the signal")

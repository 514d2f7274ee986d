# SPDX-License-Identifier: Apache-2.0
"""Due windows over days of a made-up clock, and back-fills: missed days, late data, failures and kills."""

import json
import signal
import time

from harness import Project, Sandbox, check, expect, expect_equal, finish

PIPELINE = """\
fjord: 1
name: daily
schedule: {{cron: "17 6 * * *", timezone: Europe/Oslo, catch_up: {catch_up}}}
stages:
  - id: entries
    fetch: vipps.funds
  - sink: csv
    path: out/${{window}}/entries.csv
"""

FEED = """\
fjord: 1
name: news
stages:
  - fetch: vipps.funds
    partition: feed
  - sink: csv
    path: out/news-${batch}.csv
"""


def project(sandbox, catch_up="all"):
    made = Project(sandbox)
    made.write("daily.yaml", PIPELINE.format(catch_up=catch_up))
    return made


def run(made, day, *arguments):
    """Runs at noon UTC of a day."""
    return made.fjord("run", "daily.yaml", *arguments, env={"FJORD_NOW": f"{day}T12:00:00Z"})


def windows(result):
    """The windows of the objects that --json prints one after another."""
    decoder, text, found = json.JSONDecoder(), result.output.strip(), []
    while text:
        value, end = decoder.raw_decode(text)
        found.append((value["window"], value["state"]))
        text = text[end:].strip()
    return found


def due():
    with Sandbox(entries_per_day=5) as sandbox:
        with check("at first the latest window, then every missed day, oldest first"):
            made = project(sandbox)
            expect_equal(windows(run(made, "2026-10-05", "--json").expect(0)), [("2026-10-04", "final")], "first")
            expect_equal(
                windows(run(made, "2026-10-08", "--json").expect(0)),
                [(f"2026-10-0{day}", "final") for day in (5, 6, 7)], "missed",
            )
            text = run(made, "2026-10-08", "--quiet").expect(0)
            expect_equal(text.output, "", "quiet")
        with check("before the hour of the schedule its last window is due"):
            made = project(sandbox)
            result = made.fjord("run", "daily.yaml", "--json", env={"FJORD_NOW": "2026-10-05T03:00:00Z"}).expect(0)
            expect_equal(windows(result), [("2026-10-03", "final")], "early")
        with check("catch_up latest leaves missed days out"):
            made = project(sandbox, "latest")
            run(made, "2026-10-05").expect(0)
            expect_equal(windows(run(made, "2026-10-09", "--json").expect(0)), [("2026-10-08", "final")], "latest")
        with check("dates mean exactly that window, and make nothing due"):
            made = project(sandbox)
            run(made, "2026-10-20", "--date", "2026-10-01", "--quiet").expect(0)
            expect_equal(windows(run(made, "2026-10-20", "--json").expect(0)), [("2026-10-19", "final")], "due")

    made = None
    with check("a provisional window is run again until it is final"):
        with Sandbox(entries_per_day=5, today="2026-11-10") as sandbox:
            made = project(sandbox)
            expect_equal(
                windows(run(made, "2026-11-11", "--json").expect(0)), [("2026-11-10", "provisional")], "early"
            )
        with Sandbox(entries_per_day=5, today="2026-11-15", port=sandbox.port) as later:
            made.connect(later)
            found = windows(run(made, "2026-11-13", "--json").expect(0))
            expect(("2026-11-12", "final") in found, f"latest: {found}")

    with check("a failed window hides no other, and is made good later"):
        with Sandbox(entries_per_day=5) as sandbox:
            made = project(sandbox)
            run(made, "2026-10-05").expect(0)
            # A folder stands where the file of one window shall go.
            (made.folder / "out/2026-10-06/entries.csv").mkdir(parents=True)
            result = run(made, "2026-10-08", "--json")
            expect(result.status != 0, f"a failure is told: {result}")
            states = dict(windows(result))
            expect_equal(
                states, {"2026-10-05": "final", "2026-10-06": "failed", "2026-10-07": "final"}, "states"
            )
            (made.folder / "out/2026-10-06/entries.csv").rmdir()
            expect_equal(
                windows(run(made, "2026-10-08", "--json").expect(0)),
                [("2026-10-06", "final"), ("2026-10-07", "final")], "made good",
            )


def backfill():
    with Sandbox(entries_per_day=20, latency_ms=20) as sandbox:
        clean = project(sandbox)
        with check("a back-fill makes each window of the month"):
            result = clean.fjord("backfill", "daily.yaml", "--month", "2026-10").expect(0, "31 done")
            expect_equal(len(clean.files()), 62, "files")
            again = clean.fjord("backfill", "daily.yaml", "--month", "2026-10", "--missing").expect(0)
            expect("nothing to run in 31 windows" in again.output, str(again))
            expect_equal(len(result.output.strip().splitlines()), 32, "lines")
        with check("killed and resumed, it gives the same bytes"):
            made = project(sandbox)
            child = made.start("backfill", "daily.yaml", "--month", "2026-10", "--parallel", "3")
            deadline = time.monotonic() + 30
            while len(list(made.folder.glob("out/*/*.csv"))) < 5 and time.monotonic() < deadline:
                time.sleep(0.01)
            child.send_signal(signal.SIGKILL)
            child.communicate()
            left = len(made.files())
            expect(0 < left < 62, f"{left} files after the kill")
            result = made.fjord("backfill", "daily.yaml", "--month", "2026-10", "--missing", "--json").expect(0)
            report = json.loads(result.output)
            expect_equal(report["skipped"] + len(report["windows"]), 31, "windows")
            expect(report["skipped"] > 0, "some were there")
            expect_equal(made.files(), clean.files(), "files")
            expect_equal(made.temporaries(), [], "temporaries")
        with check("a dry run says what would be done and does nothing"):
            made = project(sandbox)
            result = made.fjord("backfill", "daily.yaml", "--from", "2026-10-01", "--to", "2026-10-03", "--dry-run")
            result.expect(0, "would run 3 windows", "missing")
            made.expect_untouched()
        with check("windows on one file are refused"):
            made = project(sandbox)
            made.write("daily.yaml", PIPELINE.format(catch_up="all").replace("${window}/", ""))
            made.fjord("backfill", "daily.yaml", "--month", "2026-10").expect(2, "overlapping-windows")
        with check("a feed is refused with the reason"):
            made = project(sandbox)
            made.write("news.yaml", FEED)
            made.fjord("backfill", "news.yaml", "--month", "2026-10").expect(2, "backfill-of-feed")
            made.fjord("backfill", "news.yaml").expect(2, "--month")


due()
backfill()
finish()

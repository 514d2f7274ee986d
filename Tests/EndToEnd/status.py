# SPDX-License-Identifier: Apache-2.0
"""What `fjord status`, `fjord runs` and `--metrics-file` tell of runs that came, failed and are under way."""

import json
import re
import signal
import sqlite3

from harness import Project, Sandbox, check, expect, expect_equal, finish

PIPELINE = """\
fjord: 1
name: days
window: {unit: day, last: 1}
stages:
  - id: entries
    fetch: vipps.funds
  - id: sorted
    transform: sort
    by: [pspReference]
  - sink: csv
    path: out/${window}/days.csv
"""


def metrics(project, name="fjord.prom"):
    text = (project.folder / name).read_text()
    expect(text.endswith("\n"), "a metrics file ends with a line end")
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = re.fullmatch(r'fjord_(\w+)\{pipeline="(\w+)"\} (\d+(?:\.\d+)?)', line)
        expect(match, f"no metric: {line!r}")
        found[match[1]] = float(match[3])
    return found


def status(project, *arguments):
    return json.loads(project.fjord("status", "--json", *arguments).expect(0).output)


def runs(project, *arguments):
    return json.loads(project.fjord("runs", "--json", *arguments).expect(0).output)


with Sandbox(entries_per_day=40, seed=3) as sandbox:
    project = Project(sandbox)
    project.write("days.yaml", PIPELINE)

    with check("a project without runs says so and stays as it is"):
        for arguments in (["status"], ["status", "days.yaml"], ["runs"]):
            project.fjord(*arguments).expect(0)
        project.fjord("runs").expect(0, "no run is recorded in", "makes the first")
        project.fjord("runs", "1").expect(2, "there is no run of this number")
        expect_equal([status(project), runs(project)], [[], []], "JSON")
        expect(not (project.folder / ".fjord").exists(), "a folder .fjord was made")

    with check("a run's record equals what it said"):
        said = json.loads(project.fjord(
            "run", "days.yaml", "--date", "2026-10-01", "--json", "--metrics-file", "fjord.prom",
        ).expect(0).output)
        [run] = runs(project)
        for ours, theirs in (("rows", "rows_read"), ("requests", "requests"), ("retries", "retries"),
                             ("partitions", "partitions"), ("pipeline", "pipeline")):
            expect_equal(run[ours], said[theirs], ours)
        expect_equal((run["state"], run["window"]["label"], run["file"]), ("done", "2026-10-01", "days.yaml"), "run")
        detail = runs(project, "1")
        expect_equal(detail["outputs"], said["outputs"], "outputs")
        stages = {stage["id"]: stage for stage in detail["stages"]}
        for name in ("entries", "sorted"):
            expect_equal(stages[name]["rows_out"], said["rows_read"], f"rows of {name}")
            expect(stages[name]["busy_seconds"] > 0, f"no time of {name}")
        expect_equal(sum(part["rows"] for part in detail["partitions"]), said["rows_read"], "partitions")
        found = metrics(project)
        expect_equal([found[name] for name in ("last_run_rows", "last_run_requests", "last_run_exit_code")],
                     [said["rows_read"], said["requests"], 0], "metrics")

    with check("days that are done, provisional and failed stand in the calendar"):
        project.fjord("run", "days.yaml", "--date", "2026-10-02", "--quiet").expect(0)
        before = metrics(project)
        broken = {"VIPPS_CLIENT_SECRET": "wrong"}
        failed = project.fjord(
            "run", "days.yaml", "--date", "2026-10-04", "--quiet", "--metrics-file", "fjord.prom", env=broken,
        ).expect(1)
        project.fjord("run", "days.yaml", "--date", "2026-11-15", "--quiet").expect(0)
        shown = project.fjord("status").expect(0).output
        expect("  2026-10  DD.F" in shown, f"calendar: {shown}")
        expect("D done, P provisional, F failed, . missing" in shown, f"legend: {shown}")
        expect("2026-11-15: provisional since" in shown, f"provisional: {shown}")
        expect("fjord run days.yaml --date 2026-10-04" in shown, f"command: {shown}")
        expect("\x1b" not in shown, "colours without a terminal")
        for line in failed.errors.strip().splitlines():
            if not line.startswith("warning"):
                expect(line.strip() in shown, f"{line!r} is missing in {shown}")
                expect(line.strip() in project.fjord("runs", "3").output, f"{line!r} in runs 3")
        [pipeline] = status(project, "days.yaml")
        [series] = pipeline["series"]
        states = {window["window"]["label"]: window["state"] for window in series["windows"]}
        expect_equal(states, {"2026-10-01": "done", "2026-10-02": "done", "2026-10-04": "failed",
                              "2026-11-15": "provisional"}, "states")
        expect(all(window["partitions"] for window in series["windows"] if window["state"] != "failed"), "partitions")
        expect_equal(series["missing"][0]["label"], "2026-10-03", "first missing")
        after = metrics(project)
        expect_equal((after["last_run_exit_code"], after["failed_windows"]), (1, 1), "metrics of a failure")
        expect(after["last_success_timestamp_seconds"] > 0, "the last success is forgotten")
        expect(after["last_success_timestamp_seconds"] >= before["last_success_timestamp_seconds"], "went back")

    with check("a file that is not the project's, or faulty, is wrong usage"):
        project.fjord("status", "none.yaml").expect(2)
        project.write("faulty.yaml", "fjord: 1\nstages: []\n")
        project.fjord("status", "faulty.yaml").expect(2)
        project.fjord("run", "faulty.yaml", "--metrics-file", "faulty.prom").expect(2)
        expect_equal(metrics(project, "faulty.prom")["last_run_exit_code"], 2, "metrics of a faulty file")

    with check("a state of before the reports is brought up to date"):
        old = project.copy()
        database = sqlite3.connect(old.folder / ".fjord/state.sqlite")
        with database:
            for table in ("run_figures", "run_stages", "run_findings"):
                database.execute(f"DROP TABLE {table}")
            database.execute("DROP INDEX runs_by_pipeline")
            for column in ("file", "error_text"):
                database.execute(f"ALTER TABLE runs DROP COLUMN {column}")
            database.execute("DELETE FROM grdb_migrations WHERE identifier LIKE '3:%'")
        database.close()
        expect_equal([run["state"] for run in runs(old)], ["provisional", "failed", "done", "done"], "states")
        old.fjord("run", "days.yaml", "--date", "2026-10-03", "--quiet").expect(0)
        old.remove()

with Sandbox(entries_per_day=40, seed=3, latency_ms=3000) as slow:
    with check("a run that is under way is shown, and one that is interrupted, too"):
        project.connect(slow)
        child = project.start("run", "days.yaml", "--date", "2026-10-05", "--metrics-file", "fjord.prom")
        try:
            while not (started := runs(project, "--limit", "1"))[0]["window"]["label"] == "2026-10-05":
                expect(child.poll() is None, "the run ended early")
            expect_equal(started[0]["state"], "running", "state")
            project.fjord("status").expect(0, "running")
            child.send_signal(signal.SIGTERM)
            expect_equal(child.wait(timeout=30), 143, "status")
        finally:
            child.kill()
        expect_equal(runs(project, "--limit", "1")[0]["state"], "interrupted", "state")
        expect_equal(metrics(project)["last_run_exit_code"], 143, "metrics")

project.remove()
finish()

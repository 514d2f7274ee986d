#!/usr/bin/env python3
"""Times `fjord run daily-sales` over a month from a separate sandbox: wall, CPU and peak memory of the run alone.

    month.py FJORD [--entries-per-day N] [--runs N] [--workers 1 2]

Runs with different numbers of workers alternate, so that a busy machine slows all of them alike; the medians and
their ratio are what counts. A first run, not measured, lets the sandbox make its answers.
"""
import argparse, json, os, resource, shutil, statistics, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def start_sandbox(fjord, entries):
    server = subprocess.Popen(
        [fjord, "sandbox", "--port", "0", "--seed", "7", "--today", "2026-11-15",
         "--entries-per-day", str(entries), "--cache-mb", "4096"],
        stdout=subprocess.PIPE, text=True)
    return server, json.loads(server.stdout.readline())


def make_project(folder, sandbox):
    for name in ("daily-sales.yaml",):
        shutil.copy(ROOT / "Pipelines" / name, folder / name)
    keys = sandbox["accounting"]
    (folder / "fjord.yaml").write_text(f"""connections:
  vipps:
    type: vipps
    base_url: {sandbox["base_url"]}
    key_type: accounting
    client_id: {keys["client_id"]}
    client_secret: ${{env:SANDBOX_SECRET}}
""")
    return {**os.environ, "SANDBOX_SECRET": keys["client_secret"]}


def measure(command, environment):
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, json.loads(output)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("fjord")
    arguments.add_argument("--entries-per-day", type=int, default=10750)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    arguments = arguments.parse_args()
    fjord = str(Path(arguments.fjord).resolve())
    server, sandbox = start_sandbox(fjord, arguments.entries_per_day)
    folder = Path(tempfile.mkdtemp())
    try:
        environment = make_project(folder, sandbox)
        command = [fjord, "run", str(folder / "daily-sales.yaml"), "--month", "2026-10", "--json"]
        measure(command, environment)
        figures = {workers: [] for workers in arguments.workers}
        for _ in range(arguments.runs):
            for workers in arguments.workers:
                figures[workers].append(measure(command + ["--workers", str(workers)], environment))
        for workers, runs in figures.items():
            wall, cpu, peak = (statistics.median(run[k] for run in runs) for k in range(3))
            rows = runs[0][3]["rows_read"]
            print(f"{rows:,} rows, {workers} workers: wall {wall:.2f} s, CPU {cpu:.2f} s, peak {peak:.0f} MB, "
                  f"{rows / wall:,.0f} rows/s (median of {len(runs)})")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

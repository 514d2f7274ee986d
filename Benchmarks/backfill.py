#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long a back-fill of a month takes beside the time its requests cannot do without.

    python3 Benchmarks/backfill.py                     bin/fjord, a month of days, 80 ms, 4 requests in flight
    FJORD=.build/debug/fjord python3 Benchmarks/backfill.py --parallel 4

The sandbox runs in a process of its own and answers 80 ms late; the ideal is requests x latency / requests in flight.
Each line is one run from an empty folder, then the best.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
FJORD = os.environ.get("FJORD", str(ROOT / "bin/fjord"))

PIPELINE = """\
fjord: 1
name: daily
stages:
  - fetch: vipps.funds
  - sink: csv
    path: out/${window}/entries.csv
"""

CONNECTION = """\
connections:
  vipps:
    type: vipps
    base_url: %(base_url)s
    client_id: %(client_id)s
    client_secret: ${env:CLIENT_SECRET}
    requests_in_flight: %(in_flight)d
"""


def measure(options):
    latency = options.latency / 1000
    sandbox = subprocess.Popen(
        [FJORD, "sandbox", "--latency-ms", str(options.latency), "--entries-per-day", "100", "--today", "2026-11-15"],
        stdout=subprocess.PIPE, text=True,
    )
    try:
        facts = json.loads(sandbox.stdout.readline())
        keys = facts["accounting"]
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            (place / "daily.yaml").write_text(PIPELINE)
            (place / "fjord.yaml").write_text(CONNECTION % {
                "base_url": facts["base_url"], "client_id": keys["client_id"], "in_flight": options.in_flight,
            })
            start = time.monotonic()
            result = subprocess.run(
                [FJORD, "backfill", "daily.yaml", "--month", "2026-10", "--json", "--quiet",
                 "--parallel", str(options.parallel)],
                cwd=folder, env={**os.environ, "CLIENT_SECRET": keys["client_secret"]},
                stdout=subprocess.PIPE, text=True, check=True,
            )
            wall = time.monotonic() - start
    finally:
        sandbox.kill()
        sandbox.wait()
    requests = json.loads(result.stdout)["requests"]
    ideal = requests * latency / options.in_flight
    print(f"{requests} requests, ideal {ideal:.2f} s, took {wall:.2f} s, {wall / ideal:.2f} times the ideal")
    return wall / ideal


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency", type=int, default=80, help="milliseconds")
    parser.add_argument("--in-flight", type=int, default=4)
    parser.add_argument("--parallel", type=int, default=8, help="windows at once")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    best = min(measure(options) for _ in range(options.runs))
    print(f"best: {best:.2f} times the ideal")
    sys.exit(best > 1.15)


main()

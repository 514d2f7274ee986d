# SPDX-License-Identifier: Apache-2.0
"""The separate sandbox as any client meets it: the commands of its help, its faults on the wire, what it counts."""

import email.utils
import gzip
import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

from client import Client
from harness import FJORD, Sandbox, Skip, check, clean_environment, expect, expect_equal, finish

LIST = "/settlement/v1/ledgers"


# MARK: the help


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def help_commands():
    """The shell commands that the help shows, with a free port and an end."""
    text = subprocess.run([FJORD, "sandbox", "--help"], capture_output=True, text=True, timeout=20).stdout
    lines = text[text.index("  fjord sandbox --port 8080"):].split("\n")
    count = next(place for place, line in enumerate(lines) if line and not line.startswith("  "))
    script = "\n".join(lines[:count]).replace("8080", str(free_port()))
    return f"set -euo pipefail\ntrap 'kill %1' EXIT\n{script}\n"


def json_values(output):
    """The JSON values in an output, and the text between them."""
    decoder, found, rest, place = json.JSONDecoder(), [], "", 0
    while place < len(output):
        if output[place] in "{[":
            value, place = decoder.raw_decode(output, place)
            found.append(value)
        else:
            rest += output[place]
            place += 1
    return found, rest


def check_help():
    for name in ("curl", "jq"):
        if not shutil.which(name):
            raise Skip(f"{name} is needed")
    folder = tempfile.mkdtemp(prefix="help-")
    os.mkdir(f"{folder}/bin")
    os.symlink(os.path.abspath(FJORD), f"{folder}/bin/fjord")
    done = subprocess.run(
        ["bash", "-c", help_commands()], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, env=clean_environment(PATH=f"{folder}/bin:{os.environ['PATH']}"),
    )
    shutil.rmtree(folder, ignore_errors=True)
    expect_equal((done.returncode, done.stderr), (0, ""), "end of the commands")
    found, rest = json_values(done.stdout)
    expect_equal(len(found), 5, f"number of answers in {done.stdout[:2000]!r}")
    ledgers, date, fault, units, partner = found
    expect_equal(len(ledgers["items"]), 3, "ledgers")
    expect({item["ledgerDate"] for item in date["items"]} == {"2026-10-01"}, f"date: {date}")
    expect(fault["statusCode"] == 429 and "Retry-After: 1" in rest, f"fault: {fault} {rest}")
    expect(units and all(unit["msn"] for unit in units), f"units: {units}")
    expect_equal(partner["status"], "ACTIVE", "partner")


# MARK: faults on the wire


def faulty(client, *faults, **headers):
    return client.send("GET", LIST, {"Sandbox-Faults": ",".join(faults), **headers})


def check_statuses(client):
    for status in (401, 403, 410, 423, 500):
        answer = faulty(client, str(status)).expect(status)
        expect(isinstance(answer.json, dict), f"{answer} is no object")
    for status in (502, 503, 504):
        answer = faulty(client, f"{status}-html").expect(status)
        expect(answer.media_type == "text/html" and answer.bytes.startswith(b"<html>"), f"{answer} is no page")


def check_limits(client):
    expect_equal(faulty(client, "429").expect(429).headers["Retry-After"], "1", "Retry-After")
    expect_equal(faulty(client, "429-bare").expect(429).headers["Retry-After"], None, "Retry-After")
    date = faulty(client, "429-date").expect(429).headers["Retry-After"]
    wait = email.utils.parsedate_to_datetime(date).timestamp() - time.time()
    expect(-60 < wait < 3, f"'{date}' is {wait} s ahead")


def check_deliveries(client):
    plain = client.get(LIST).expect(200).bytes
    packed = faulty(client, "gzip", **{"Accept-Encoding": "gzip"})
    expect_equal(packed.headers["Content-Encoding"], "gzip", "encoding")
    expect_equal(gzip.decompress(packed.bytes), plain, "unpacked")
    expect_equal(faulty(client, "slow").bytes, plain, "slow answer")
    for fault, error in (("truncated", http.client.IncompleteRead), ("reset", ConnectionResetError)):
        try:
            answer = faulty(client, fault)
        except error:
            continue
        expect(False, f"{fault}: {answer}")


def check_targets():
    with Sandbox(seed=3) as plain:
        ledger = Client(plain, "accounting").get(LIST).json["items"][1]["ledgerId"]
    with Sandbox(seed=3, faults=f"503-html@{ledger}", fault_every=1) as sandbox:
        client = Client(sandbox, "accounting")
        for item in client.get(LIST).expect(200).json["items"]:
            path = f"/report/v2/ledgers/{item['ledgerId']}/fees/dates/2026-10-01"
            client.get(path).expect(503 if item["ledgerId"] == ledger else 200)
            client.get(path).expect(200)


# MARK: what arrived


def check_changes(sandbox):
    client = Client(sandbox, "management")
    count = client.get("/sandbox/changes").expect(200).json["count"]
    client.send("PATCH", "/management/v1/sales-units/1", body="{}").expect(404)
    client.send("PUT", LIST).expect(405)
    changes = client.get("/sandbox/changes").expect(200).json
    expect_equal(changes["count"], count + 2, "count")
    expect_equal(changes["requests"][-2:], ["PATCH /management/v1/sales-units/1", f"PUT {LIST}"], "requests")


def main():
    with check("sandbox: the commands of its help work"):
        check_help()
    with Sandbox(slow_ms=20) as sandbox:
        client = Client(sandbox, "accounting")
        with check("sandbox: faults with another status"):
            check_statuses(client)
        with check("sandbox: rate limits in three kinds"):
            check_limits(client)
        with check("sandbox: answers packed, slow, truncated and cut off"):
            check_deliveries(client)
        with check("sandbox: counts what is no GET"):
            check_changes(sandbox)
    with check("sandbox: faults of one ledger"):
        check_targets()
    finish()


main()

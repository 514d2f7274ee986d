# SPDX-License-Identifier: Apache-2.0
"""What goes wrong ends with the right status, names its cause and a fix, and shows no secret."""

import argparse
import base64
import contextlib
import csv
import email
import email.policy
import gzip
import http.server
import io
import json
import os
import pwd
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time

from harness import (
    FJORD, MONTH, Project, Sandbox, Skip, check, expect, expect_equal, finish, result_of,
)

DAY = ("--date", "2026-10-05")
SALES_DAY = ("run", "daily-sales.yaml", *DAY)
SALES_MONTH = ("run", "daily-sales.yaml", "--month", MONTH)
SLOW_SECONDS = 5
EVERY_SHIPPED = ("daily-sales", "ledger-days", "fees")


def sales_project(sandbox, base_url=None):
    project = Project(sandbox)
    project.connect(sandbox, base_url)
    project.add_shipped("daily-sales")
    return project


def secrets_of(project):
    """What must never be shown: the keys, and both together as the vendor's Basic auth has them."""
    keys = [project.environment.get(name) for name in ("VIPPS_CLIENT_ID", "VIPPS_CLIENT_SECRET")]
    keys = [key for key in keys if key]
    pair = base64.b64encode(":".join(keys).encode()).decode()
    return [*keys, pair] if keys else []


def expect_well_said(project, result):
    """No secret, and no crash of the program itself."""
    said = result.output + result.errors
    for secret in secrets_of(project):
        expect(secret not in said, f"a secret shows: {result}")
    expect("Bearer ey" not in said, f"a token shows: {result}")
    for word in ("Fatal error", "Stack dump", "Program crashed", "Optional("):
        expect(word not in said, f"a crash: {result}")


def refuse(project, status, words, *arguments, env=None, prepare=None, untouched=True):
    """Asserts that a call ends with this status and says these words; returns how it ended."""
    result = project.fjord(*arguments, env=env, prepare=prepare)
    expect_well_said(project, result)
    result.expect(status, *words)
    expect(result.output.strip() == "", f"something on stdout: {result}")
    if untouched:
        project.expect_untouched()
    return result


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# MARK: connections


def check_connections(sandbox):
    run = (*SALES_DAY, "--quiet")
    with check("wrong key: 1, says which connection's keys to check"):
        project = sales_project(sandbox)
        project.environment["VIPPS_CLIENT_SECRET"] = "wrong-c2VjcmV0LXNlY3JldC1zZWNyZXQ="
        words = ["[unauthorized]", "/miami/v1/token", "fix: check the keys of connection 'vipps'"]
        refuse(project, 1, words, *run)
    with check("refused port: 1, names host and port"):
        port = free_port()
        project = sales_project(sandbox, f"http://127.0.0.1:{port}")
        refuse(project, 1, ["[connection-refused]", f"127.0.0.1:{port}", "fix: check"], *run)
    with check("unknown host: 1, names it"):
        project = sales_project(sandbox, "http://fjord.invalid")
        refuse(project, 1, ["[host-not-found]", "fjord.invalid", "fix: check base_url"], *run)
    with check("TLS to a plain port: 1, asks whether it speaks https"):
        project = sales_project(sandbox, sandbox.base_url.replace("http:", "https:"))
        words = ["[secure-connection-failed]", "127.0.0.1", "fix: check that the server", "https"]
        refuse(project, 1, words, *run)
    with check("base_url that is no address: 2"):
        project = sales_project(sandbox, "localhost:80 please")
        refuse(project, 2, ["[invalid-base-url]", "fix: "], *run)
    with check("missing environment variable: 2, with the line in fjord.yaml"):
        project = sales_project(sandbox)
        del project.environment["VIPPS_CLIENT_SECRET"]
        words = ["fjord.yaml:7:", "[missing-secret]", "'VIPPS_CLIENT_SECRET' is not set"]
        words.append("fix: export VIPPS_CLIENT_SECRET")
        refuse(project, 2, words, *run)
    with check("no connection in the project: 2, offers the sandbox"):
        project = Project()
        project.add_shipped("daily-sales")
        words = ["[unknown-connection]", "'vipps'", "fix: ", "--connection vipps=sandbox"]
        refuse(project, 2, words, *run)
    with check("a run that is refused at once ends properly, although libraries are still being loaded"):
        for _ in range(40):
            refuse(project, 2, words, *run)
    for text, words in (
        ("vipps=sandbox?nonsense=1", ["'nonsense'", "fix: "]),
        ("vipps=sandbox?sed=7", ["'sed'", "fix: did you mean 'seed'?"]),
        ("vipps=sandbox?seed=abc", ["'abc'", "'seed'", "fix: "]),
        ("vipps=sandbox?seed", ["'seed'", "fix: "]),
        ("vipps=nowhere", ["'nowhere'", "fix: "]),
        ("vipps", ["--connection vipps", "fix: "]),
        ("vips=sandbox", ["'vips'", "fix: "]),
    ):
        with check(f"--connection {text}: 2, names the fault"):
            refuse(sales_project(sandbox), 2, words, *run, "--connection", text)


# MARK: servers that are something else


class OtherServer(http.server.BaseHTTPRequestHandler):
    """Answers every request as its server's `answer` says."""

    def reply(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, kind, body = self.server.answer(self)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = reply

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def other_server(answer):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OtherServer)
    server.answer, server.daemon_threads = answer, True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def with_token(answer):
    """A token for whoever asks, then `answer`."""
    token = json.dumps({"access_token": "eyJ0b2tlbg", "token_type": "Bearer", "expires_in": 900})
    return lambda request: (
        (200, "application/json", token.encode()) if request.command == "POST" else answer(request)
    )


def echo(request):
    """An error that repeats the secrets it was sent, as some gateways do."""
    text = request.headers.get("Authorization", "")
    secrets = base64.b64decode(text.split()[-1] + "==", validate=False).decode(errors="replace")
    problem = {"title": "Unauthorized", "detail": f"got '{text}', which is '{secrets}'"}
    return 401, "application/problem+json", json.dumps(problem).encode()


def check_other_servers(sandbox):
    html = lambda _: (200, "text/html", b"<html><body>Please log in</body></html>")
    problem = b'{"title":"Gone","detail":"Use v3.","traceId":"trace-123"}'
    entry = (
        '{"hasMore":false,"tryLater":false,"items":[{"pspReference":"1","time":'
        '"2026-10-05T10:00:00Z","ledgerDate":"2026-10-05","entryType":"capture","currency":"NOK",'
        '"amount":12.5,"balanceBefore":0,"balanceAfter":12,"recipientHandle":"api:1"}]}'
    )

    def ledgers_then(body):
        ledgers = b'{"items":[{"ledgerId":"418207","currency":"NOK"}],"cursor":""}'
        return lambda request: (
            200, "application/json", ledgers if "/settlement/" in request.path else body
        )

    for name, answer, words in (
        ("a login page in place of the API", html, ["[not-json]", "HTML", "fix: "]),
        ("a login page after the token", with_token(html), ["[not-json]", "HTML", "fix: "]),
        ("410 Gone", with_token(lambda _: (410, "application/json", problem)),
         ["[gone]", "410", "fix: "]),
        ("an error that echoes the secrets", echo, ["[unauthorized]", "***", "fix: "]),
        ("no ledger at all", with_token(
            lambda _: (200, "application/json", b'{"items":[],"cursor":""}')),
         ["[vipps-no-ledgers]", "fix: "]),
        ("half an øre", with_token(ledgers_then(entry.encode())),
         ["entries", "418207/funds/2026-10-05", "page 1", "row 1", "items[0].amount"]),
        ("no items", with_token(ledgers_then(b'{"hasMore":true}')), ["418207/funds/2026-10-05"]),
    ):
        with check(f"{name}: 1, says so"), other_server(answer) as base_url:
            project = sales_project(sandbox, base_url)
            refuse(project, 1, words, *SALES_DAY, "--quiet")


# MARK: the command line and definitions


def check_command_line(sandbox):
    project = sales_project(sandbox)
    for arguments, words in (
        (("run", "daily-sales.yaml", "--mnth", MONTH), ["--mnth", "--month"]),
        (("run",), ["<file>", "fjord run"]),
        (("runn", "daily-sales.yaml"), ["runn", "fjord"]),
        (("run", "daily-sales.yaml", "--month", "2026-13"), ["'2026-13'", "fix: ", "YYYY-MM"]),
        (("run", "daily-sales.yaml", "--month", "October"), ["'October'", "fix: ", "YYYY-MM"]),
        (("run", "daily-sales.yaml", "--date", "2026-02-30"), ["'2026-02-30'", "fix: "]),
        (("run", "daily-sales.yaml", "--date", "05.10.2026"), ["'05.10.2026'", "fix: "]),
        (("run", "daily-sales.yaml", "--from", "2026-10-05", "--to", "2026-10-01"),
         ["2026-10-05", "2026-10-01", "fix: "]),
        (("run", "daily-sales.yaml", "--from", "2026-10-05"), ["--from needs --to", "fix: "]),
        (("run", "daily-sales.yaml", "--month", MONTH, *DAY), ["--month", "--date", "fix: "]),
        ((*SALES_DAY, "--workers", "0"), ["--workers", "1 to 256"]),
        ((*SALES_DAY, "--workers", "many"), ["--workers", "many"]),
        ((*SALES_DAY, "--set", "currency=NOK"), ["no parameter 'currency'"]),
        ((*SALES_DAY, "--set", "currency"), ["--set", "fix: "]),
        (("run", "missing.yaml", *DAY), ["missing.yaml"]),
        (("run", ".", *DAY), ["."]),
    ):
        with check(f"fjord {' '.join(arguments)}: 2"):
            refuse(project, 2, words, *arguments)


BAD_DEFINITIONS = {
    "not YAML": ("fjord: 1\nname: [broken\nstages:\n", ["bad.yaml:"]),
    "a tab as indent": ("fjord: 1\nname: tabs\nstages:\n\t- fetch: vipps.funds\n", ["bad.yaml:4:"]),
    "empty": ("", ["bad.yaml"]),
    "a list": ("- fjord: 1\n", ["bad.yaml:1:"]),
    "not UTF-8": (b"fjord: 1\nname: \xff\xfe\n", ["bad.yaml", "UTF-8"]),
    "an unknown option": (
        "fjord: 1\nname: bad\nstages:\n  - fetch: vipps.funds\n    ledger: all\n"
        "  - sink: csv\n    path: out/bad.csv\n",
        ["bad.yaml:5:5", "'ledger'", "fix: did you mean 'ledgers'?", "^~~~~~"],
    ),
    "three faults at once": (
        "fjord: 1\nname: bad\nstages:\n  - fetch: vipps.funds\n  - filter: amonut is null\n"
        "  - transform: exlode\n  - sink: csv\n",
        ["bad.yaml:5:", "'amonut'", "bad.yaml:6:", "'exlode'", "bad.yaml:7:", "'path'"],
    ),
    "a secret in a pipeline": (
        "fjord: 1\nname: bad\nstages:\n  - fetch: vipps.funds\n  - sink: csv\n"
        "    path: out/${env:VIPPS_CLIENT_SECRET}.csv\n",
        ["bad.yaml:6:", "[secret-in-pipeline]", "fix: "],
    ),
    "two sinks on one path": (
        "fjord: 1\nname: bad\nstages:\n  - fetch: vipps.funds\n  - sink: csv\n"
        "    path: out/${window}.csv\n  - sink: csv\n    path: out/${window}.csv\n",
        ["out/", ".csv", "fix: "],
    ),
}


def check_definitions(sandbox):
    for name, (text, words) in BAD_DEFINITIONS.items():
        with check(f"pipeline file, {name}: 2"):
            project = sales_project(sandbox)
            bad = project.folder / "bad.yaml"
            bad.write_bytes(text.encode() if isinstance(text, str) else text)
            refuse(project, 2, words, "run", "bad.yaml", *DAY)
    with check("fjord.yaml is not YAML: 2"):
        project = sales_project(sandbox)
        project.write("fjord.yaml", "connections: {vipps: [\n")
        refuse(project, 2, ["fjord.yaml:"], *SALES_DAY)
    with check("a misspelled key in fjord.yaml: 2"):
        project = sales_project(sandbox)
        text = (project.folder / "fjord.yaml").read_text().replace("key_type", "keytype")
        project.write("fjord.yaml", text)
        words = ["fjord.yaml:5:5", "'keytype'", "fix: did you mean 'key_type'?"]
        refuse(project, 2, words, *SALES_DAY)


# MARK: disks


def become_nobody():
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def can_run_as_nobody():
    try:
        return subprocess.run(
            [FJORD, "--version"], preexec_fn=become_nobody, capture_output=True, cwd="/"
        ).returncode == 0
    except (OSError, subprocess.SubprocessError, KeyError):
        return False


def check_unwritable_folder(sandbox):
    with check("a folder that may not be written: 1, names it"):
        project, prepare = sales_project(sandbox), None
        out = project.folder / "out"
        out.mkdir()
        out.chmod(0o555)
        if os.geteuid() == 0:
            if not can_run_as_nobody():
                raise Skip("root may write everything, and nobody cannot run this build")
            prepare = become_nobody
            for path in (project.folder, *project.folder.glob("*.yaml")):
                shutil.chown(path, "nobody")
        try:
            words = ["[permission-denied]", "out/2026-10-05", "fix: let this user write"]
            refuse(project, 1, words, *SALES_DAY, prepare=prepare, untouched=False)
        finally:
            out.chmod(0o755)
        expect_equal(list(out.iterdir()), [], "files")
    with check("a file where the folder should be: 1, names it"):
        project = sales_project(sandbox)
        project.write("out", "in the way\n")
        refuse(project, 1, ["[file-failed]", "out", "fix: "], *SALES_DAY, untouched=False)
        expect_equal((project.folder / "out").read_text(), "in the way\n", "the file")
        (project.folder / "out").unlink()
        project.fjord(*SALES_DAY).expect(0)
    with check("a folder where an output should be: 2, names it"):
        project = sales_project(sandbox)
        (project.folder / "out/2026-10-05/daily-sales/payments.csv/x").mkdir(parents=True)
        refuse(project, 2, ["[output-not-a-file]", "payments.csv", "fix: "], *SALES_DAY,
               untouched=False)
        expect_equal(project.files(), {}, "files")


def check_state(sandbox):
    with check("a damaged state: 1, says so"):
        project = sales_project(sandbox)
        project.write(".fjord/state.sqlite", "this is no database, " * 500)
        words = ["[state-failed]", ".fjord/state.sqlite", "fix: restore the file from a backup"]
        refuse(project, 1, words, *SALES_DAY)
    with check("a file in place of .fjord: 1, says so"):
        project = sales_project(sandbox)
        project.write(".fjord", "in the way\n")
        refuse(project, 1, [".fjord", "fix: "], *SALES_DAY)


def check_full_disk(sandbox):
    with check("a limit on file size: 1, nothing left, fine afterwards"):
        project = sales_project(sandbox)
        limit = 700_000
        refuse(
            project, 1, ["[file-too-large]", "fix: raise the limit"], *SALES_MONTH, "--quiet",
            prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
        project.fjord(*SALES_MONTH, "--quiet").expect(0)
        size = (project.folder / f"out/{MONTH}/daily-sales/payments.csv").stat().st_size
        expect(size > limit, f"the month has only {size} bytes")
        expect_equal(project.temporaries(), [], "temporaries")
    with check("a full disk: 1, nothing left"):
        project = sales_project(sandbox)
        result = run_on_small_disk(project, *SALES_MONTH, "--quiet")
        expect_well_said(project, result)
        result.expect(1, "[disk-full]", "out/2026-10", "fix: free space")
        expect_equal(result.output.strip(), "left:", "files on the full disk")
    with check("a full disk under state and outputs: 1, nothing but the state left"):
        project = sales_project(sandbox)
        result = run_on_small_disk(project, *SALES_MONTH, "--quiet", script=WHOLE_PROJECT)
        result.expect(1, "[disk-full]")
        expect_equal(result.output.strip(), "left:", "files on the full disk")


# A disk that only this process sees, mounted on `out`, or with the whole project on it.
OUTPUTS_ALONE = (
    "mount -t tmpfs -o size=512k,nr_inodes=200 small out || exit 99; "
    '"$0" "$@"; status=$?; echo left: $(find out -type f); exit $status'
)
WHOLE_PROJECT = (
    "mount -t tmpfs -o size=900k,nr_inodes=200 small out || exit 99; cp *.yaml out; cd out; "
    '"$0" "$@"; status=$?; echo left: $(find . -name "*.tmp"); exit $status'
)


def run_on_small_disk(project, *arguments, script=OUTPUTS_ALONE):
    """Runs where a full disk is all there is."""
    (project.folder / "out").mkdir()
    call = ["unshare", "--mount", "sh", "-c", script, FJORD, *arguments]
    try:
        child = subprocess.Popen(
            call, cwd=project.folder, env=project.environment, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )
    except FileNotFoundError:
        raise Skip("no unshare on this machine") from None
    try:
        result = result_of(child, arguments)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    if result.status == 99 or "unshare" in result.errors:
        raise Skip("this user may not mount a disk")
    return result


# MARK: signals and second runs


def wait_until_writing(project, child):
    """Until the run's first temporary file is there."""
    deadline = time.monotonic() + 30
    while child.poll() is None and time.monotonic() < deadline:
        if any(project.folder.rglob(".*.tmp")):
            return
        time.sleep(0.01)


def interrupt(project, number, status, *arguments):
    child = project.start(*arguments)
    wait_until_writing(project, child)
    time.sleep(0.2)
    child.send_signal(number)
    began = time.monotonic()
    result = result_of(child, arguments)
    seconds = time.monotonic() - began
    result.expect(status)
    expect(seconds < SLOW_SECONDS, f"took {seconds:.1f} s to stop: {result}")
    expect_well_said(project, result)
    expect_equal(project.temporaries(), [], "temporaries")


def check_signals(settings):
    with Sandbox(**settings, latency_ms=100) as slow:
        for name, number, status in (
            ("Ctrl-C", signal.SIGINT, 130), ("SIGTERM", signal.SIGTERM, 143),
        ):
            with check(f"{name} in the middle: {status}, nothing left"):
                project = sales_project(slow)
                interrupt(project, number, status, *SALES_MONTH)
                project.expect_untouched()
            with check(f"{name} in the middle: older outputs stay"):
                project = sales_project(slow)
                project.fjord(*SALES_DAY, "--quiet").expect(0)
                before = project.files()
                interrupt(project, number, status, *SALES_MONTH)
                expect_equal(project.files(), before, "files")
        with check("Ctrl-C while a server is waited for: 130, at once"):
            interrupt_retries(slow)
        check_second_run(slow)
    with check("a sandbox ends on SIGTERM"):
        with Sandbox(**settings) as sandbox:
            sandbox.child.send_signal(signal.SIGTERM)
            expect(sandbox.child.wait(SLOW_SECONDS) in (0, 143), "neither 0 nor 143")
    with check("a sandbox that cannot have its port: 2, says so"):
        with Sandbox(**settings) as sandbox:
            port = sandbox.base_url.rsplit(":", 1)[1]
            refuse(Project(), 2, [port, "fix: "], "sandbox", "--port", port)


def interrupt_retries(sandbox):
    busy = lambda _: (503, "application/json", b'{"title":"Busy"}')
    with other_server(busy) as base_url:
        project = sales_project(sandbox, base_url)
        child = project.start(*SALES_DAY)
        time.sleep(0.7)
        child.send_signal(signal.SIGINT)
        began = time.monotonic()
        result = result_of(child, SALES_DAY).expect(130)
        expect(time.monotonic() - began < SLOW_SECONDS, f"slow to stop: {result}")
        project.expect_untouched()


def check_second_run(slow):
    with check("a second run at the same time: 5; another pipeline may run; the first ends well"):
        project = sales_project(slow)
        project.add_shipped("fees")
        week = ("run", "daily-sales.yaml", "--from", "2026-10-01", "--to", "2026-10-20", "--quiet")
        first = project.start(*week)
        wait_until_writing(project, first)
        second = project.fjord(*SALES_DAY, "--quiet")
        expect_well_said(project, second)
        second.expect(5, "[pipeline-busy]", "'daily-sales'", f"process {first.pid}", "fix: wait")
        other = project.fjord("run", "fees.yaml", *DAY, "--quiet").expect(0)
        expect("recovered" not in other.errors, f"a live run was recovered: {other}")
        expect(first.poll() is None, "the first run was too short to test anything")
        result_of(first, week).expect(0)
        names = sorted(path.rsplit("/", 1)[1] for path in project.files())
        expect_equal(len(names), 5 + 2, f"files {names}")


def check_closed_output(sandbox):
    with check("a reader that goes away does no harm"):
        project = sales_project(sandbox)
        reader, writer = os.pipe()
        os.close(reader)
        child = subprocess.Popen(
            [FJORD, *SALES_DAY], cwd=project.folder, env=project.environment, stdout=writer,
            stderr=subprocess.PIPE, text=True,
        )
        os.close(writer)
        _, errors = child.communicate(timeout=60)
        expect(child.returncode in (0, 1), f"ended with {child.returncode}: {errors}")
        expect("Fatal error" not in errors, errors)
        expect_equal(len(project.files()), 5, "outputs")


# MARK: data that are nothing or strange


def check_empty_window(sandbox):
    window = ("--from", "2019-11-13", "--to", "2019-11-14", "--quiet")
    label = "2019-11-13_2019-11-14"
    project = Project(sandbox)
    project.add_shipped(*EVERY_SHIPPED)
    for name in EVERY_SHIPPED:
        with check(f"{name} before the ledgers begin: files with a header only"):
            project.fjord("run", f"{name}.yaml", *window).expect(0)
            folder = project.folder / "out" / label / name
            for path in folder.glob("*.csv"):
                expect_equal(path.read_text().count("\n"), 1, f"lines of {path.name}")
                expect(path.read_text().strip(), f"no header in {path.name}")
            for path in folder.glob("*.jsonl.gz"):
                raw = path.read_bytes()
                expect(raw[:2] == b"\x1f\x8b" and gzip.decompress(raw) == b"", f"{path.name}")
            for path in folder.glob("*.eml"):
                mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                expect_equal([part.defects for part in mail.walk()], [[]] * 3, "defects")
                text = mail.get_body(("plain",)).get_content()
                expect(f"There were no rows for {label}." in text, text)
            manifest = json.loads((folder / f"{name}.manifest.json").read_text())
            expect_equal([item["rows"] for item in manifest["partitions"]], [0] * 6, "rows")


STRANGE_NAME = "søndag 🎂 og påske"
STRANGE_PIPELINE = """\
fjord: 1
name: strange
parameters:
  "by": {type: text, default: Tromsø}
stages:
  - fetch: vipps.funds
  - filter: reference like '%ø%' and entryType = 'capture'
  - transform:
      beløp 🪙: amount
      by: $by
      hilsen: "'blåbærsyltetøy 🫐, \\"ja\\"'"
    keep: [reference, currency, beløp 🪙, by, hilsen]
  - sink: csv
    path: ut/årsoppgjør 🎄/${window}/${by}.csv
  - sink: jsonl
    path: ut/årsoppgjør 🎄/${window}/${by}.jsonl
"""


def check_strange_text(sandbox):
    with check("æøå and emoji in file names, paths, columns and values"):
        project = Project(sandbox, Project().folder / STRANGE_NAME)
        project.write(f"{STRANGE_NAME}.yaml", STRANGE_PIPELINE)
        project.fjord(
            "run", f"{STRANGE_NAME}.yaml", *DAY, "--quiet", "--set", "by=Bodø 🐟"
        ).expect(0)
        folder = project.folder / "ut/årsoppgjør 🎄/2026-10-05"
        text = (folder / "Bodø 🐟.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
        columns = ["reference", "currency", "beløp 🪙", "by", "hilsen"]
        expect(rows, "no rows: the sandbox made no reference with ø")
        expect_equal(list(rows[0]), columns, "columns")
        for row in rows:
            expect("ø" in row["reference"], f"{row}")
            expect_equal(row["by"], "Bodø 🐟", "by")
            expect_equal(row["hilsen"], 'blåbærsyltetøy 🫐, "ja"', "hilsen")
        lines = (folder / "Bodø 🐟.jsonl").read_text(encoding="utf-8").splitlines()
        expect_equal([json.loads(line)["reference"] for line in lines],
                     [row["reference"] for row in rows], "references")
    with check("a fault after æøå and emoji: the column counts characters"):
        project = Project(sandbox)
        text = STRANGE_PIPELINE.replace("by: $by", "by: $by\n      å: \"'ø🎂' || amonut\"")
        project.write("bad.yaml", text)
        refuse(project, 2, ["bad.yaml:11:19: error", "'amonut'"], "run", "bad.yaml", *DAY)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="the checks to run, such as 'signals'")
    only = parser.parse_args().only
    small = {"entries_per_day": 30, "seed": 7}
    parts = {
        "connections": check_connections, "servers": check_other_servers,
        "commands": check_command_line, "definitions": check_definitions,
        "folders": check_unwritable_folder, "state": check_state, "output": check_closed_output,
        "empty": check_empty_window, "text": check_strange_text,
    }
    with Sandbox(**small) as sandbox:
        for name, part in parts.items():
            if not only or name in only:
                part(sandbox)
    if not only or "disk" in only:
        with Sandbox(**{**small, "entries_per_day": 100}) as sandbox:
            check_full_disk(sandbox)
    if not only or "signals" in only:
        check_signals(small)
    finish()


if __name__ == "__main__":
    main()

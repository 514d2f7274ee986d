# SPDX-License-Identifier: Apache-2.0
"""Files from an SFTP and an https server, and services that want tokens, keys or days, against Python."""

import base64
import contextlib
import getpass
import gzip
import hashlib
import http.server
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse

from harness import Project, Skip, check, expect, expect_equal, finish
from misuse import become_nobody, expect_well_said, free_port

SSHD = os.environ.get("FJORD_SSHD") or shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
ROWS = [{"id": number, "name": f"row {number}, «{number * 7}»"} for number in range(50_000)]


def csv_text(rows):
    return "id;name\n" + "".join(f'{row["id"]};{row["name"]}\n' for row in rows)


def pipeline(fetch, name="check"):
    """A pipeline of one fetch whose rows become JSON lines."""
    options = "".join("    " + line + "\n" for line in fetch.strip("\n").splitlines())
    return f"fjord: 1\nname: {name}\nstages:\n  - id: rows\n{options}  - sink: jsonl\n    path: out/rows.jsonl\n"


def rows_of(project):
    path = project.folder / "out/rows.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def scratch_of(project):
    folder = project.folder / ".fjord/scratch"
    return sorted(os.listdir(folder)) if folder.exists() else []


# MARK: SFTP


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


class SFTPServer:
    """OpenSSH's server on a free port, with keys, folder and configuration of its own.

    It runs as an ordinary user, since only root needs its user and folder for separated privileges, and refuses to change
    anything (-R)."""

    def __init__(self):
        is_root = os.geteuid() == 0
        self.user = "nobody" if is_root else getpass.getuser()
        self.prepare = become_nobody if is_root else None
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="sftp-"))
        self.files = self.top / "files"
        self.files.mkdir()
        self.port = free_port()

    def __enter__(self):
        for kind in ("ed25519", "ecdsa"):
            run("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", self.top / f"host_{kind}")
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.top / "user")
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", self.top / "locked")
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.top / "stranger")
        keys = [(self.top / f"{name}.pub").read_text() for name in ("user", "locked")]
        (self.top / "authorized").write_text("".join(keys))
        (self.top / "config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.top}/host_ed25519\n"
            f"AuthorizedKeysFile {self.top}/authorized\nStrictModes no\nUsePAM yes\nPidFile none\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nSubsystem sftp internal-sftp -R\n"
            "LogLevel VERBOSE\n"
        )
        if self.prepare:
            nobody = pwd.getpwnam("nobody")
            for path in [self.top, *self.top.iterdir()]:
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self.log = open(self.top / "log", "wb")
        self.child = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", self.top / "config"], stderr=self.log, stdin=subprocess.DEVNULL,
            preexec_fn=self.prepare,
        )
        end = time.monotonic() + 10
        while time.monotonic() < end and self.child.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return self
            time.sleep(0.02)
        self.__exit__()
        raise Skip(f"{SSHD} does not start here: {(self.top / 'log').read_text()[-300:]}")

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        self.log.close()
        shutil.rmtree(self.top, ignore_errors=True)

    @property
    def fingerprint(self):
        blob = base64.b64decode((self.top / "host_ed25519.pub").read_text().split()[1])
        return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")

    def known_hosts(self, key="host_ed25519"):
        path = self.top / f"known_{key}"
        path.write_text(f"[127.0.0.1]:{self.port} " + (self.top / f"{key}.pub").read_text())
        return path

    def write(self, name, content):
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def project(self, fetch, trust, key="user", more=""):
        """A project with a connection `bank` and one pipeline."""
        project = Project()
        project.write(
            "fjord.yaml",
            f"connections:\n  bank:\n    type: sftp\n    host: 127.0.0.1\n    port: {self.port}\n"
            f"    username: {self.user}\n    private_key_file: {self.top}/{key}\n    {trust}\n{more}",
        )
        project.environment["HOME"] = str(self.top)
        project.write("check.yaml", pipeline(fetch))
        return project


def fetch_of(path, more=""):
    return f"fetch: file\nconnection: bank\npath: {path}\ndelimiter: ';'\n{more}"


SCHEMA = "schema: {id: int64, name: text}\n"


def check_sftp(server):
    trust = f"host_key_sha256: {server.fingerprint}"
    text = csv_text(ROWS)
    parts = [csv_text(ROWS[:20_000]), csv_text(ROWS[20_000:])]
    server.write("one.csv", text)
    server.write("packed.csv.gz", gzip.compress(text.encode()))
    server.write("days/b.csv", parts[1])
    server.write("days/a b%20.csv", parts[0])
    server.write("days/c.txt", "not this one")
    server.write("days/.hidden.csv", "nor this")
    root = f"sftp://127.0.0.1:{server.port}{server.files}"

    for name, path, more in [
        ("one file, columns declared", f"{root}/one.csv", SCHEMA),
        ("one file, columns found", f"{root}/one.csv", ""),
        ("a packed file", f"{root}/packed.csv.gz", SCHEMA),
        ("the connection's own host", f"sftp://{server.files}/one.csv", SCHEMA),
        ("a pattern, in the order of names", f"{root}/days/*.csv", SCHEMA),
    ]:
        with check(f"sftp: {name}: every row"):
            project = server.project(fetch_of(path, more), trust)
            project.fjord("run", "check.yaml", "--quiet").expect(0)
            expect_equal(rows_of(project) == ROWS, True, "rows")
            expect_equal(scratch_of(project), [], "what is left in the scratch folder")

    with check("sftp: a key that a passphrase locks"):
        project = server.project(fetch_of(f"{root}/one.csv", SCHEMA), trust, "locked")
        definition = (project.folder / "fjord.yaml").read_text()
        project.write("fjord.yaml", definition + "    passphrase: ${env:PASSPHRASE}\n")
        project.environment["PASSPHRASE"] = "open sesame"
        project.fjord("run", "check.yaml", "--quiet").expect(0)
        project.environment["PASSPHRASE"] = "close sesame"
        result = project.fjord("run", "check.yaml").expect(1, "[sftp-login]", "passphrase")
        expect("close sesame" not in result.errors, f"the passphrase shows: {result}")

    with check("sftp: a known server is let pass, whether by fingerprint or by known_hosts"):
        project = server.project(fetch_of(f"{root}/one.csv", SCHEMA), f"known_hosts: {server.known_hosts()}")
        project.fjord("run", "check.yaml", "--quiet").expect(0)

    for name, other in [("no file of known servers", "known_hosts: /nowhere/at/all"), ("none at all", "")]:
        with check(f"sftp: an unknown server, {name}: 1, shows its fingerprint and how to add it"):
            project = server.project(fetch_of(f"{root}/one.csv", SCHEMA), other)
            result = project.fjord("run", "check.yaml")
            result.expect(
                1, "[host-key-refused]", "is not known: its key is Ed25519 " + server.fingerprint,
                f"add 'host_key_sha256: {server.fingerprint}' to connection 'bank'",
            )
            project.expect_untouched()

    for name, other in [
        ("fingerprint", "host_key_sha256: SHA256:" + "A" * 43),
        ("key in known_hosts", f"known_hosts: {server.known_hosts('stranger')}"),
        ("kind of key in known_hosts", f"known_hosts: {server.known_hosts('host_ecdsa')}"),
    ]:
        with check(f"sftp: another {name} than expected: 1, nothing is asked"):
            project = server.project(fetch_of(f"{root}/one.csv", SCHEMA), other)
            said = (server.top / "log").read_text().count("Accepted")
            project.fjord("run", "check.yaml").expect(1, "[host-key-refused]")
            expect_equal((server.top / "log").read_text().count("Accepted"), said, "logins")

    for name, path, key, words in [
        ("no such file", f"{root}/none.csv", "user", ["[sftp-not-found]", "there is no such file"]),
        ("no such folder", f"{root}/none/*.csv", "user", ["[sftp-not-found]"]),
        ("nothing matches", f"{root}/days/*.tsv", "user", ["[no-files]", "no file matches"]),
        ("a stranger's key", f"{root}/one.csv", "stranger", ["[sftp-login]", "does not let"]),
        ("another host", "sftp://elsewhere.example/one.csv", "user", ["[remote-path]", "elsewhere.example"]),
        ("a folder", f"{server.top}/files.csv".replace(str(server.top), root.rsplit("/", 1)[0]), "user", ["[sftp-"]),
    ]:
        with check(f"sftp: {name}: 1, says so"):
            project = server.project(fetch_of(path, SCHEMA), trust, key)
            expect_well_said(project, project.fjord("run", "check.yaml").expect(1, *words))
            project.expect_untouched()

    with check("sftp: a file past its limit: 1, says so"):
        server.write("large.csv", csv_text(ROWS) * 2)
        project = server.project(fetch_of(f"{root}/large.csv", SCHEMA + "max_download_mb: 1\n"), trust)
        project.fjord("run", "check.yaml").expect(1, "[answer-too-large]", "raise max_download_mb")
        expect_equal(scratch_of(project), [], "what is left in the scratch folder")

    with check("sftp: nothing at the server has changed"):
        names = sorted(str(path.relative_to(server.files)) for path in server.files.rglob("*") if path.is_file())
        expect_equal(
            names,
            ["days/.hidden.csv", "days/a b%20.csv", "days/b.csv", "days/c.txt", "large.csv", "one.csv", "packed.csv.gz"],
            "files",
        )


# MARK: web


class Service:
    """A web service, over TLS if it has a certificate; `answer` gets path, query and headers."""

    def __init__(self, answer, certificate=None):
        service = self
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle(self):
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    super().handle()

            def reply(self, body=b""):
                parts = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(parts.query))
                service.requests.append((self.command, self.path, dict(self.headers), body))
                status, text, headers = answer(parts.path, query, self.headers, body)
                text = text.encode() if isinstance(text, str) else text
                self.send_response(status)
                for name, value in {"Content-Length": str(len(text)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            def do_GET(self):
                self.reply()

            def do_POST(self):
                self.reply(self.rfile.read(int(self.headers["Content-Length"])))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        scheme = "http"
        if certificate:
            scheme, context = "https", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def certificate(folder):
    names = [f"{folder}/own.pem", f"{folder}/own.key"]
    run(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
        "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-out", names[0], "-keyout", names[1],
    )
    return names


def check_https(folder):
    text = csv_text(ROWS).encode()
    files = {"/f/one.csv": text, "/f/packed.csv.gz": gzip.compress(text), "/f/odd.csv": gzip.compress(text)}
    tries = {}

    def answer(path, query, headers, _):
        if path.startswith("/open"):
            path = path.removeprefix("/open")
        elif headers.get("Authorization") != "Bearer files-token-1":
            return 401, "who are you?", {}
        if path == "/f/login.csv":
            return 200, "<html><title>Sign in</title></html>", {"Content-Type": "text/html; charset=utf-8"}
        if path == "/f/short.csv":
            return 200, text[:1_000_000], {"Content-Length": str(len(text)), "Connection": "close"}
        if path == "/f/flaky.csv":
            tries[path] = tries.get(path, 0) + 1
            if tries[path] == 1:
                return 200, text[:1_000_000], {"Content-Length": str(len(text)), "Connection": "close"}
            return 200, text, {}
        if path == "/f/asked.csv" and "gzip" in headers.get("Accept-Encoding", ""):
            return 200, gzip.compress(text), {"Content-Encoding": "gzip"}
        body = files.get(path)
        return (200, body, {"Content-Type": "text/csv"}) if body else (404, '{"title":"no such file"}', {})

    with Service(answer, certificate(folder)) as service:
        def project_of(path, more=SCHEMA, connection="connection: files\n"):
            project = Project()
            project.write(
                "fjord.yaml",
                f"connections:\n  files:\n    type: http\n    base_url: {service.url}\n    auth: bearer\n"
                f"    token: ${{env:FILES_TOKEN}}\n    ca_file: {folder}/own.pem\n",
            )
            project.environment["FILES_TOKEN"] = "files-token-1"
            project.write(
                "check.yaml", pipeline(f"fetch: file\n{connection}path: {path}\ndelimiter: ';'\n{more}")
            )
            return project

        for name, path, more in [
            ("one file", "/f/one.csv", SCHEMA),
            ("columns found, asked for once", "/f/one.csv?v=1", ""),
            ("a packed file", "/f/packed.csv.gz", SCHEMA),
            ("a packed file whose name does not say so", "/f/odd.csv", SCHEMA),
            ("packed on the way", "/f/asked.csv", SCHEMA),
            ("broken off once", "/f/flaky.csv", SCHEMA),
        ]:
            with check(f"https: {name}: every row"):
                before = len(service.requests)
                project = project_of(service.url + path, more)
                project.fjord("run", "check.yaml", "--quiet").expect(0)
                expect_equal(rows_of(project) == ROWS, True, "rows")
                expect_equal(scratch_of(project), [], "what is left in the scratch folder")
                expect_equal(len(service.requests) - before, 2 if "broken" in name else 1, "requests")

        with check("https: without a connection, authorities from SSL_CERT_FILE"):
            project = project_of(service.url + "/open/f/one.csv", connection="")
            project.environment["SSL_CERT_FILE"] = f"{folder}/own.pem"
            project.fjord("run", "check.yaml", "--quiet").expect(0)
            expect("Authorization" not in service.requests[-1][2], "a key went along")

        for name, path, words in [
            ("no such file", "/f/none.csv", ["[not-found]", "no such file"]),
            ("a login page", "/f/login.csv", ["[html-page]", "an HTML page instead of a file"]),
            ("a short answer", "/f/short.csv", ["[truncated-answer]", "tried 6 times"]),
        ]:
            with check(f"https: {name}: 1, says so"):
                project = project_of(service.url + path)
                expect_well_said(project, project.fjord("run", "check.yaml", timeout=90).expect(1, *words))
                project.expect_untouched()
                expect_equal(scratch_of(project), [], "what is left in the scratch folder")

        with check("https: a pattern: 2, says that nothing lists it"):
            project_of(service.url + "/f/*.csv").fjord("lint", "check.yaml").expect(2, "[remote-path]")
        with check("a file of this machine takes no connection"):
            project_of("one.csv").fjord("lint", "check.yaml").expect(2, "[unknown-key]", "connection")
        with check("https: nothing but GET was sent"):
            expect_equal({request[0] for request in service.requests}, {"GET"}, "methods")


DAYS = [f"2026-10-{day:02}" for day in range(1, 8)]


def check_services():
    """Tokens for client and secret, keys in header and query, CSV by pages, days."""
    day_rows = {day: [{"day": day, "n": number} for number in range(index % 3)] for index, day in enumerate(DAYS)}
    valid = set()

    def answer(path, query, headers, body):
        if path == "/oauth/token":
            form = dict(urllib.parse.parse_qsl(body.decode()))
            basic = base64.b64encode(b"client-1:s3cr3t+of%2Fclient").decode()
            in_form = form.get("client_id") == "client-1" and form.get("client_secret") == "s3cr3t of/client"
            if headers.get("Authorization") != f"Basic {basic}" and not in_form:
                return 401, '{"error":"invalid_client"}', {}
            if form.get("audience") != "reports" or form.get("scope") != "read":
                return 400, '{"error":"invalid_scope"}', {}
            valid.clear()
            valid.add(f"token-{len(service.requests):06}")
            return 200, json.dumps({"access_token": max(valid), "expires_in": 3600}), {}
        if path.startswith("/o/"):
            token = headers.get("Authorization", "").removeprefix("Bearer ")
            if token not in valid:
                return 401, "{}", {}
            if path == "/o/stale":
                valid.clear()
            return 200, '[{"id":1}]', {}
        if path == "/key":
            is_known = query.get("api_key") == "key of query" or headers.get("X-Shop-Key") == "key of header"
            return (200, '[{"id":1}]', {}) if is_known else (403, '{"title":"no key"}', {})
        if path == "/csv":
            page, size = int(query["page"]), 1_000
            some = ROWS[(page - 1) * size:page * size][:size] if page <= 5 else []
            text = csv_text(some)
            return 200, text.split("\n", 1)[1] if query.get("bare") and page > 1 else text, {"Content-Type": "text/csv"}
        if path == "/large.csv":
            return 200, csv_text(ROWS), {"Content-Type": "text/csv"}
        if path == "/lines":
            return 200, "".join(json.dumps(row) + "\n" for row in ROWS), {}
        if path.startswith("/day/"):
            expect_equal(query["until"], DAYS[DAYS.index(path[5:]) + 1] if path[5:] != DAYS[-1] else "2026-10-08", "until")
            return 200, json.dumps(day_rows[path[5:]]), {}
        return 404, "{}", {}

    with Service(answer) as service:
        def project_of(fetch, keys=""):
            project = Project()
            project.write(
                "fjord.yaml",
                f"connections:\n  api:\n    type: http\n    base_url: {service.url}\n"
                + "".join("    " + line + "\n" for line in keys.splitlines()),
            )
            project.environment.update(
                CLIENT_SECRET="s3cr3t of/client", QUERY_KEY="key of query", HEADER_KEY="key of header"
            )
            project.write("check.yaml", pipeline(f"fetch: http\nconnection: api\n{fetch}"))
            return project

        oauth = (
            f"auth: oauth2\ntoken_url: {service.url}/oauth/token\nclient_id: client-1\n"
            "client_secret: ${env:CLIENT_SECRET}\nscope: read\ntoken_fields: {audience: reports}\n"
        )
        for name, keys in [("in a header", oauth), ("in the form", oauth + "client_auth: form\n")]:
            with check(f"oauth2: client and secret {name}"):
                project = project_of("url: /o/list\nschema: {id: int64}", keys)
                project.fjord("run", "check.yaml", "--quiet").expect(0)
                expect_equal(rows_of(project), [{"id": 1}], "rows")
        with check("oauth2: a token that is refused is renewed once"):
            before = len(service.requests)
            text = pipeline("fetch: http\nconnection: api\nurl: /o/stale\nschema: {id: int64}\n")
            text = text.replace(
                "  - sink", "  - id: more\n    fetch: http\n    connection: api\n    url: /o/list\n"
                "    schema: {id: int64}\n  - id: both\n    transform: union\n    inputs: [rows, more]\n  - sink",
            )
            project = project_of("url: /o/stale", oauth)
            project.write("check.yaml", text)
            project.fjord("run", "check.yaml", "--quiet").expect(0)
            tokens = [request for request in service.requests[before:] if request[1] == "/oauth/token"]
            expect(len(tokens) <= 2, f"{len(tokens)} tokens were fetched")
        with check("oauth2: a wrong secret: 1, no secret shows"):
            project = project_of("url: /o/list\nschema: {id: int64}", oauth)
            project.environment["CLIENT_SECRET"] = "wrong but secret"
            result = project.fjord("run", "check.yaml").expect(1, "[unauthorized]", "/oauth/token")
            for secret in ("wrong but secret", "wrong+but+secret", base64.b64encode(b"client-1:wrong").decode()[:-2]):
                expect(secret not in result.errors, f"{secret} shows: {result}")

        for name, keys in [
            ("query", "auth: api_key\napi_key: ${env:QUERY_KEY}\nkey_parameter: api_key"),
            ("header", "auth: api_key\napi_key: ${env:HEADER_KEY}\nkey_header: X-Shop-Key"),
        ]:
            with check(f"api_key: in the {name}, and nowhere else"):
                project = project_of("url: /key\nschema: {id: int64}", keys)
                project.fjord("run", "check.yaml", "--quiet").expect(0)
                project.environment.update(QUERY_KEY="refused key", HEADER_KEY="refused key")
                result = project.fjord("run", "check.yaml").expect(1, "[forbidden]")
                for text in ("refused key", "refused%20key", "refused+key"):
                    expect(text not in result.errors + result.output, f"the key shows: {result}")

        by_page = "format: csv\ndelimiter: ';'\npaging: page\n" + SCHEMA
        for name, more in [("on each page", ""), ("on the first page", "query: {bare: yes}\nheader_on: first\n")]:
            with check(f"csv by pages, header {name}: every row"):
                project = project_of("url: /csv\n" + by_page + more)
                project.fjord("run", "check.yaml", "--quiet").expect(0)
                expect_equal(rows_of(project) == ROWS[:5_000], True, "rows")
        for name, fetch in [
            ("csv", "url: /large.csv\nformat: csv\ndelimiter: ';'\n"), ("json lines", "url: /lines\nformat: jsonl\n"),
        ]:
            with check(f"a large answer in {name}, columns found: every row"):
                project = project_of(fetch)
                project.fjord("run", "check.yaml", "--quiet").expect(0)
                expect_equal(rows_of(project) == ROWS, True, "rows")

        days = (
            "url: /day/${date}\nquery: {until: \"${date.next}\"}\npartition: day\nschema: {day: date, n: int64}\n"
        )
        with check("days: one request each, rows in the order of days"):
            project, before = project_of(days), len(service.requests)
            project.fjord("run", "check.yaml", "--quiet", "--from", DAYS[0], "--to", DAYS[-1]).expect(0)
            expect_equal(rows_of(project), [row for day in DAYS for row in day_rows[day]], "rows")
            expect_equal(len(service.requests) - before, len(DAYS), "requests")
        with check("days: what may still change is provisional, and so is its output"):
            project = project_of(days + "final_after: 3650\n")
            project.fjord("run", "check.yaml", "--quiet", "--date", DAYS[2]).expect(0)
            expect_equal(sorted(os.listdir(project.folder / "out"))[-1], "rows.provisional.jsonl", "output")
        for fetch, words in [
            ("url: /x\npartition: day\n", "neither 'url' nor 'query' names the day"),
            ("url: /x/${date}\n", "${date} is the day of a partition"),
            (days + "timezone: Europe/Olso\n", "there is no time zone 'Europe/Olso'"),
        ]:
            with check(f"days: lint says: {words}"):
                project_of(fetch).fjord("lint", "check.yaml").expect(2, words)
        with check("services: nothing but GET was sent, and POST for tokens"):
            sent = {(request[0], request[1] == "/oauth/token") for request in service.requests}
            expect_equal(sent, {("GET", False), ("POST", True)}, "methods")


def main():
    folder = tempfile.mkdtemp(prefix="tls-")
    check_https(folder)
    check_services()
    if SSHD is None:
        with check("sftp"):
            raise Skip("no sshd here; Debian's package openssh-server has it, or name one with FJORD_SSHD")
    else:
        try:
            with SFTPServer() as server:
                check_sftp(server)
        except Skip as skip:
            with check("sftp"):
                raise skip
    finish()


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    main()

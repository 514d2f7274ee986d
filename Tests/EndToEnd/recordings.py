# SPDX-License-Identifier: Apache-2.0
"""A recorded run, replayed without network and secrets, gives the same bytes; a recording holds no secret."""

import gzip
import hashlib
import json
import signal
import stat
import time
import urllib.parse

from downloads import Service
from harness import MONTH, Project, Sandbox, check, expect, expect_equal, finish

FAULTS = "423,429,500,503-html,reset,truncated"
SETTINGS = {"seed": 7, "entries_per_day": 20, "page_size": 9, "ledgers": 2, "token_seconds": 3}

CONNECTIONS = """\
connections:
  vipps:
    type: vipps
    base_url: {base_url}
    key_type: accounting
    client_id: ${{env:VIPPS_CLIENT_ID}}
    client_secret: ${{env:VIPPS_CLIENT_SECRET}}
  units:
    type: vipps
    base_url: {base_url}
    key_type: management
    client_id: ${{env:VIPPS_UNITS_CLIENT_ID}}
    client_secret: ${{env:VIPPS_UNITS_CLIENT_SECRET}}
"""

CLOSE = """\
fjord: 1
name: close
window: {unit: month, last: 1, timezone: Europe/Oslo}
stages:
  - id: funds
    fetch: vipps.funds
  - sink: jsonl
    path: out/${window}/funds.jsonl.gz
  - id: fees
    fetch: vipps.fees
  - sink: csv
    path: out/${window}/fees.csv
  - id: payouts
    fetch: vipps.payouts
  - sink: csv
    path: out/${window}/payouts.csv
  - id: units
    fetch: vipps.sales_units
    connection: units
  - sink: csv
    path: out/${window}/units.csv
"""

NEWS = """\
fjord: 1
name: news
stages:
  - id: entries
    fetch: vipps.funds
    partition: feed
  - sink: jsonl
    path: out/news-${batch}.jsonl
"""

FIRST = """\
fjord: 1
name: first
window: {unit: month, last: 1, timezone: Europe/Oslo}
stages:
  - id: funds
    fetch: vipps.funds
  - transform: limit
    rows: 30
  - sink: csv
    path: out/first.csv
"""


SHOP_YAML = """\
connections:
  shop:
    type: http
    base_url: ${env:SHOP_URL}/api
    auth: api_key
    api_key: ${env:SHOP_KEY}
    key_parameter: api_key
"""

# Columns that are not declared, links that repeat the key, a file, days, and a memory of the run before.
SHOP = """\
fjord: 1
name: shop
window: {unit: day, last: 7}
stages:
  - id: orders
    fetch: http
    connection: shop
    url: orders
    records: items
    paging: link
    next_at: next
  - id: changed
    transform: changes
    key: [id]
  - sink: csv
    path: out/changed.csv
  - id: prices
    fetch: file
    connection: shop
    path: URL/files/prices.csv
  - sink: csv
    path: out/prices.csv
  - id: visits
    fetch: http
    connection: shop
    url: visits/${date}
    partition: day
    schema: {day: date, count: int64}
  - sink: csv
    path: out/visits.csv
"""


def project_of(sandbox):
    project = Project()
    project.write("fjord.yaml", CONNECTIONS.format(base_url=sandbox.base_url))
    for prefix, keys in (("VIPPS", "accounting"), ("VIPPS_UNITS", "management")):
        for name in ("client_id", "client_secret"):
            project.environment[f"{prefix}_{name.upper()}"] = sandbox.all_keys[keys][name]
    for name, text in (("close.yaml", CLOSE), ("news.yaml", NEWS), ("first.yaml", FIRST)):
        project.write(name, text)
    return project


def replayer(project):
    """A project with the same files, without secrets, outputs and state."""
    twin = Project()
    for path in project.folder.glob("*.yaml"):
        twin.write(path.name, path.read_text(encoding="utf-8"))
    return twin


def manifest(project, path):
    """A manifest without what only a replay has."""
    facts = json.loads((project.folder / path).read_text(encoding="utf-8"))
    kinds = {connection["type"] for connection in facts.pop("connections")}
    return facts, facts.pop("production"), kinds


def check_close(sandbox, project, recording):
    with check("recording: a month over a faulty network is recorded"):
        result = project.fjord("run", "close.yaml", "--month", MONTH, "--record", recording, "--workers", 3, timeout=150)
        result.expect(0, "repeated")
        plain = project.copy()
        plain.fjord("run", "close.yaml", "--month", MONTH, "--quiet", timeout=150).expect(0)
        expect_equal(plain.files(), project.files(), "outputs with and without --record")
        plain.remove()

    with check("recording: only its user can read it"):
        for path in [recording, *recording.rglob("*")]:
            mode = 0o700 if path.is_dir() else 0o600
            expect_equal(stat.S_IMODE(path.stat().st_mode), mode, str(path))

    with check("recording: no secret, no token, no request for one"):
        secrets = {keys["client_secret"] for name, keys in sandbox.all_keys.items() if name != "base_url"}
        secrets |= {keys["subscription_key"] for keys in sandbox.all_keys.values() if "subscription_key" in keys}
        texts = {path: path.read_bytes() for path in recording.rglob("*") if path.is_file()}
        for path, data in texts.items():
            text = gzip.decompress(data) if path.suffix == ".gz" else data
            for word in [*secrets, "access_token", "Bearer", "accesstoken", "uthorization"]:
                expect(word.encode() not in text, f"{word!r} is in {path.name}")

    with check("recording: each body is called by its hash, each request is there once per answer"):
        lines = [json.loads(line) for line in (recording / "index.jsonl").read_text(encoding="utf-8").splitlines()]
        answers = [line["answer"] for line in lines if "answer" in line]
        expect(len(answers) > 100, f"{len(answers)} answers")
        expect_equal(lines[-1], {"end": {"answers": len(answers)}}, "the last line")
        keys = {(answer["request"], answer["number"]) for answer in answers}
        expect_equal(len(keys), len(answers), "different requests")
        for answer in answers:
            body = gzip.decompress((recording / "bodies" / f"{answer['body']}.gz").read_bytes())
            expect_equal(hashlib.sha256(body).hexdigest(), answer["body"], answer["request"])


def check_replays(project, recording):
    for workers in (1, 2, 7):
        with check(f"replay: the same bytes without network and secrets, {workers} workers"):
            twin = replayer(project)
            twin.fjord("run", "close.yaml", "--replay", recording, "--workers", workers, timeout=150).expect(0)
            found, wanted = twin.files(f"out/{MONTH}"), project.files(f"out/{MONTH}")
            name = f"out/{MONTH}/close.manifest.json"
            del found[name], wanted[name]
            expect_equal(found, wanted, "outputs")
            expect_equal(manifest(twin, name)[1:], (False, {"replay"}), "what is a replay's own")
            expect_equal(manifest(twin, name)[0], manifest(project, name)[0], "the rest of the manifest")
            twin.remove()

    with check("replay: two of them give the same bytes, manifests too"):
        twins = [replayer(project), replayer(project)]
        for twin in twins:
            twin.fjord("run", "close.yaml", "--month", MONTH, "--replay", recording, "--quiet", timeout=150).expect(0)
        expect_equal(twins[0].files(), twins[1].files(), "outputs")
        for twin in twins:
            twin.remove()

    with check("replay: other dates are not in the recording"):
        twin = replayer(project)
        result = twin.fjord("run", "close.yaml", "--date", "2026-09-30", "--replay", recording)
        result.expect(1, "the recording has no answer to this request", "[not-in-recording]", "2026-09")
        twin.expect_untouched()
        twin.remove()

    with check("replay: does not take the place of what a production run wrote"):
        before = project.files()
        project.fjord("run", "close.yaml", "--replay", recording).expect(2)
        expect_equal(project.files(), before, "outputs")

    with check("replay: a preview"):
        twin = replayer(project)
        result = twin.fjord("preview", "close.yaml", "--stage", "units", "--replay", recording)
        result.expect(0, f"close {MONTH}", "units (", "706268")
        twin.remove()


def check_feed(project, recordings):
    """Records a feed from its beginning, and from where that ended."""
    for number in (1, 2):
        with check(f"recording: batch {number} of a feed"):
            project.fjord("run", "news.yaml", "--quiet", "--record", recordings / f"news{number}", timeout=150).expect(0)


def check_feed_replays(project, recordings):
    twin = replayer(project)
    for number in (2, 1, 2):
        with check(f"replay: batch {number} of a feed, from where the recorded run went on"):
            twin.fjord("run", "news.yaml", "--replay", recordings / f"news{number}", "--quiet").expect(0)
            name = f"out/news-00000{number}.jsonl"
            expect_equal(twin.files().get(name), project.files()[name], name)
    twin.remove()


def check_shop():
    key, week = "key+of the/shop", 0

    def answer(path, query, headers, _):
        if query.get("api_key") != key:
            return 403, "{}", {}
        if path == "/api/orders":
            page = int(query.get("page", 1))
            items = [{"id": number, "total": number * week} for number in range(page * 10 + week, page * 10 + 10)]
            link = f"{service.url}/api/orders?page={page + 1}&api_key={urllib.parse.quote_plus(key)}"
            return 200, json.dumps({"items": items, "next": link if page < 4 else None}), {}
        if path == "/files/prices.csv":
            return 200, "sku,price\n" + "".join(f"a{number},{number}.50\n" for number in range(90_000)), {}
        return 200, json.dumps([{"day": path[-10:], "count": week}]), {"Set-Cookie": "session=1"}

    with Service(answer) as service:
        project, twin = Project(), Project()
        recording = Project().folder / "shop"
        for each in (project, twin):
            each.write("fjord.yaml", SHOP_YAML)
            each.write("shop.yaml", SHOP.replace("URL", service.url))
        project.environment.update(SHOP_URL=service.url, SHOP_KEY=key)
        with check("recording: links that repeat a key, a file, days, a memory"):
            for week, dates in enumerate((("2026-10-01", "2026-10-07"), ("2026-10-08", "2026-10-14")), 1):
                flags = ["--record", recording] if week == 2 else []
                project.fjord("run", "shop.yaml", "--from", dates[0], "--to", dates[1], *flags).expect(0)
            changed = (project.folder / "out/changed.csv").read_text(encoding="utf-8")
            expect("changed," in changed and "removed," in changed, changed[:200])

    with check("recording: the key is nowhere in it"):
        for path in recording.rglob("*"):
            if path.is_file():
                text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
                for word in (key, urllib.parse.quote_plus(key), urllib.parse.quote(key, safe=""), "session"):
                    expect(word.encode() not in text, f"{word!r} is in {path.name}")

    with check("replay: links that repeat a key, a file, days, a memory"):
        twin.fjord("run", "shop.yaml", "--replay", recording).expect(0)
        for name in ("changed", "prices", "visits"):
            found, wanted = (each.files()[f"out/{name}.csv"] for each in (twin, project))
            expect_equal(found, wanted, f"{name}.csv")


def check_kill(project, recordings):
    with check("recording: what a kill leaves is unfinished, and says so"):
        folder = recordings / "killed"
        child = project.start("run", "close.yaml", "--month", "2026-08", "--record", folder, "--quiet")
        end = time.monotonic() + 30
        while time.monotonic() < end and not (folder.exists() and len(list(folder.glob("bodies/*.gz"))) > 9):
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        result = replayer(project).fjord("run", "close.yaml", "--replay", folder)
        result.expect(2, "the recording is unfinished", "[recording-unfinished]")


def check_refusals(project, recordings, recording):
    with check("recording: a folder that holds one is refused"):
        result = project.fjord("run", "close.yaml", "--month", MONTH, "--record", recording)
        result.expect(2, "holds a recording already", "[recording-exists]")

    with check("recording: --record and --replay exclude each other"):
        project.fjord("run", "close.yaml", "--record", "a", "--replay", "b").expect(2, "exclude each other")

    with check("recording: a run that fails before its first request leaves none"):
        project.fjord("run", "close.yaml", "--set", "none=1", "--record", recordings / "none").expect(2)
        expect(not (recordings / "none").exists(), "there is a folder")

    with check("replay: a recording that breaks off says so"):
        index = recording / "index.jsonl"
        whole = index.read_bytes()
        index.write_bytes(whole[: len(whole) // 2])
        result = replayer(project).fjord("run", "close.yaml", "--replay", recording)
        index.write_bytes(whole)
        result.expect(2, "[recording-unfinished]")

    with check("replay: a body that was changed says so"):
        body = max((recording / "bodies").iterdir(), key=lambda path: path.stat().st_size)
        whole = body.read_bytes()
        body.write_bytes(gzip.compress(gzip.decompress(whole).replace(b"0", b"1")))
        twin = replayer(project)
        result = twin.fjord("run", "close.yaml", "--replay", recording, timeout=150)
        body.write_bytes(whole)
        result.expect(1, "[recording-damaged]", body.name)
        twin.expect_untouched()


def main():
    recordings = Project().folder
    recording = recordings / "close"
    with Sandbox(**SETTINGS, faults=FAULTS, fault_every=23) as sandbox:
        project = project_of(sandbox)
        check_close(sandbox, project, recording)
        check_feed(project, recordings)
        check_kill(project, recordings)
        first = recordings / "first"
        with check("recording: a run that has enough early"):
            project.fjord("run", "first.yaml", "--month", MONTH, "--record", first, "--quiet").expect(0)

    check_replays(project, recording)
    check_feed_replays(project, recordings)
    for workers in (1, 2, 7):
        with check(f"replay: a run that has enough early, {workers} workers"):
            twin = replayer(project)
            twin.fjord("run", "first.yaml", "--replay", first, "--quiet", "--workers", workers).expect(0)
            expect_equal(twin.files()["out/first.csv"], project.files()["out/first.csv"], "out/first.csv")
            twin.remove()
    check_refusals(project, recordings, recording)
    check_shop()
    finish()


if __name__ == "__main__":
    main()

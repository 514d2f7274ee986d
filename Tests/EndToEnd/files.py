# SPDX-License-Identifier: Apache-2.0
"""Files and web services in, whole-table transforms, and what is wrong with input, against Python."""

import argparse
import base64
import collections
import contextlib
import decimal
import gzip
import http.server
import json
import os
import random
import resource
import threading
import urllib.parse

from harness import Failure, Project, Skip, check, expect, expect_equal, finish
from misuse import become_nobody, can_run_as_nobody, expect_well_said

SEED = 20261001
TEXTS = ["", "blåbærsyltetøy", "ÆØÅ æøå", "🫐🎂", "e\u0301", "a,b;c", 'sier "ja"', "to\nlinjer", "'", " x "]
PLAIN_TEXTS = ["x", "Tromsø", "🐟", "a b", "'"]
EVERY_WAY = [("1", "512MB"), ("2", "512MB"), ("1", "32MB"), ("2", "32MB")]


# MARK: pipelines


def indented(text, count):
    return "".join(" " * count + line + "\n" for line in text.strip("\n").splitlines())


def pipeline(fetch, then="", name="check"):
    """A pipeline with one fetch stage `rows`, other stages, and JSON lines of the last one."""
    return (
        f"fjord: 1\nname: {name}\nstages:\n  - id: rows\n" + indented(fetch, 4)
        + indented(then, 2) + "  - sink: jsonl\n    path: out/rows.jsonl\n"
    )


def project_of(files, text):
    """A project with input files, as text or bytes, and one pipeline."""
    project = Project()
    for name, content in files.items():
        path = project.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    project.write("check.yaml", text)
    return project


def read_lines(path):
    """The objects of a file of JSON lines, their numbers by their digits."""
    text = path.read_text(encoding="utf-8")
    return [json.loads(line, parse_float=decimal.Decimal) for line in text.split("\n") if line]


def rows_of(files, fetch, then="", arguments=()):
    """What a pipeline over these files gives."""
    project = project_of(files, pipeline(fetch, then))
    project.fjord("run", "check.yaml", "--quiet", *arguments).expect(0)
    return read_lines(project.folder / "out/rows.jsonl")


def manifest_rows(project, name="check"):
    """The rows that the manifest says were read."""
    (path,) = project.folder.rglob(f"{name}.manifest.json")
    return sum(item["rows"] for item in json.loads(path.read_text())["partitions"])


def expect_rows(found, wanted, what="rows"):
    expect_equal(len(found), len(wanted), f"number of {what}")
    for number, (row, other) in enumerate(zip(found, wanted)):
        expect_equal(row, other, f"row {number} of {what}")


# MARK: files


def sample_rows(texts, count=200):
    source = random.Random(SEED)
    return [
        {
            "id": source.randrange(-(2**63), 2**63),
            "text": source.choice([None, *texts]),
            "amount": source.choice([None, decimal.Decimal(source.randrange(-10**9, 10**9)) / 100]),
            "date": source.choice([None, "2026-10-01", "0001-01-01", "9999-12-31"]),
        }
        for _ in range(count)
    ]


SCHEMA = 'schema: {id: int64, text: text, amount: "decimal(18, 2)", date: date}'


def csv_text(rows, delimiter=",", quote='"', line_end="\n", point=".", null="", header=True, before=""):
    """Rows as CSV of a dialect; what is needed is in quotes, null never is."""
    def value(item):
        if item is None:
            return null
        text = str(item).replace(".", point) if isinstance(item, decimal.Decimal) else str(item)
        special = [delimiter, quote or '"', "\n", "\r"]
        if quote and (text in ("", null) or any(mark in text for mark in special)):
            return quote + text.replace(quote, quote * 2) + quote
        return text
    lines = [list(rows[0])] if header else []
    lines += [[value(item) for item in row.values()] for row in rows]
    return before + "".join(delimiter.join(line) + line_end for line in lines)


DIALECTS = {
    "plain": ({}, "", "csv"),
    "semicolons and decimal commas": (
        {"delimiter": ";", "point": ","}, 'delimiter: ";"\ndecimal_separator: ","', "csv"),
    "tabs": ({"delimiter": "\t"}, "", "tsv"),
    "CR LF": ({"line_end": "\r\n"}, "", "csv"),
    "a byte order mark": ({"before": "\ufeff"}, "", "csv"),
    "no header": ({"header": False}, "header: false", "csv"),
    "lines before the header": ({"before": "Eksport\n\n"}, "skip_lines: 2", "csv"),
    "a word for null": ({"null": "NULL"}, "'null': ['NULL']", "csv"),
    "single quotes": ({"quote": "'"}, "quote: \"'\"", "csv"),
    "no quotes": ({"quote": None}, "quote: none", "csv"),
}


def check_csv():
    for name, (dialect, options, ending) in DIALECTS.items():
        with check(f"csv, {name}: every value"):
            texts = TEXTS if dialect.get("quote", '"') else PLAIN_TEXTS
            rows = sample_rows(texts)
            text = csv_text(rows, **dialect)
            fetch = f"fetch: file\npath: in.{ending}\n{SCHEMA}\n{options}"
            expect_rows(rows_of({f"in.{ending}": text}, fetch), rows)
            packed = {f"in.{ending}.gz": gzip.compress(text.encode())}
            fetch = fetch.replace(f"in.{ending}", f"in.{ending}.gz")
            expect_rows(rows_of(packed, fetch), rows, "rows of gzip")
            if dialect.get("header", True):
                found = rows_of(packed, fetch.replace(SCHEMA, ""))
                expect_rows(found, rows, "rows of inferred columns")


def json_text(rows, **how):
    """JSON with decimals written by their digits."""
    class Digits(float):
        def __init__(self, value): self.value = value
        def __repr__(self): return str(self.value)
    def plain(item):
        return Digits(item) if isinstance(item, decimal.Decimal) else item
    rows = [{key: plain(item) for key, item in row.items()} for row in rows]
    return json.dumps(rows, **how)


def check_json():
    rows = sample_rows(TEXTS, 3_000)
    lines = "".join(json_text([row], ensure_ascii=False)[1:-1] + "\n" for row in rows)
    array = json_text(rows)
    half = lines.index("\n", len(lines) // 2) + 1
    members = gzip.compress(lines[:half].encode()) + gzip.compress(b"") + gzip.compress(lines[half:].encode())
    cases = {
        "an array": ("in.json", array, ""),
        "a pretty array": ("in.json", json_text(rows, indent=2, ensure_ascii=False), ""),
        "records at a path": (
            "in.json", '{"meta": {"n": [1]}, "data": {"x": 1, "items": %s}, "z": 0}' % array,
            "records: data.items"),
        "lines": ("in.jsonl", lines, ""),
        "lines without the last line end": ("in.ndjson", lines[:-1], ""),
        "lines with CR LF": ("in.jsonl", lines.replace("\n", "\r\n"), ""),
        "gzip of many members": ("in.jsonl.gz", members, ""),
        "named otherwise": ("in.txt", members, "format: jsonl\ncompression: gzip"),
    }
    for name, (file, text, options) in cases.items():
        with check(f"json, {name}: every value, declared and inferred"):
            fetch = f"fetch: file\npath: {file}\n{options}\n"
            expect_rows(rows_of({file: text}, fetch + SCHEMA), rows)
            expect_rows(rows_of({file: text}, fetch), rows, "rows of inferred columns")
    with check("json, one record; nested objects, lists, extra"):
        record = {"id": 1, "owner": {"id": "å", "deep": {"er": True}}, "list": [1, {"a": None}], "x": "🫐"}
        fetch = "fetch: file\npath: in.json\n"
        found = rows_of({"in.json": json.dumps(record)}, fetch)
        expect_rows(found, [{"id": 1, "owner.id": "å", "owner.deep.er": True,
                             "list": [1, {"a": None}], "x": "🫐"}])
        fetch += "schema: {id: int64, owner: json, list: json}\nextra: true"
        (row,) = rows_of({"in.json": json.dumps(record)}, fetch)
        expect_equal(row, {"id": 1, "owner": record["owner"], "list": record["list"],
                           "extra": {"x": "🫐"}}, "row")
    with check("files: patterns, order, rows of the manifest"):
        parts = {f"in/{name}.jsonl": f'{{"name": "{name}"}}\n' * (number + 1)
                 for number, name in enumerate(["å", "b/c/æ", "a 1", "10", "9", "b/x", "🫐"])}
        parts["in/skip.csv"] = "name\nno\n"
        text = pipeline("fetch: file\npath: in/**/*.jsonl\nschema: {name: text}")
        project = project_of(parts, text)
        project.fjord("run", "check.yaml", "--quiet").expect(0)
        order = sorted((name for name in parts if name.endswith("jsonl")), key=str.encode)
        wanted = [{"name": name[3:-6]} for name in order for _ in range(parts[name].count("\n"))]
        expect_rows(read_lines(project.folder / "out/rows.jsonl"), wanted)
        expect_equal(manifest_rows(project), len(wanted), "rows of the manifest")
    with check("numbers come out as they went in, or as a clear error"):
        written = ["9007199254740993", "0.1", "1234567890.123456789", "1e400"]
        text = '{"a":%s,"b":%s,"c":%s,"d":%s}\n' % tuple(written)
        for schema in ("", "schema: {a: json, b: json, c: json, d: json}",
                       'schema: {a: int64, b: float64, c: "decimal(38, 9)", d: json}'):
            project = project_of({"in.jsonl": text}, pipeline(f"fetch: file\npath: in.jsonl\n{schema}"))
            project.fjord("run", "check.yaml", "--quiet").expect(0)
            expect_equal((project.folder / "out/rows.jsonl").read_text(), text, schema)


# MARK: whole tables


def table_rows(count, keys):
    source = random.Random(SEED)
    names = [None, "", *TEXTS[1:5], *(f"nøkkel {number}" for number in range(keys))]
    return [
        {
            "n": number,
            "key": source.choice(names),
            "kind": source.choice(["kjøp", "retur", "gebyr 🪙", None]),
            "amount": source.choice([None, decimal.Decimal(source.randrange(-99999, 99999)) / 100]),
            "items": source.choice([None, [], [1], ["å", {"b": 2}, None]]),
        }
        for number in range(count)
    ]


# `pad` makes the rows too large for the least memory that a run takes; outputs do without it.
TABLES = """\
fjord: 1
name: tables
stages:
  - id: read
    fetch: file
    path: left/*.jsonl
    schema: {n: int64, key: text, kind: text, amount: "decimal(18, 2)", items: json}
  - id: rows
    transform: {pad: "lpad(concat(key, kind), 1000, '🫐ø')"}
  - id: others
    fetch: file
    path: right.csv
    schema: {key: text, navn: text, rank: int64}
  - {id: numbers, transform: {m: n, long: pad}, input: rows, keep: [m, long]}
  - id: sorted
    transform: sort
    input: rows
    by: [amount desc nulls first, key, kind desc]
  - {id: top, transform: limit, input: sorted, rows: 17}
  - {id: first, transform: distinct, input: rows, by: [key, kind]}
  - {id: last, transform: distinct, input: rows, by: [key, kind], keep: last}
  - {id: every, transform: distinct, input: rows, keep: last}
  - {id: inner, transform: join, input: rows, with: others, on: [key], duplicates: all}
  - {id: left, transform: join, input: rows, with: others, on: [key], kind: left, duplicates: first}
  - {id: semi, transform: join, input: rows, with: others, on: [key], kind: semi}
  - {id: anti, transform: join, input: rows, with: others, on: [key], kind: anti}
  - {id: wide_join, transform: join, input: rows, with: numbers, on: [n = m]}
  - {id: union, transform: union, inputs: [anti, semi]}
  - {id: exploded, transform: explode, input: rows, column: items, as: item, position: place}
  - {id: kept, transform: explode, input: rows, column: items, keep_empty: true}
  - id: grouped
    input: rows
    aggregate:
      rows: count(*)
      amounts: count(amount)
      net: sum(amount)
      least: min(amount)
      most: max(key)
      kinds: count(distinct kind)
      average: avg(amount)
      pads: length(string_agg(pad, ''))
    by: [key]
  - {id: cells, input: rows, aggregate: {net: sum(amount)}, by: [key, kind]}
  - id: wide
    transform: pivot
    input: cells
    on: kind
    values: [kjøp, retur]
    of: net
    by: [key]
    others: drop
"""
TABLE_STAGES = ("sorted", "top", "first", "last", "every", "inner", "left", "semi", "anti", "wide_join",
                "union", "exploded", "kept", "grouped", "wide")


def grouped(rows, *names):
    groups = collections.OrderedDict()
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups


def mean(values):
    """Rounded half away from zero at six digits, as decimals are divided."""
    with decimal.localcontext(prec=60):
        return (sum(values) / len(values)).quantize(decimal.Decimal("0.000001"), decimal.ROUND_HALF_UP)


def naive_tables(rows, others):
    """What each stage of `TABLES` has to give."""
    partners = grouped(others, "key")
    partners.pop((None,), None)
    # Python's sort is stable too: by the last key first. Nulls of `kind` and `key` stand last, of `amount` first.
    result = {"sorted": list(rows)}
    result["sorted"].sort(key=lambda row: (row["kind"] is not None, (row["kind"] or "").encode()), reverse=True)
    result["sorted"].sort(key=lambda row: (row["key"] is None, (row["key"] or "").encode()))
    result["sorted"].sort(key=lambda row: (row["amount"] is not None, -(row["amount"] or 0)))
    result["top"] = result["sorted"][:17]
    pairs = grouped(rows, "key", "kind")
    result["first"] = [group[0] for group in pairs.values()]
    result["last"] = sorted((group[-1] for group in pairs.values()), key=lambda row: row["n"])
    added = lambda other: {"navn": other["navn"], "rank": other["rank"]}
    found = lambda row: partners.get((row["key"],), [])
    nothing = {"navn": None, "rank": None}
    result["inner"] = [{**row, **added(other)} for row in rows for other in found(row)]
    result["left"] = [{**row, **(added(found(row)[0]) if found(row) else nothing)} for row in rows]
    result["semi"] = [row for row in rows if found(row)]
    result["anti"] = [row for row in rows if not found(row)]
    result["every"] = result["wide_join"] = rows
    result["union"] = result["anti"] + result["semi"]
    def exploded(row, column, **more):
        start = {name: item for name, item in row.items() if name != "items"}
        return {**start, column: more.pop("item"), **more}
    result["exploded"] = [
        exploded(row, "item", item=item, place=place)
        for row in rows for place, item in enumerate(row["items"] or [], 1)
    ]
    result["kept"] = [exploded(row, "items", item=item) for row in rows for item in row["items"] or [None]]
    result["grouped"] = []
    for (key,), group in grouped(rows, "key").items():
        amounts = [row["amount"] for row in group if row["amount"] is not None]
        result["grouped"].append({
            "key": key, "rows": len(group), "amounts": len(amounts), "net": sum(amounts) if amounts else None,
            "least": min(amounts, default=None), "most": key,
            "kinds": len({row["kind"] for row in group} - {None}),
            "average": mean(amounts) if amounts else None,
            "pads": 1_000 * len(group),
        })
    # Rows come in the order of the first cell that is kept.
    wide = {}
    for (key, kind), group in pairs.items():
        if kind in ("kjøp", "retur"):
            amounts = [row["amount"] for row in group if row["amount"] is not None]
            row = wide.setdefault(key, {"key": key, "kjøp": None, "retur": None})
            row[kind] = sum(amounts) if amounts else None
    result["wide"] = list(wide.values())
    return result


def check_tables():
    source = random.Random(SEED + 1)
    rows = table_rows(3_000, 200)
    names = sorted({row["key"] for row in rows if row["key"]}, key=str.encode)
    others = [{"key": source.choice([None, "", *names]), "navn": source.choice([None, *TEXTS]), "rank": number}
              for number in range(350)]
    third = len(rows) // 3
    parts = {
        f"left/{place}.jsonl": "".join(json_text([row])[1:-1] + "\n" for row in some)
        for place, some in enumerate((rows[:third], rows[third:2 * third], rows[2 * third:]))
    }
    def sink(stage):
        left_out = {"grouped": "", "wide": "", "wide_join": "pad, long"}.get(stage, "pad")
        drop = f"  - {{id: {stage}_out, input: {stage}, transform: {{}}, drop: [{left_out}]}}\n"
        return drop + f"  - {{sink: jsonl, path: out/{stage}.jsonl}}\n"

    sinks = "".join(map(sink, TABLE_STAGES))
    outputs = {}
    for workers, memory in EVERY_WAY:
        with check(f"tables run with {workers} workers and {memory}"):
            project = project_of({**parts, "right.csv": csv_text(others)}, TABLES + sinks)
            how = ("--workers", workers, "--max-memory", memory)
            project.fjord("run", "check.yaml", "--quiet", *how).expect(0)
            outputs[workers, memory] = project
            expect_equal(manifest_rows(project, "tables"), len(rows) + len(others), "rows of the manifest")
            expect_equal(list((project.folder / ".fjord/scratch").glob("*")), [], "files of scratch")
    wanted = naive_tables(rows, others)
    for stage in TABLE_STAGES:
        with check(f"{stage}: as Python has it, the same bytes whatever the workers and the memory"):
            files = [project.folder / f"out/{stage}.jsonl" for project in outputs.values()]
            expect(len(files) == len(EVERY_WAY), "not every run ended")
            expect_rows(read_lines(files[0]), wanted[stage])
            expect_equal(len({file.read_bytes() for file in files}), 1, "different outputs")


# MARK: web services


class Service:
    """A web server whose answers a function of path and query gives; it notes every request."""

    def __init__(self, answer, authorization=None):
        self.requests = []
        service, lock = self, threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle(self):
                # A page asked for ahead may be no longer wanted.
                with contextlib.suppress(ConnectionError):
                    super().handle()

            def do_GET(self):
                parts = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(parts.query))
                with lock:
                    service.requests.append(self.path)
                if authorization and self.headers.get("Authorization") != authorization:
                    status, body, headers = 401, '{"title":"Who are you?"}', {}
                else:
                    status, body, headers = answer(parts.path, query)
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


PAGE_SIZE, PAGE_COUNT = 100, 7


def paged(rows):
    """Answers by page number, offset, cursor, link in the page and link in the header."""
    def body(start, **more):
        some = rows[start:start + PAGE_SIZE]
        return '{"data": {"items": %s}, "meta": %s}' % (json_text(some), json.dumps(more))

    def answer(path, query):
        if path == "/page":
            number = int(query["page"])
            if number > PAGE_COUNT and "strict" in query:
                return 404, '{"title":"No such page"}', {}
            return 200, body((number - 1) * PAGE_SIZE, pages=PAGE_COUNT), {}
        start = int(query.get("offset") or query.get("cursor") or query.get("from") or 0)
        following = start + PAGE_SIZE
        isLast = following >= len(rows)
        if path == "/offset":
            return 200, body(start, total=len(rows)), {}
        if path == "/cursor":
            return 200, body(start, next=None if isLast else str(following), more=not isLast), {}
        link = f"{path}?from={following}"
        header = {} if isLast or path == "/next" else {"Link": f'<{link}>; rel="next"'}
        return 200, body(start, next=None if isLast else link), header

    return answer


PAGINGS = {
    "page, counted": ("page", "paging: page\npages_at: meta.pages", 0),
    "page, until one is empty": ("page", "paging: page", 4),
    "page, until one is short": ("page", "paging: page\npage_size: 100\npage_size_parameter: limit", 4),
    "page, until 404": ("page?strict=1", "paging: page\nend_status: 404", 4),
    "offset": ("offset", "paging: offset\npage_size: 100\ntotal_at: meta.total", 0),
    "cursor": ("cursor", "paging: cursor\ncursor_at: meta.next\nhas_more_at: meta.more", 0),
    "link in the page": ("next", "paging: link\nnext_at: meta.next", 0),
    "link in the header": ("header", "paging: link", 0),
}
SHOP = "connections:\n  shop:\n    type: http\n    base_url: {url}\n    {auth}\n"
AUTHS = {
    "bearer": ("auth: bearer\n    token: ${env:SHOP_TOKEN}", "Bearer hemmelig-nøkkel-1"),
    "basic": ("auth: basic\n    username: kari\n    password: ${env:SHOP_TOKEN}",
              "Basic " + base64.b64encode("kari:hemmelig-nøkkel-1".encode()).decode()),
}


def web_project(service, fetch, auth="bearer", then=""):
    text = pipeline(f"fetch: http\nconnection: shop\n{fetch}", then)
    project = project_of({}, text)
    project.write("fjord.yaml", SHOP.format(url=service.url, auth=AUTHS[auth][0]))
    project.environment["SHOP_TOKEN"] = "hemmelig-nøkkel-1"
    return project


def check_paging():
    rows = sample_rows(TEXTS, PAGE_SIZE * (PAGE_COUNT - 1) + 37)
    for number, (name, (path, options, ahead)) in enumerate(PAGINGS.items()):
        auth = ("bearer", "basic")[number % 2]
        header = AUTHS[auth][1].encode().decode("latin-1")
        with check(f"paging, {name}: every record, no request too many, {auth}"):
            found = []
            for schema, workers in ((SCHEMA, "1"), (SCHEMA, "2"), ("", "2")):
                with Service(paged(rows), header) as service:
                    fetch = f"url: {path}\nrecords: data.items\n{options}\n{schema}"
                    project = web_project(service, fetch, auth)
                    result = project.fjord("run", "check.yaml", "--quiet", "--workers", workers)
                    result.expect(0)
                    expect_well_said(project, result)
                    found.append((project.folder / "out/rows.jsonl").read_bytes())
                    expect_rows(read_lines(project.folder / "out/rows.jsonl"), rows)
                    expect_equal(manifest_rows(project), len(rows), "rows of the manifest")
                    count = len(service.requests)
                    expect(PAGE_COUNT <= count <= PAGE_COUNT + ahead, f"requests {service.requests}")
                    expect_equal(len(set(service.requests)), count, "different requests")
            expect_equal(found[0], found[1], "bytes with one worker and with two")


def second_page(text):
    """Answers with a page that is right, and then with this one."""
    def answer(_, query):
        number = int(query.get("page", 1))
        return 200, ['[{"id": 1}, {"id": 2}]', text, "[]"][min(number, 3) - 1], {}
    return answer


WEB_FAULTS = {
    "404": (lambda *_: (404, '{"title":"No such list"}', {}), "",
            ["partition x, page 1", "(404 Not Found)", "[not-found]", "cause: No such list", "fix: "]),
    "401": (lambda *_: (401, '{"title":"Not you"}', {}), "",
            ["(401 Unauthorized)", "[unauthorized]", "fix: ", "'shop'"]),
    "not JSON": (lambda *_: (200, "<html>Hei</html>", {"Content-Type": "text/html"}), "",
                 ["partition x, page 1", "[not-json]", "fix: "]),
    "no list at the path": (lambda *_: (200, '{"data": {"itemz": []}}', {}), "records: data.items",
                            ["page 1, data.items: ", "'data' has 'itemz'", "fix: correct 'records'"]),
    "an object in place of a list": (lambda *_: (200, '{"data": {"items": {}}}', {}), "records: data.items",
                                     ["page 1, data.items: ", "but an object", "fix: correct 'records'"]),
    "a type that changes": (second_page('[{"id": 3}, {"id": "x"}]'), "paging: page",
                            ["partition x, page 2, row 2, [1].id: ", "expected an integer", "[wrong-type]"]),
    "a record that is none": (second_page('[{"id": 3}, [4]]'), "paging: page",
                              ["partition x, page 2, row 2, [1]: ", "a record is no object"]),
    "NaN": (second_page('[{"id": NaN}]'), "paging: page", ["page 2, row 1, [0].id: ", "[malformed-json]"]),
    "a circle of cursors": (lambda *_: (200, '{"items": [{"id": 1}], "next": "a"}', {}),
                            "records: items\npaging: cursor\ncursor_at: next",
                            ["page 2", "[http-endless-pages]", "fix: "]),
    "one page again and again": (lambda *_: (200, '[{"id": 1}]', {}), "paging: page",
                                 ["takes no notice of 'page'", "[http-endless-pages]", "fix: "]),
}


def check_web_faults():
    for name, (answer, options, words) in WEB_FAULTS.items():
        with check(f"web, {name}: 1, says where and why"):
            with Service(answer) as service:
                project = web_project(service, f"url: x\n{options}\nschema: {{id: int64}}")
                result = project.fjord("run", "check.yaml", "--quiet")
                expect_one_fault(project, result, 1, ["stage rows, ", *words])
    with check("web, 500: 1 after some attempts"):
        with Service(lambda *_: (500, '{"title":"Oi"}', {"Retry-After": "0"})) as service:
            project = web_project(service, "url: x\nschema: {id: int64}")
            result = project.fjord("run", "check.yaml", "--quiet")
            expect_one_fault(project, result, 1, ["stage rows, ", "(500 ", "[server-failed]", "cause: Oi", "fix: "])
            expect(len(service.requests) > 1, f"requests {service.requests}")
    with check("web, columns missing in some pages are null"):
        with Service(second_page('[{"id": 3, "navn": "å"}]')) as service:
            project = web_project(service, "url: x\npaging: page\nschema: {id: int64, navn: text}")
            project.fjord("run", "check.yaml", "--quiet").expect(0)
            found = [row["navn"] for row in read_lines(project.folder / "out/rows.jsonl")]
            expect_equal(found, [None, None, "å"], "names")


# MARK: bad input


def expect_one_fault(project, result, status, words):
    """One error with these words, and no output."""
    expect_well_said(project, result)
    result.expect(status, *words)
    expect_equal(result.errors.count(" error: "), 1, f"errors of {result}")
    expect_equal(result.output.strip(), "", "stdout")
    project.expect_untouched()


GOOD_LINES = '{"id": 1, "x": 1}\n'
LINES = "path: in.jsonl\nschema: {id: int64, x: float64}"
PACKED = gzip.compress(b'{"id": 1}\n' * 5_000)
GZIP = "path: in.jsonl.gz\nschema: {id: int64}"
ROWS = "path: in.csv\nschema: {id: int64, x: text}"


def second_line(value):
    return {"in.jsonl": GOOD_LINES + '{"id": 2, "x": %s}\n' % value}


FILE_FAULTS = {
    "a type that changes between files": (
        {"a.jsonl": GOOD_LINES, "b.jsonl": '{"id": "to"}\n'}, "path: '*.jsonl'\nschema: {id: int64}",
        ["partition b.jsonl, page 1, row 1, id: ", "expected an integer, found the text", "[wrong-type]", "fix: "]),
    "5,000 lists in one another": (
        second_line("[" * 5_000 + "]" * 5_000), LINES, ["partition in.jsonl, page 1, row 2, x", "[malformed-json]"]),
    "5,000 objects in one another that nobody wants": (
        {"in.json": '[{"y":' * 1 + '{"a":' * 5_000 + "1" + "}" * 5_001 + "]"}, "path: in.json\nschema: {id: int64}",
        ["partition in.json, page 1, row 1, [0].y", "[malformed-json]"]),
    "JSON that is not UTF-8": (
        {"in.jsonl": GOOD_LINES.encode() + b'{"id": 2, "navn": "Bod\xf8"}\n'}, LINES,
        ["row 2, navn: ", "not UTF-8", "fix: ", "iconv"]),
    "CSV that is not UTF-8": (
        {"in.csv": b"id,x\n1,a\n2,Bod\xf8\n"}, ROWS, ["row 2", "line 3: not UTF-8", "fix: ", "WINDOWS-1252"]),
    "CSV in UTF-16": ({"in.csv": "id,x\n1,a\n".encode("utf-16")}, ROWS, ["not UTF-8", "fix: ", "UTF-16"]),
    "NaN": (second_line("NaN"), LINES, ["row 2, x: ", "NaN", "[malformed-json]", "fix: "]),
    "-Infinity": (second_line("-Infinity"), LINES, ["row 2, x: ", "infinity", "[malformed-json]", "fix: "]),
    "NaN in CSV": ({"in.csv": "id\nNaN\n"}, "path: in.csv\nschema: {id: float64}",
                   ["row 1, id: ", "line 2: ", "'NaN'", "[wrong-type]", "fix: "]),
    "an integer past 64 bits": (
        {"in.jsonl": '{"id": 9223372036854775808}\n'}, LINES,
        ["row 1, id: ", "9223372036854775808 does not fit into int64", "[out-of-range]", "fix: "]),
    "more digits than a double has": (
        second_line("9007199254740993"), LINES, ["row 2, x: ", "9007199254740993", "[inexact-number]", "fix: "]),
    "1e400 as a double": (second_line("1e400"), LINES, ["row 2, x: ", "1e400", "[out-of-range]", "fix: "]),
    "an object in place of the list": (
        {"in.json": '{"data": {"items": {"id": 1}}}'}, "path: in.json\nrecords: data.items\nschema: {id: int64}",
        ["partition in.json", "'data.items' is no list", "[unexpected-shape]", "fix: correct 'records'"]),
    "no list at the path": (
        {"in.json": '{"data": {"itemz": []}}'}, "path: in.json\nrecords: data.items",
        ["partition in.json", "no list 'data.items'", "[unexpected-shape]", "fix: correct 'records'"]),
    "a record that is none": (
        {"in.json": '[{"id": 1}, 2]'}, "path: in.json\nschema: {id: int64}",
        ["row 2, [1]: ", "a record is no object", "[unexpected-shape]"]),
    "gzip that ends too early": (
        {"in.jsonl.gz": PACKED[:-20]}, GZIP, ["partition in.jsonl.gz", "ends too early", "[malformed-gzip]", "fix: "]),
    "gzip with another CRC": (
        {"in.jsonl.gz": PACKED[:-8] + b"abcd" + PACKED[-4:]}, GZIP, ["damaged", "[malformed-gzip]", "fix: "]),
    "something behind gzip": (
        {"in.jsonl.gz": PACKED + b"rest"}, GZIP, ["follows the compressed text", "[malformed-gzip]", "fix: "]),
    "gzip by its name only": ({"in.jsonl.gz": GOOD_LINES}, GZIP, ["not gzip", "fix: ", "compression: none"]),
    "gzip, but not by its name": ({"in.jsonl": PACKED}, LINES, ["not UTF-8", "fix: ", "compression: gzip"]),
    "gzip, but not by its name, of columns that are inferred": (
        {"in.csv": PACKED}, "path: in.csv", ["partition in.csv", "not UTF-8", "fix: ", "compression: gzip"]),
    "a header with a quote without end": (
        {"in.csv": '"id,x\n1,a\n'}, "path: in.csv", ["line 1: ", "has no end", "[malformed-csv]", "fix: "]),
    "something behind JSON": (
        {"in.json": '[{"id": 1}] x'}, "path: in.json\nschema: {id: int64}",
        ["byte 12: something follows the end", "[malformed-json]"]),
    "JSON that ends too early": (
        {"in.json": '[{"id": 1}, {"id": 2'}, "path: in.json\nschema: {id: int64}",
        ["row 2, [1].id: ", "[malformed-json]"]),
    "a row too long": (
        {"in.csv": "id,x\n1,a\n2,b,c\n"}, ROWS, ["row 2", "line 3: 3 values, but 2 in the header", "fix: "]),
    "a row too short": ({"in.csv": "id,x\n1,a\n2\n"}, "path: in.csv", ["line 3: 1 value, but 2", "fix: "]),
    "a quote without end": (
        {"in.csv": 'id,x\n1,a\n2,"b\n3,c\n'}, ROWS, ["line 3: ", "has no end", "[malformed-csv]", "fix: "]),
    "a header that names none of the columns": (
        {"in.csv": "a;b\n1;2\n"}, ROWS, ["the header names 'a;b'", "[unexpected-shape]", "fix: ", "delimiter"]),
    "an empty JSON file": ({"in.json": ""}, "path: in.json\nschema: {id: int64}", ["is empty", "[malformed-json]"]),
    "an empty file without a schema": ({"in.csv": ""}, "path: in.csv", ["[no-schema]", "fix: "]),
    "a folder": ({"in.csv/x": "id\n"}, "path: in.csv\nschema: {id: int64}",
                 ["'in.csv' is a folder", "[no-files]", "fix: ", "in.csv/*"]),
    "no file": ({}, "path: in.csv\nschema: {id: int64}", ["there is no file 'in.csv'", "[no-files]", "fix: "]),
    "no file that matches": (
        {"in.csv": ""}, "path: in/*.csv\nschema: {id: int64}", ["no file matches 'in/*.csv'", "[no-files]", "fix: "]),
    "a decimal comma that is not declared": (
        {"in.csv": "n;x\n1,5;a\n"}, 'path: in.csv\ndelimiter: ";"\nschema: {n: "decimal(9, 2)"}',
        ["line 2: expected a number, found '1,5'", "[wrong-type]", "fix: ", "decimal_separator: ','"]),
    "a list that is read as lines": (
        {"in.jsonl": '[{"id": 1}]\n'}, "path: in.jsonl\nschema: {id: int64}",
        ["row 1", "a record is no object", "fix: ", "format: json"]),
    "a later value that the inferred type does not hold": (
        {"in.csv": "n\n" + "1\n" * 20_000 + "0x1F\n"}, "path: in.csv",
        ["line 20002: ", "'0x1F'", "inferred as int64 from the first 16384 rows", "schema: {n: text, '*': infer}"]),
}


def check_file_faults():
    for name, (files, fetch, words) in FILE_FAULTS.items():
        with check(f"file, {name}: 1, says where and why"):
            project = project_of(files, pipeline(f"fetch: file\n{fetch}"))
            result = project.fjord("run", "check.yaml", "--quiet")
            expect_one_fault(project, result, 1, ["stage rows", *words])
    with check("file, an object where a list is exploded: 1, says where and why"):
        then = "- {id: items, transform: explode, column: x}"
        project = project_of({"in.jsonl": '{"x": [1]}\n{"x": {"a": 1}}\n'},
                             pipeline("fetch: file\npath: in.jsonl\nschema: {x: json}", then))
        result = project.fjord("run", "check.yaml", "--quiet")
        expect_one_fault(project, result, 1, ["stage items, ", "row 2", "'x'", "[not-a-list]", "fix: "])
    with check("file, without permission: 1, names it"):
        if os.geteuid() == 0 and not can_run_as_nobody():
            raise Skip("root may read everything, and nobody cannot run this build")
        project = project_of({"in.csv": "id\n1\n"}, pipeline("fetch: file\npath: in.csv\nschema: {id: int64}"))
        (project.folder / "in.csv").chmod(0)
        if os.geteuid() == 0:
            project.folder.chmod(0o777)
        prepare = become_nobody if os.geteuid() == 0 else None
        result = project.fjord("run", "check.yaml", "--quiet", prepare=prepare)
        expect_one_fault(project, result, 1, ["in.csv' cannot be read: Permission denied", "[unreadable-file]", "fix: "])
    with check("file, columns that some records lack are null; those of no record too"):
        found = rows_of({"in.jsonl": '{"a": 1}\n{}\n{"a": null}\n'},
                        "fetch: file\npath: in.jsonl\nschema: {a: int64, b: text}")
        expect_rows(found, [{"a": 1, "b": None}, {"a": None, "b": None}, {"a": None, "b": None}])
    with check("file, empty ones give no rows where the schema is declared"):
        for name in "in.csv", "in.jsonl":
            found = rows_of({name: ""}, f"fetch: file\npath: {name}\nschema: {{a: int64}}")
            expect_equal(found, [], name)
    with check("inferred columns: an expression below that asks for another is found before any output: 2"):
        for expression, words in (("nn + 1", "no column is called 'nn'"), ("t + 1", "needs numbers, not text")):
            project = project_of({"in.csv": "n,t\n1,a\n"},
                                 pipeline("fetch: file\npath: in.csv", f"- transform: {{z: {expression}}}"))
            project.fjord("lint", "check.yaml").expect(0)
            result = project.fjord("run", "check.yaml", "--quiet")
            expect_one_fault(project, result, 2, ["check.yaml:7:", words, "fix: "])


MEBIBYTE = 1 << 20


def check_large_values():
    with check("a value of 60 MB passes, in bounded memory"):
        text = "æ" * (30 * MEBIBYTE)
        found = rows_of({"in.jsonl": '{"id": 1}\n{"id": 2, "x": "%s"}\n{"id": 3}\n' % text},
                        "fetch: file\npath: in.jsonl\nschema: {id: int64, x: text}",
                        "- transform: {x: length(x)}")
        expect_rows(found, [{"id": 1, "x": None}, {"id": 2, "x": len(text)}, {"id": 3, "x": None}])
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        expect(peak < 500, f"peak memory {peak} MB")
    for name, text, words in (
        ("in.jsonl", '{"id": 1}\n{"id": 2, "x": "%s"}\n', ["a record is larger than 64 MiB"]),
        ("in.csv", 'id,x\n1,"%s\n', ["the record in line 2 is larger than 64 MiB", "fix: "]),
    ):
        with check(f"a value of 70 MB in {name}: 1, says why"):
            project = project_of({name: text % ("x" * (70 * MEBIBYTE))},
                                 pipeline(f"fetch: file\npath: {name}\nschema: {{id: int64}}"))
            result = project.fjord("run", "check.yaml", "--quiet")
            expect_one_fault(project, result, 1, [f"partition {name}", "[record-too-large]", *words])
            project.remove()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="the checks to run, such as 'tables'")
    only = parser.parse_args().only
    # First, since the peak is that of all calls so far.
    parts = {
        "large": check_large_values, "csv": check_csv, "json": check_json, "tables": check_tables,
        "paging": check_paging, "web": check_web_faults, "faults": check_file_faults,
    }
    for name, part in parts.items():
        if not only or name in only:
            part()
    finish()


if __name__ == "__main__":
    main()

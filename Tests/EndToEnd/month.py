# SPDX-License-Identifier: Apache-2.0
"""Every cell of the shipped pipelines' outputs equals what Python's standard library computes."""

import argparse
import csv
import decimal
import email
import email.policy
import gzip
import hashlib
import html.parser
import io
import json

import reference
from harness import (
    MONTH, Project, Sandbox, check, expect, expect_equal, expect_same_lines, finish,
)

SALES = f"out/{MONTH}/daily-sales"
LEDGER_DAYS = f"out/{MONTH}/ledger-days"
FEES = f"out/{MONTH}/fees"


# MARK: one output each


def compare_csv(path, table):
    raw = path.read_bytes()
    expect(not raw.startswith(b"\xef\xbb\xbf"), "a byte order mark")
    text = raw.decode("utf-8")
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    wanted = [table.columns] + [[cell or "" for cell in row] for row in table.cells()]
    expect_equal(len(lines), len(wanted), "lines")
    for number, (found, expected) in enumerate(zip(lines, wanted), 1):
        expect_equal(found, expected, f"line {number}")
    # The csv module reads a null and an empty text alike; the bytes tell them apart.
    expect_same_lines(text, table.csv_text(), "the text")


def compare_json_lines(path, table):
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    expect(text == "" or text.endswith("\n"), "no line end at the end")
    lines = text.split("\n")[:-1]
    expect_equal(len(lines), len(table.rows), "lines")
    for number, (line, row) in enumerate(zip(lines, table.rows), 1):
        found = json.loads(line, parse_float=decimal.Decimal, object_pairs_hook=list)
        wanted = [(name, json_value(table, row, name)) for name in table.columns]
        expect_equal(found, wanted, f"line {number}")
        for name, value in found:
            # 1.1 equals 1.10; the digits are part of the promise.
            if name in table.amounts:
                expect_equal(str(value), reference.money(row[name]), f"line {number}, {name}")


def json_value(table, row, name):
    if name in table.amounts:
        return decimal.Decimal(reference.money(row[name]))
    return row[name]


class TableCells(html.parser.HTMLParser):
    """The texts of all table cells, a list for each row."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.cell = [], None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            self.rows[-1].append(" ".join(self.cell.replace("\u00a0", "").split()))
            self.cell = None


def heading(name):
    return "MSN" if name == "msn" else name.replace("_", " ").capitalize()


def total_lines(table, names):
    """The totals as a mail shows them: heading, amount, currency."""
    lines = []
    for name, total in table.totals(names).items():
        if isinstance(total, dict):
            lines += [[heading(name), amount, currency] for currency, amount in total.items()]
        else:
            lines.append([heading(name), str(total)])
    return lines


def text_blocks(text):
    return [block.split("\n") for block in text.strip("\n").split("\n\n")]


def columns_of(lines):
    """The cells below a heading and a line of dashes, cut where the dashes say."""
    places, start = [], 0
    for dashes in lines[1].split("  "):
        places.append(slice(start, start + len(dashes)))
        start += len(dashes) + 2
    return [[line[place].strip() for place in places] for line in [lines[0], *lines[2:]]]


def compare_mail(path, table, totals, subject, date=None):
    raw = path.read_bytes()
    expect(b"\r\n" in raw and b"\n" not in raw.replace(b"\r\n", b""), "a line end other than CRLF")
    expect(max(map(len, raw.split(b"\r\n"))) <= 998, "a line longer than 998 bytes")
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for part in mail.walk():
        expect_equal(part.defects, [], f"defects of {part.get_content_type()}")
        for name, header in part.items():
            expect_equal(list(header.defects), [], f"defects of {name}")
    expect_equal(str(mail["Subject"]), subject, "Subject")
    expect_equal(str(mail["From"]), "Fjord <reports@example.com>", "From")
    expect_equal(str(mail["To"]), "finance@example.com", "To")
    if date:
        expect_equal(mail["Date"].datetime.isoformat(), date, "Date")
    plain = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    compare_plain_part(plain, table, totals)
    compare_html_part(mail.get_body(("html",)).get_content(), table, totals)
    expect(("PROVISIONAL" in plain) == subject.startswith("PROVISIONAL"), "a notice or none")


def compare_plain_part(text, table, totals):
    blocks = text_blocks(text)
    found = [block for block in blocks if block[0] == "Totals"]
    expect_equal(len(found), 1, f"blocks of totals in {text!r}")
    wanted = [" ".join(line).split() for line in total_lines(table, totals)]
    expect_equal([line.split() for line in found[0][1:]], wanted, "totals in the text part")
    tables = [block for block in blocks if len(block) > 1 and set(block[1]) <= set("- ")]
    expect_equal(len(tables), 1, f"tables in {text!r}")
    cells = [[cell or "" for cell in row] for row in table.cells()]
    wanted = [[heading(name) for name in table.columns]] + cells
    expect_equal(columns_of(tables[0]), wanted, "table in the text part")


def compare_html_part(text, table, totals):
    rows = [[cell for cell in row if cell] for row in TableCells(text).rows]
    # Amount and currency may share a cell.
    joined = [" ".join(row) for row in rows]
    for line in total_lines(table, totals):
        expect(" ".join(line) in joined, f"no row {line} in the HTML part: {rows}")
    for row in table.cells():
        cells = [cell for cell in row if cell]
        expect(cells in rows, f"no row {cells} in the HTML part: {rows}")


def compare_manifest(path, project, source, topic, outputs, state="final"):
    manifest = json.loads(path.read_text(encoding="utf-8"))
    expect_equal(manifest["state"], state, "state")
    found = [
        (item["partition"], item["state"], item["rows"], item["sums"])
        for item in manifest["partitions"]
    ]
    expect_equal(found, source.partitions(topic), "partitions")
    expect_equal([item["path"] for item in manifest["outputs"]], list(outputs), "paths")
    for item in manifest["outputs"]:
        content = (project.folder / item["path"]).read_bytes()
        table = outputs[item["path"]]
        expect_equal(item["bytes"], len(content), f"bytes of {item['path']}")
        digest = hashlib.sha256(content).hexdigest()
        expect_equal(item["sha256"], digest, f"sha256 of {item['path']}")
        expect_equal(item["rows"], len(table.rows), f"rows of {item['path']}")
        expect_equal(item["totals"], table.totals(), f"totals of {item['path']}")
    unknown = {item["field"]: item["entries"] for item in manifest["unknown_fields"]}
    expect_equal(unknown, source.unknown_fields[topic], "unknown fields")


# MARK: whole pipelines


def sales_tables(source, folder, mark=""):
    payments, per_unit = reference.payments(source), reference.per_unit(source)
    return {
        f"{folder}/payments{mark}.csv": payments,
        f"{folder}/payments{mark}.jsonl.gz": payments,
        f"{folder}/per-unit{mark}.csv": per_unit,
        f"{folder}/summary{mark}.eml": per_unit,
    }


def compare_sales(project, source, folder, window, state="final", date=None):
    """All outputs of daily-sales; nothing else lies beside them."""
    mark, prefix = (".provisional", "PROVISIONAL: ") if state == "provisional" else ("", "")
    tables = sales_tables(source, folder, mark)
    payments_csv, payments_json, per_unit_csv, summary = tables
    at = lambda name: project.folder / name
    compare_csv(at(payments_csv), tables[payments_csv])
    compare_json_lines(at(payments_json), tables[payments_json])
    compare_csv(at(per_unit_csv), tables[per_unit_csv])
    totals = ["payments", "captured", "refunded", "net"]
    compare_mail(at(summary), tables[summary], totals, f"{prefix}Sales {window}", date)
    manifest = f"{folder}/daily-sales{mark}.manifest.json"
    compare_manifest(at(manifest), project, source, "funds", tables, state)
    return [*tables, manifest]


def check_shipped_pipelines(project, source):
    for name in ("daily-sales", "ledger-days", "fees"):
        with check(f"{name} runs"):
            project.fjord("run", f"{name}.yaml", "--month", MONTH, "--quiet").expect(0)
    at = lambda name: project.folder / name
    tables = sales_tables(source, SALES)
    with check("payments.csv, every cell"):
        compare_csv(at(f"{SALES}/payments.csv"), tables[f"{SALES}/payments.csv"])
    with check("payments.jsonl.gz, every cell and digit"):
        path = f"{SALES}/payments.jsonl.gz"
        compare_json_lines(at(path), tables[path])
    with check("per-unit.csv, every cell"):
        compare_csv(at(f"{SALES}/per-unit.csv"), tables[f"{SALES}/per-unit.csv"])
    with check("summary.eml: no defects, totals and rows equal"):
        compare_mail(
            at(f"{SALES}/summary.eml"), tables[f"{SALES}/summary.eml"],
            ["payments", "captured", "refunded", "net"], f"Sales {MONTH}",
            "2026-11-01T00:00:00+01:00",
        )
    with check("ledger-days.csv, every cell"):
        compare_csv(at(f"{LEDGER_DAYS}/ledger-days.csv"), reference.ledger_days(source))
    with check("fees.csv, every cell"):
        compare_csv(at(f"{FEES}/fees.csv"), reference.fees(source))
    check_manifests(project, source, tables)
    with check("opening + movements = closing in every row"):
        check_balances(at(f"{LEDGER_DAYS}/ledger-days.csv"))
    with check("rows by date, then ledger"):
        with open(at(f"{SALES}/payments.csv"), newline="", encoding="utf-8") as file:
            keys = [(row["ledgerDate"], row["ledgerId"]) for row in csv.DictReader(file)]
        expect(keys and keys == sorted(keys), "out of order")
    with check("nothing else was written"):
        expect_equal(project.temporaries(), [], "temporaries")
        wanted = [*tables, f"{SALES}/daily-sales.manifest.json"]
        wanted += [f"{LEDGER_DAYS}/ledger-days.csv", f"{LEDGER_DAYS}/ledger-days.manifest.json"]
        wanted += [f"{FEES}/fees.csv", f"{FEES}/fees.manifest.json"]
        expect_equal(sorted(project.files()), sorted(wanted), "files")


def check_manifests(project, source, sales):
    for folder, name, topic, outputs in (
        (SALES, "daily-sales", "funds", sales),
        (LEDGER_DAYS, "ledger-days", "funds",
         {f"{LEDGER_DAYS}/ledger-days.csv": reference.ledger_days(source)}),
        (FEES, "fees", "fees", {f"{FEES}/fees.csv": reference.fees(source)}),
    ):
        with check(f"{name}.manifest.json: partitions, rows, bytes, SHA-256, totals"):
            path = project.folder / folder / f"{name}.manifest.json"
            compare_manifest(path, project, source, topic, outputs)


def check_balances(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expect(rows, "no rows")
    last = {}
    for row in rows:
        amounts = {name: decimal.Decimal(row[name]) for name in list(row)[3:]}
        opening, closing = amounts.pop("opening"), amounts.pop("closing")
        expect_equal(opening + sum(amounts.values()), closing, f"closing of {row}")
        expect_equal(opening, last.get(row["ledgerId"], opening), f"opening of {row}")
        last[row["ledgerId"]] = closing


# MARK: the same again


def check_determinism(project, sandbox):
    before = project.files()
    for workers in ("1", "2", "7"):
        with check(f"identical bytes with {workers} workers"):
            arguments = ("run", "daily-sales.yaml", "--month", MONTH, "--workers", workers)
            project.fjord(*arguments, "--quiet").expect(0)
            expect_equal(project.files(), before, "files")
    with check("identical bytes from an empty project"):
        twin = Project(sandbox)
        twin.add_shipped("daily-sales", "ledger-days", "fees")
        for name in ("daily-sales", "ledger-days", "fees"):
            twin.fjord("run", f"{name}.yaml", "--month", MONTH, "--quiet").expect(0)
        expect_equal(twin.files(), before, "files")
    with check("--json prints one JSON value on stdout"):
        result = project.fjord("run", "ledger-days.yaml", "--month", MONTH, "--json").expect(0)
        json.loads(result.output)
        expect_equal(project.files(), before, "files")


def without_manifests(files):
    """A manifest names the connection, which may differ where the data do not."""
    return {name: hash for name, hash in files.items() if not name.endswith(".manifest.json")}


def check_in_process_sandbox(project, sandbox):
    settings = "&".join(f"{name}={value}" for name, value in sandbox.settings.items())
    before = project.files()
    arguments = ("--month", MONTH, "--connection", f"vipps=sandbox?{settings}", "--quiet")
    with check("the in-process sandbox gives the same bytes, from any folder"):
        twin, elsewhere = Project(), Project()
        twin.add_shipped("daily-sales")
        elsewhere.fjord("run", twin.folder / "daily-sales.yaml", *arguments).expect(0)
        wanted = {name: hash for name, hash in before.items() if name.startswith(SALES)}
        expect_equal(without_manifests(twin.files()), without_manifests(wanted), "files")
        expect_equal(sorted(elsewhere.files()), [], "files in the current folder")
    with check("a run on the sandbox does not replace files of a production run"):
        result = project.fjord("run", "daily-sales.yaml", *arguments)
        result.expect(2, "production-output", "fix: ")
        expect_equal(project.files(), before, "files")


def check_faults(project, settings):
    """423, 429, 5xx, HTML, resets and truncated bodies on the way change nothing."""
    with check("identical bytes over a network that fails now and then"):
        faults = "423,429,500,503-html,reset,truncated"
        with Sandbox(**settings, faults=faults, fault_every=23) as sandbox:
            twin = Project(sandbox)
            twin.add_shipped("daily-sales")
            twin.fjord("run", "daily-sales.yaml", "--month", MONTH, "--quiet").expect(0)
        wanted = {name: hash for name, hash in project.files().items() if name.startswith(SALES)}
        expect_equal(without_manifests(twin.files()), without_manifests(wanted), "files")


def check_token_refresh(project, settings):
    with check("identical bytes with tokens that expire during the run"):
        with Sandbox(**settings, token_seconds=1, latency_ms=30) as sandbox:
            twin = Project(sandbox)
            twin.add_shipped("daily-sales")
            twin.fjord("run", "daily-sales.yaml", "--month", MONTH, "--quiet").expect(0)
        wanted = {name: hash for name, hash in project.files().items() if name.startswith(SALES)}
        expect_equal(without_manifests(twin.files()), without_manifests(wanted), "files")


# MARK: a day that is still open


def check_provisional(settings):
    first, last = "2026-11-13", "2026-11-15"
    window = f"{first}_{last}"
    folder = f"out/{window}/daily-sales"
    arguments = ("run", "daily-sales.yaml", "--from", first, "--to", last, "--quiet")
    project, port = None, 0
    with check("--require-final with an open day: 4, nothing written"):
        with Sandbox(**settings) as sandbox:
            project = Project(sandbox)
            project.add_shipped("daily-sales")
            project.fjord(*arguments, "--require-final").expect(4, "[only-provisional]", "fix: ")
        project.expect_untouched()
    with check("a window with the open today gives provisional outputs"):
        with Sandbox(**settings) as sandbox:
            project, port = Project(sandbox), int(sandbox.base_url.rsplit(":", 1)[1])
            project.add_shipped("daily-sales")
            project.fjord(*arguments).expect(0)
            source = reference.Source(sandbox, first, last)
        expect(source.open, "the sandbox says that no day is open")
        provisional = compare_sales(project, source, folder, window, "provisional")
        expect_equal(sorted(project.files()), sorted(provisional), "files")
    with check("the final run replaces them and removes the provisional twins"):
        with Sandbox(**{**settings, "today": "2026-11-20"}, port=port) as sandbox:
            project.fjord(*arguments).expect(0)
            source = reference.Source(sandbox, first, last)
        expect_equal(source.open, set(), "open partitions")
        final = compare_sales(
            project, source, folder, window, "final", "2026-11-16T00:00:00+01:00"
        )
        expect_equal(sorted(project.files()), sorted(final), "files")
    with check("a provisional run leaves final files alone"):
        before = project.files()
        with Sandbox(**settings, port=port):
            project.fjord(*arguments).expect(0)
        after = project.files()
        expect_equal({name: after.get(name) for name in before}, before, "final files")
        added = sorted(after.keys() - before.keys())
        expect_equal(["provisional" in name for name in added], [True] * 5, f"kinds of {added}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--entries-per-day", type=int, default=60)
    parser.add_argument("--page-size", type=int, default=25)
    parser.add_argument("--ledgers", type=int, default=3)
    settings = {**vars(parser.parse_args()), "today": "2026-11-15"}
    with Sandbox(**settings) as sandbox:
        source = reference.Source(sandbox, f"{MONTH}-01", f"{MONTH}-31")
        with check("the month has several pages a day, and no open day"):
            expect(source.page_count > 2 * len(source.entries), f"{source.page_count} pages")
            expect_equal(source.open, set(), "open partitions")
        project = Project(sandbox)
        project.add_shipped("daily-sales", "ledger-days", "fees")
        check_shipped_pipelines(project, source)
        check_determinism(project, sandbox)
        check_in_process_sandbox(project, sandbox)
    check_faults(project, settings)
    check_token_refresh(project, settings)
    check_provisional(settings)
    finish()


if __name__ == "__main__":
    main()

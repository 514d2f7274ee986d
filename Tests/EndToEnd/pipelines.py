# SPDX-License-Identifier: Apache-2.0
"""Every pipeline that Fjord ships, over a month of a separate sandbox: each cell equals what Python works out."""

import argparse
import contextlib
import csv
import email
import email.policy
import gzip
import http.client
import http.server
import json
import shutil
import threading

import recomputed
import reference
from client import Client
from harness import MONTH, ROOT, TODAY, Project, Sandbox, check, expect, expect_equal, finish
from month import columns_of, compare_csv, compare_json_lines, text_blocks

FIRST, LAST = f"{MONTH}-01", f"{MONTH}-31"
ODDITIES = ",".join([
    "aborted-payouts", "corrections", "delayed-fees", "disputes", "fee-corrections", "negative-balance",
    "rolling-reserve", "service-fees", "split-fees", "top-ups", "unknown-types", "zero-amounts",
])
SETTINGS = {"seed": 7, "entries_per_day": 20, "ledgers": 3, "page_size": 25}


def shipped_project(sandbox):
    """All files of the folder `Pipelines`, with the sandbox's address and keys behind its connections."""
    project = Project()
    for file in sorted((ROOT / "Pipelines").iterdir()):
        shutil.copy(file, project.folder)
    connections = (ROOT / "Pipelines/fjord.yaml").read_text(encoding="utf-8")
    address = f"type: vipps\n    base_url: {sandbox.base_url}\n"
    project.write("fjord.yaml", connections.replace("type: vipps\n", address))
    for prefix, kind in (("", "accounting"), ("MANAGEMENT_", "management"), ("PARTNER_", "partner")):
        keys = sandbox.all_keys[kind]
        for name in ("client_id", "client_secret", "subscription_key"):
            project.environment[f"VIPPS_{prefix}{name.upper()}"] = keys.get(name, "")
    project.environment["VIPPS_PARTNER_MSN"] = sandbox.all_keys["partner"]["merchant_serial_number"]
    return project


def run(project, name, *arguments, **more):
    return project.fjord("run", f"{name}.yaml", "--quiet", *arguments, **more)


def run_month(project, name):
    run(project, name, "--month", MONTH).expect(0)
    return project.folder / f"out/{MONTH}/{name}"


def compare_mail(path, table, subject):
    """The rows of a mail's text part, its subject and nothing that a mail program would stumble over."""
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for part in mail.walk():
        expect_equal(part.defects, [], f"defects of {part.get_content_type()}")
    expect_equal(str(mail["Subject"]), subject, "subject")
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    tables = [block for block in text_blocks(text) if len(block) > 1 and set(block[1]) <= set("- ")]
    if not table.rows:
        expect(not tables and "There were no rows." in text, f"rows in {text!r}")
        return
    expect_equal(len(tables), 1, f"tables in {text!r}")
    wanted = [[cell or "" for cell in row] for row in table.cells()]
    expect_equal(columns_of(tables[0])[1:], wanted, "rows of the mail")


# MARK: pipelines of ledgers


def check_everyday(project, days):
    month = lambda name: run_month(project, name)
    with check("daily-sales on a ledger of many kinds"):
        folder = month("daily-sales")
        compare_csv(folder / "payments.csv", reference.payments(days))
        compare_csv(folder / "per-unit.csv", reference.per_unit(days))
    with check("ledger-days on a ledger of many kinds"):
        compare_csv(month("ledger-days") / "ledger-days.csv", reference.ledger_days(days))
    with check("fees on a ledger of many kinds"):
        compare_csv(month("fees") / "fees.csv", reference.fees(days))


def check_settlement(project, days):
    payouts = recomputed.payouts(days)
    with check("the month has payouts over several dates, and some that came back"):
        rows = payouts.rows
        expect(any(row["periodFrom"] < row["periodTo"] for row in rows), "each payout has one date")
        for kind in ("payoutsAborted", "disputes", "corrections", "topUps", "otherEntries", "closingBalance"):
            expect(any(row[kind] for row in rows), f"no {kind}")
    with check("settlement: payouts, transactions with fees, and the mail"):
        folder = run_month(project, "settlement")
        compare_csv(folder / "payouts.csv", payouts)
        transactions = recomputed.transactions(days, payouts)
        compare_csv(folder / "transactions.csv", transactions)
        compare_mail(folder / "payouts.eml", recomputed.payout_summary(payouts), f"Payouts {MONTH}")
        expect(any(row["feeIsBooked"] is False for row in transactions.rows), "every fee is booked")
    with check("settlement: a payout has all its transactions, also those before the window"):
        late = next(row["ledgerDate"] for row in payouts.rows if row["periodFrom"] < row["periodTo"])
        day = recomputed.Days(days.source, late, late)
        run(project, "settlement", "--date", late).expect(0)
        folder = project.folder / f"out/{late}/settlement"
        compare_csv(folder / "payouts.csv", recomputed.payouts(day))
        transactions = recomputed.transactions(day, recomputed.payouts(day))
        compare_csv(folder / "transactions.csv", transactions)
        expect(any(row["ledgerDate"] < late for row in transactions.rows), "nothing before the window")


def check_month_close(project, days):
    with check("month-close: balances and lines, movements per sales unit, and the mail"):
        folder = run_month(project, "month-close")
        lines = recomputed.close(days)
        compare_csv(folder / "ledgers.csv", lines)
        names = {
            unit["recipientHandle"]: unit["name"]
            for ledger in days.source.all_ledgers() for unit in ledger["salesUnits"]
        }
        compare_csv(folder / "sales-units.csv", recomputed.unit_movements(days, names))
        compare_mail(folder / "summary.eml", lines, f"Month {MONTH}")
    with check("month-close: every ledger adds up, and the run says so"):
        result = project.fjord("run", "month-close.yaml", "--month", MONTH, "--json").expect(0)
        rules = {finding["rule"] for finding in json.loads(result.output)["findings"]}
        # What a reserve and negative balances leave is told; the sums are right.
        expect("adds-up" not in rules and "chain" not in rules, f"broken: {rules}")


def write_orders(project, days):
    """A shop's list made of what was paid, with the mistakes that shops make."""
    paid = {}
    for entry in days.of("funds"):
        if entry["entryType"] in ("capture", "refund") and entry.get("reference") is not None:
            paid.setdefault((entry["reference"], entry["currency"]), []).append(entry)
    lines, orders = [["order", "ordered", "currency", "total", "returned"]], []

    def add(name, date, currency, total, returned):
        money = reference.money
        lines.append([name, date, currency, money(total), "" if returned is None else money(returned)])
        orders.append((name, date, currency, total - (returned or 0)))

    for number, ((name, currency), entries) in enumerate(paid.items()):
        captured = sum(entry["amount"] for entry in entries if entry["entryType"] == "capture")
        refunded = -sum(entry["amount"] for entry in entries if entry["entryType"] == "refund")
        date = recomputed.next_day(entries[0]["ledgerDate"], -(number % 3))
        if number % 11 == 3:
            continue
        add(name, date, currency, captured + (1 if number % 13 == 5 else 0), refunded or None)
        if number % 17 == 7:
            add(name, date, currency, captured, refunded or None)
    add("not, \"paid\"", "2026-10-20", "NOK", 4711, None)
    with open(project.folder / "orders.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)
    return orders


def check_reconcile_orders(project, days):
    table = recomputed.reconciled(write_orders(project, days), days)
    is_open = [row for row in table.rows if row["status"] != "matched"]
    with check("reconcile-orders: every order and payment, what is open, and the summary"):
        folder = run_month(project, "reconcile-orders")
        compare_csv(folder / "all.csv", table)
        compare_csv(folder / "open.csv", recomputed.Sheet(table.columns, table.amounts, is_open))
        compare_csv(folder / "summary.csv", recomputed.reconciled_summary(table))
        found = {row["status"] for row in table.rows}
        expect_equal(found, {"matched", "amount differs", "no order", "no payment"}, "statuses")
    with check("reconcile-orders: what is not matched is a warning"):
        result = project.fjord("run", "reconcile-orders.yaml", "--month", MONTH).expect(0, "rule 'matched'")
        expect(f"{len(is_open):,} of {len(table.rows):,} rows break it" in result.output + result.errors, str(result))


def check_backfill(project, days):
    dates = list(reference.days(FIRST, LAST))
    with check("backfill-month: each day of the month in a run of its own"):
        for date in dates:
            run(project, "backfill-month", "--date", date).expect(0)
        for date in dates:
            day = recomputed.Days(days.source, date, date)
            folder = project.folder / f"archive/{date}"
            compare_json_lines(folder / "funds.jsonl.gz", recomputed.entry_table(day.of("funds"), "funds"))
            compare_json_lines(folder / "fees.jsonl.gz", recomputed.entry_table(day.of("fees"), "fees"))
            compare_csv(folder / "totals.csv", recomputed.day_totals(day))
    with check("backfill-month: a day that is run again gives the same bytes, and no others"):
        before = project.files("archive")
        run(project, "backfill-month", "--date", dates[5]).expect(0)
        expect_equal(project.files("archive"), before, "files")


# MARK: feed-to-jsonl


def read_feed(client, ledger, topic, count):
    """The first entries of a feed, read on beyond its end, where it grows with every look."""
    entries, cursor = [], None
    while len(entries) < count:
        page = client.get(f"/report/v2/ledgers/{ledger}/{topic}/feed", cursor=cursor).expect(200).json
        expect(page["items"], f"the feed of {ledger} ends after {len(entries)} entries")
        entries += [{**entry, "ledgerId": ledger} for entry in page["items"]]
        cursor = page["cursor"]
    return entries[:count]


def batches(project, topic):
    """The lines of each run's file, oldest first."""
    files = sorted((project.folder / "feed").glob(f"*/{topic}.jsonl.gz"))
    return [gzip.decompress(file.read_bytes()).decode("utf-8").splitlines() for file in files]


def check_feed():
    with Sandbox(**SETTINGS, feed_start="2026-11-12", growth=2) as sandbox:
        project, client = shipped_project(sandbox), Client(sandbox, "accounting")
        with check("feed-to-jsonl: the second run has what is new, with the next number"):
            for _ in range(2):
                run(project, "feed-to-jsonl").expect(0)
            found = sorted(path.name for path in (project.folder / "feed").iterdir())
            expect_equal(found, ["000001", "000002"], "runs")
            counts = [[len(lines) for lines in batches(project, topic)] for topic in ("funds", "fees")]
            expect(all(old > new > 0 for old, new in counts), f"lines: {counts}")
        with check("feed-to-jsonl: a run killed before its commit leaves files and cursors as they were"):
            before = project.files("feed")
            killed = run(project, "feed-to-jsonl", env={"FJORD_CRASH_AT": "folders-synchronized"})
            expect(killed.status != 0, f"not killed: {killed}")
            run(project, "feed-to-jsonl").expect(0)
            after = project.files("feed")
            expect_equal({name: after.get(name) for name in before}, before, "files before")
            expect(all("/000003/" in name for name in after.keys() - before.keys()), f"added: {after.keys()}")
            expect_equal(project.temporaries(), [], "left behind")
        with check("feed-to-jsonl: a run killed behind its commit is finished by the next one"):
            killed = run(project, "feed-to-jsonl", env={"FJORD_CRASH_AT": "committed"})
            expect(killed.status != 0, f"not killed: {killed}")
            run(project, "feed-to-jsonl").expect(0)
            found = sorted(path.name for path in (project.folder / "feed").iterdir())
            expect_equal(found, [f"{number:06}" for number in range(1, 6)], "runs")
        with check("feed-to-jsonl: all runs together are the feed, every entry once, every digit"):
            for topic in ("funds", "fees"):
                lines = [line for batch in batches(project, topic) for line in batch]
                for ledger in (item["ledgerId"] for item in client.get("/settlement/v1/ledgers").json["items"]):
                    own = [line for line in lines if json.loads(line)["ledgerId"] == ledger]
                    table = recomputed.entry_table(read_feed(client, ledger, topic, len(own)), topic, ["amountMinor"])
                    path = project.write(f"check/{topic}-{ledger}.jsonl.gz", "")
                    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in own).encode()))
                    compare_json_lines(path, table)


# MARK: pipelines of the Management API


class Relay:
    """A server that hands requests on to a sandbox, and answers on with what `edit` makes of them."""

    def __init__(self, sandbox):
        self.all_keys = sandbox.all_keys
        self.edit = lambda path, status, answer: (status, answer)
        address = sandbox.base_url.removeprefix("http://")
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def hand_on(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                connection = http.client.HTTPConnection(address, timeout=30)
                headers = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
                with contextlib.closing(connection):
                    connection.request(self.command, self.path, body or None, {**headers, "Host": address})
                    answer = connection.getresponse()
                    content, status = answer.read(), answer.status
                if status == 200:
                    status, edited = relay.edit(self.path, status, json.loads(content))
                    content = json.dumps(edited).encode()
                self.send_response(status)
                self.send_header("Content-Type", answer.headers["Content-Type"])
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = hand_on

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def check_sales_units(sandbox):
    with Relay(sandbox) as relay:
        project, client = shipped_project(relay), Client(relay, "management")
        folder = project.folder / "out/sales-units"
        before = recomputed.units(client)
        nothing = recomputed.Sheet(recomputed.UNIT_COLUMNS, [], [])
        with check("sales-units: the first run lists all, and all are new"):
            run(project, "sales-units").expect(0)
            compare_csv(folder / "units.csv", before)
            compare_csv(folder / "changes-000001.csv", recomputed.changes(nothing, before, ["msn"]))
        with check("sales-units: a second run without changes has none"):
            run(project, "sales-units").expect(0)
            compare_csv(folder / "units.csv", before)
            compare_csv(folder / "changes-000002.csv", recomputed.changes(before, before, ["msn"]))
            compare_mail(folder / "changes-000002.eml", nothing, "Changes of sales units")
        with check("sales-units: another account, a new name, gone, inactive and new, each found and told"):
            relay.edit = changed_units([row["msn"] for row in before.rows], before.rows)
            now = recomputed.units(client)
            result = project.fjord("run", "sales-units.yaml").expect(0, "rule 'account-stays'", "rule 'unit-stays'")
            compare_csv(folder / "units.csv", now)
            table = recomputed.changes(before, now, ["msn"])
            compare_csv(folder / "changes-000003.csv", table)
            kinds = sorted(row["change"] for row in table.rows)
            expect_equal(kinds, ["added", "changed", "changed", "changed", "removed"], f"changes, {result}")


def changed_units(numbers, rows):
    """An edit of answers that gives a sales unit another name or account, hides one and adds one."""
    renamed, inactive, gone = numbers[:3]
    moved = next(
        row["msn"] for row in rows if row["settlementBankAccount.id"] and row["msn"] not in numbers[:3]
    )

    def edit(path, status, answer):
        if path.endswith("/sales-units"):
            return status, [unit for unit in answer if unit["msn"] != gone] + [{"msn": "999999", "name": "Ny kasse"}]
        if path.endswith(f"/{renamed}"):
            return status, {**answer, "name": "Kafé \"Nytt navn\", 1. etg."}
        if path.endswith(f"/{moved}"):
            account = {**answer["settlementBankAccount"], "id": "99990000000"}
            return status, {**answer, "settlementBankAccount": account}
        return (404, {}) if path.endswith(f"/{inactive}") else (status, answer)

    return edit


def check_api_health(sandbox):
    with Relay(sandbox) as relay:
        project, client = shipped_project(relay), Client(relay, "management")
        folder = project.folder / "out/api-health"
        before = recomputed.endpoints(client)
        with check("api-health: verdicts, shares and status counts, the worst first"):
            run(project, "api-health").expect(0)
            compare_csv(folder / "health.csv", recomputed.health([], before))
        with check("api-health: the second run shows the trend"):
            relay.edit = worse_calls
            now = recomputed.endpoints(client)
            run(project, "api-health").expect(0)
            table = recomputed.health(before, now)
            compare_csv(folder / "health.csv", table)
            columns = ["verdict", "msn", "method", "path", "requests", "failing", "percent", "percent_change"]
            worst = recomputed.Sheet(columns, [], table.rows)
            compare_mail(folder / "health.eml", worst, "API health")
            verdicts = {row["verdict"] for row in table.rows}
            expect(verdicts >= {"bad", "warn", "ok", "too few", "no traffic"}, f"verdicts: {verdicts}")
            expect(any(row["percent_change"] not in (None, "0.00") for row in table.rows), "no trend")


def worse_calls(path, status, answer):
    """An edit by which calls fail more often, an endpoint leaves the report, and others are hardly called."""
    if "/api-quality/" not in path:
        return status, answer
    items = [dict(item) for item in answer["ApiQualityItems"]][1:]
    for item in items[::2]:
        item["status429"] += item["status200"] // 50
        item["status200"] -= item["status200"] // 50
        item["successRate"] = round(100 * item["status200"] / item["total Requests"], 1)
    zeros = {f"status{status}": 0 for status in recomputed.STATUSES}
    return status, {"ApiQualityItems": [
        *items, {"endpoint": "GET:/idle", "total Requests": 0, "successRate": 0, **zeros},
        {"endpoint": "GET:/few", "total Requests": 3, "successRate": 33.3, **zeros, "status200": 1, "status404": 2},
    ]}


def check_partner_overview(sandbox):
    with Relay(sandbox) as relay:
        project, client = shipped_project(relay), Client(relay, "partner")
        with check("partner-overview: partner, merchants, sales units, prices, and what is inactive"):
            hidden = recomputed.units(client).rows[0]["msn"]
            relay.edit = lambda path, status, answer: (
                (404, {}) if path.endswith(f"/sales-units/{hidden}") else (status, answer)
            )
            run(project, "partner-overview").expect(0)
            tables = recomputed.partner_tables(client)
            for name, table in tables.items():
                compare_csv(project.folder / f"out/partner-overview/{name}.csv", table)
            compare_mail(
                project.folder / "out/partner-overview/overview.eml", tables["merchants"], "Merchants and sales units"
            )
            expect(len(tables["inactive"].rows) > 1, "nothing is inactive")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SETTINGS["seed"])
    SETTINGS.update(vars(parser.parse_args()))
    with Sandbox(**SETTINGS, oddities=ODDITIES) as sandbox:
        days = recomputed.Days(reference.Source(sandbox, "2026-09-15", LAST), FIRST, LAST)
        project = shipped_project(sandbox)
        with check("all that ships is sound, and its tests pass"):
            names = sorted(path.name for path in project.folder.glob("*.yaml") if path.name != "fjord.yaml")
            project.fjord("lint", *names).expect(0, f"{len(names)} files, 0 errors, 0 warnings")
            project.fjord("test", ".").expect(0, ", 0 failed")
        check_everyday(project, days)
        check_settlement(project, days)
        check_month_close(project, days)
        check_reconcile_orders(project, days)
        check_backfill(project, days)
        with check("no run left anything behind"):
            expect_equal(project.temporaries(), [], "temporaries")
    check_feed()
    with Sandbox(**SETTINGS) as sandbox:
        check_sales_units(sandbox)
        check_api_health(sandbox)
        check_partner_overview(sandbox)
    finish()


if __name__ == "__main__":
    main()

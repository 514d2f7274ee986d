# SPDX-License-Identifier: Apache-2.0
"""The same month by other means: fetched with urllib, added up in Python's integers."""

import base64
import datetime
import json
import urllib.error
import urllib.parse
import urllib.request

ENTRY_FIELDS = {
    "ledgerDate", "time", "entryType", "pspReference", "reference", "recipientHandle", "currency",
    "amount", "balanceBefore", "balanceAfter",
}
PAYOUTS = ("payout-scheduled", "scheduled-for-payout", "payout", "payout-aborted")


class Source:
    """The entries of some days of all ledgers, by (topic, date, ledger), in the source's order."""

    def __init__(self, sandbox, first, last):
        self.base_url, self.keys = sandbox.base_url, sandbox.keys
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.token = self.request(
            "POST", "/miami/v1/token", b"grant_type=client_credentials",
            {"Authorization": "Basic " + self.key_pair()},
        )["access_token"]
        self.ledgers = sorted(ledger["ledgerId"] for ledger in self.all_ledgers())
        self.entries, self.open, self.page_count = {}, set(), 0
        self.unknown_fields = {"funds": {}, "fees": {}}
        for topic in ("funds", "fees"):
            for date in days(first, last):
                for ledger in self.ledgers:
                    self.read(topic, date, ledger)

    def key_pair(self):
        pair = f"{self.keys['client_id']}:{self.keys['client_secret']}"
        return base64.b64encode(pair.encode()).decode()

    def request(self, method, path, body=None, headers=None):
        headers = headers or {"Authorization": "Bearer " + self.token}
        request = urllib.request.Request(self.base_url + path, body, headers, method=method)
        with self.opener.open(request, timeout=30) as answer:
            return json.loads(answer.read())

    def all_ledgers(self):
        ledgers, cursor = [], None
        while cursor != "":
            query = "?" + urllib.parse.urlencode({"cursor": cursor}) if cursor else ""
            page = self.request("GET", "/settlement/v1/ledgers" + query)
            ledgers += page["items"]
            cursor = page.get("cursor") or ""
        return ledgers

    def read(self, topic, date, ledger):
        partition, cursor = (topic, date, ledger), None
        path = f"/report/v2/ledgers/{ledger}/{topic}/dates/{date}"
        self.entries[partition] = []
        while True:
            query = "?" + urllib.parse.urlencode({"cursor": cursor}) if cursor else ""
            try:
                page = self.request("GET", path + query)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code != 404:
                        raise
                self.open.add(partition)
                return
            self.page_count += 1
            for entry in page["items"]:
                for field in entry.keys() - ENTRY_FIELDS:
                    counts = self.unknown_fields[topic]
                    counts[field] = counts.get(field, 0) + 1
                self.entries[partition].append({**entry, "ledgerId": ledger})
            if not page["hasMore"]:
                if page.get("tryLater"):
                    self.open.add(partition)
                return
            cursor = page["cursor"]

    def of(self, topic):
        """All entries of a topic, in the order that every output has."""
        return [
            entry for (found, _, _), entries in self.entries.items() if found == topic
            for entry in entries
        ]

    def partitions(self, topic):
        """What a manifest says of each partition of a topic: key, state, rows, sums."""
        result = []
        for (found, date, ledger), entries in self.entries.items():
            if found == topic:
                state = "provisional" if (found, date, ledger) in self.open else "final"
                sums = sums_by_currency(entries, "amount")
                result.append((f"{ledger}/{topic}/{date}", state, len(entries), sums))
        return result


def days(first, last):
    day, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += datetime.timedelta(days=1)


def money(minor):
    """Major units; every currency of the sandbox has two decimals."""
    sign, minor = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{minor // 100}.{minor % 100:02}"


def instant(text):
    """A timestamp in UTC with six decimals."""
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return time.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sums_by_currency(rows, column):
    sums = {}
    for row in rows:
        sums[row["currency"]] = sums.get(row["currency"], 0) + row[column]
    return {currency: money(minor) for currency, minor in sorted(sums.items())}


class Table:
    """A table as an output has it: money in minor units inside, its text outside."""

    def __init__(self, columns, amounts, rows):
        self.columns, self.amounts, self.rows = columns, amounts, rows

    def cells(self):
        """Every row as texts; None is a null."""
        return [
            [money(row[name]) if name in self.amounts else text_or_none(row[name])
             for name in self.columns]
            for row in self.rows
        ]

    def csv_text(self):
        """The file to the byte: quotes only where RFC 4180 needs them, "" for an empty text."""
        lines = [self.columns] + self.cells()
        return "".join(",".join(map(csv_cell, line)) + "\n" for line in lines)

    def totals(self, names=None):
        """Per column its sums; amounts by currency."""
        return {
            name: sums_by_currency(self.rows, name)
            if name in self.amounts else sum(row[name] for row in self.rows)
            for name in names or self.amounts
        }


def text_or_none(value):
    return None if value is None else str(value)


def csv_cell(text):
    if text is None:
        return ""
    if text == "" or any(character in text for character in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def groups(entries, *key):
    """Entries by key, in order of first appearance."""
    found = {}
    for entry in entries:
        found.setdefault(tuple(entry.get(name) for name in key), []).append(entry)
    return found


def amount_of(entries, *types):
    return sum(entry["amount"] for entry in entries if entry["entryType"] in types)


def payments(source):
    """daily-sales: one row for each capture and refund."""
    columns = [
        "ledgerId", "ledgerDate", "time", "entryType", "pspReference", "reference",
        "recipientHandle", "currency", "amount", "msn",
    ]
    rows = []
    for entry in source.of("funds"):
        if entry["entryType"] not in ("capture", "refund"):
            continue
        handle = entry.get("recipientHandle")
        parts = (handle or "").split(":")
        row = {name: entry.get(name) for name in columns}
        row["time"] = instant(entry["time"])
        row["msn"] = None if handle is None else parts[1] if len(parts) > 1 else ""
        rows.append(row)
    return Table(columns, ["amount"], rows)


def per_unit(source):
    """daily-sales: sums per sales unit."""
    rows = [
        {
            "msn": msn, "currency": currency, "payments": len(entries),
            "captured": amount_of(entries, "capture"), "refunded": amount_of(entries, "refund"),
            "net": sum(entry["amount"] for entry in entries),
        }
        for (msn, currency), entries in groups(payments(source).rows, "msn", "currency").items()
    ]
    columns = ["msn", "currency", "payments", "captured", "refunded", "net"]
    return Table(columns, ["captured", "refunded", "net"], rows)


def ledger_days(source):
    """ledger-days: balances and movements by kind."""
    rows = []
    keys = ("ledgerId", "ledgerDate", "currency")
    for key, entries in groups(source.of("funds"), *keys).items():
        kinds = {
            "captured": amount_of(entries, "capture"),
            "refunded": amount_of(entries, "refund"),
            "fees_retained": amount_of(entries, "fees-retained"),
            "corrections": amount_of(entries, "correction"),
            "paid_out": amount_of(entries, *PAYOUTS),
        }
        movement = sum(entry["amount"] for entry in entries)
        rows.append({
            **dict(zip(keys, key)), "opening": entries[0]["balanceBefore"], **kinds,
            "other": movement - sum(kinds.values()), "closing": entries[-1]["balanceAfter"],
        })
    amounts = [
        "opening", "captured", "refunded", "fees_retained", "corrections", "paid_out", "other",
        "closing",
    ]
    return Table([*keys, *amounts], amounts, rows)


def fees(source):
    """fees: what was booked, by unit and date."""
    rows = []
    keys = ("ledgerDate", "ledgerId", "recipientHandle", "currency")
    settled = ("fees-retained", "fees-invoiced")
    booked = [entry for entry in source.of("fees") if entry["entryType"] not in settled]
    for key, entries in groups(booked, *keys).items():
        total = sum(entry["amount"] for entry in entries)
        capture_fees = amount_of(entries, "capture-fee")
        service_fees = amount_of(entries, "service-fee")
        rows.append({
            **dict(zip(keys, key)), "entries": len(entries), "capture_fees": capture_fees,
            "service_fees": service_fees, "other": total - capture_fees - service_fees,
            "total": total,
        })
    amounts = ["capture_fees", "service_fees", "other", "total"]
    return Table([*keys, "entries", *amounts], amounts, rows)

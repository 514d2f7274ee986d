# SPDX-License-Identifier: Apache-2.0
"""What the shipped pipelines must write, worked out from the sandbox's raw answers with Python's integers."""

import datetime
import fractions

import reference
from reference import PAYOUTS, Table, amount_of, groups, instant, money

ENTRY_COLUMNS = [
    "ledgerId", "topic", "ledgerDate", "time", "entryType", "pspReference", "reference",
    "recipientHandle", "currency", "amount", "balanceBefore", "balanceAfter",
]
ENTRY_AMOUNTS = ["amount", "balanceBefore", "balanceAfter"]


class Sheet(Table):
    """A table that may hold nulls among amounts, truth values, and texts of decimals."""

    def cells(self):
        return [[self.cell(row[name], name in self.amounts) for name in self.columns] for row in self.rows]

    @staticmethod
    def cell(value, is_amount):
        if value is None:
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        return money(value) if is_amount else str(value)


def next_day(text, days=1):
    return (datetime.date.fromisoformat(text) + datetime.timedelta(days)).isoformat()


def nulls_last(*values):
    """A key for sorting by several columns: texts by their bytes, nulls last."""
    return [(value is None, b"" if value is None else str(value).encode()) for value in values]


def rounded(fraction, digits):
    """Rounded half away from zero, as a fraction."""
    scaled = abs(fraction) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return fractions.Fraction(whole if fraction >= 0 else -whole, 10**digits)


def decimal_text(fraction, digits):
    units = fraction * 10**digits
    assert units.denominator == 1
    sign, units = ("-", -int(units)) if units < 0 else ("", int(units))
    return f"{sign}{units // 10**digits}.{units % 10**digits:0{digits}}"


class Days:
    """The entries of some dates of a source, in the order that every output has."""

    def __init__(self, source, first, last):
        self.source, self.first, self.last = source, first, last

    def of(self, topic):
        return [
            entry for (found, date, _), entries in self.source.entries.items()
            if found == topic and self.first <= date <= self.last for entry in entries
        ]

    def both(self):
        return [{**entry, "topic": topic} for topic in ("funds", "fees") for entry in self.of(topic)]


# MARK: settlement


KINDS = {
    "capture": "captured", "refund": "refunded", "fees-retained": "feesRetained", "correction": "corrections",
    "retained-disputed-capture": "disputes", "returned-disputed-capture": "disputes", "top-up": "topUps",
    "credit-note": "creditNotes", "payout-aborted": "payoutsAborted",
}
MOVEMENTS = [
    "captured", "refunded", "feesRetained", "corrections", "disputes", "topUps", "creditNotes", "payoutsAborted",
    "otherEntries",
]
PAYOUT_TYPES = [name for name in PAYOUTS if name != "payout-aborted"]


def payouts(days):
    """A row per payout of the days; the source must reach back beyond the payout before each."""
    rows = []
    for ledger in days.source.ledgers:
        entries, begin = [], None
        for (topic, _, found), more in days.source.entries.items():
            if topic != "funds" or found != ledger:
                continue
            for entry in more:
                entries.append(entry)
                if entry["entryType"] in PAYOUT_TYPES:
                    if days.first <= entry["ledgerDate"] <= days.last:
                        assert begin, "the source begins too late"
                        rows.append(payout(entries, begin))
                    entries, begin = [], next_day(entry["ledgerDate"])
    rows.sort(key=lambda row: (row["ledgerDate"], row["ledgerId"]))
    amounts = ["openingBalance", *MOVEMENTS, "paidOut", "closingBalance"]
    columns = ["ledgerId", "payoutNumber", "ledgerDate", "periodFrom", "periodTo", "currency", *amounts]
    return Sheet([*columns, "entryCount", "reference", "time"], amounts, rows)


def payout(entries, begin):
    last = entries[-1]
    row = dict.fromkeys(MOVEMENTS, 0)
    for entry in entries[:-1]:
        row[KINDS.get(entry["entryType"], "otherEntries")] += entry["amount"]
    return {
        **row, "ledgerId": last["ledgerId"], "payoutNumber": last["pspReference"].split("-")[-1],
        "ledgerDate": last["ledgerDate"], "periodFrom": begin, "periodTo": last["ledgerDate"],
        "currency": last["currency"], "openingBalance": entries[0]["balanceBefore"], "paidOut": -last["amount"],
        "closingBalance": last["balanceAfter"], "entryCount": len(entries), "reference": last.get("reference"),
        "time": instant(last["time"]), "members": entries,
    }


def payout_summary(table):
    """The rows of the mail."""
    rows = [
        {
            **row, "fees": row["feesRetained"],
            "other": row["paidOut"] - row["captured"] - row["refunded"] - row["feesRetained"],
        }
        for row in table.rows
    ]
    amounts = ["captured", "refunded", "fees", "other", "paidOut"]
    return Sheet(["ledgerId", "payoutNumber", "ledgerDate", "currency", *amounts, "reference"], amounts, rows)


def transactions(days, payout_table):
    booked = {}
    for entry in days.of("fees"):
        if entry["entryType"] == "capture-fee" and entry.get("pspReference") is not None:
            key = (entry["ledgerId"], entry["pspReference"])
            booked[key] = booked.get(key, 0) + entry["amount"]
    rows = []
    for row in payout_table.rows:
        for entry in row["members"]:
            if entry["entryType"] not in ("capture", "refund"):
                continue
            fee = booked.get((entry["ledgerId"], entry.get("pspReference")))
            rows.append({
                **{name: entry.get(name) for name in ENTRY_COLUMNS}, "time": instant(entry["time"]),
                "payoutNumber": row["payoutNumber"], "payoutDate": row["ledgerDate"], "fee": -(fee or 0),
                "net": entry["amount"] + (fee or 0),
                "feeIsBooked": fee is not None if entry["entryType"] == "capture" else None,
            })
    columns = [
        "ledgerId", "payoutNumber", "payoutDate", "ledgerDate", "time", "entryType", "pspReference", "reference",
        "recipientHandle", "currency", "amount", "fee", "net", "feeIsBooked",
    ]
    return Sheet(columns, ["amount", "fee", "net"], rows)


# MARK: month-close


def topic_order(topic):
    return 0 if topic == "funds" else 1


def close(days):
    rows = []
    for (ledger, topic, currency), entries in groups(days.both(), "ledgerId", "topic", "currency").items():
        lines = [(1, "opening balance", None, entries[0]["balanceBefore"])]
        for (kind,), same in groups(entries, "entryType").items():
            lines.append((2, kind or "(no type)", len(same), sum(entry["amount"] for entry in same)))
        lines.append((3, "closing balance", None, entries[-1]["balanceAfter"]))
        for place, line, count, amount in lines:
            rows.append({
                "ledgerId": ledger, "topic": topic, "currency": currency, "place": place, "line": line,
                "entries": count, "amount": amount,
            })
    rows.sort(key=lambda row: (
        row["ledgerId"], topic_order(row["topic"]), row["currency"], row["place"], row["line"].encode()
    ))
    return Sheet(["ledgerId", "topic", "line", "entries", "currency", "amount"], ["amount"], rows)


def unit_movements(days, names):
    keys = ("ledgerId", "topic", "recipientHandle", "salesUnitName", "entryType", "currency")
    entries = [
        {**entry, "salesUnitName": names.get(entry.get("recipientHandle"))} for entry in days.both()
    ]
    rows = [
        {**dict(zip(keys, key)), "entries": len(same), "amount": sum(entry["amount"] for entry in same)}
        for key, same in groups(entries, *keys).items()
    ]
    rows.sort(key=lambda row: (
        row["ledgerId"], topic_order(row["topic"]), *nulls_last(*(row[name] for name in keys[2:]))
    ))
    return Sheet([*keys, "entries", "amount"], ["amount"], rows)


# MARK: reconcile-orders


def reconciled(orders, days):
    """All rows; `orders` are (order, ordered, currency, expected minor units)."""
    left, right = {}, {}
    for order, ordered, currency, expected in orders:
        left.setdefault((order, currency), []).append((ordered, expected))
    for place, entry in enumerate(days.of("funds")):
        if entry["entryType"] in ("capture", "refund"):
            found = entry.get("reference")
            key = (found, entry["currency"]) if found is not None else (None, entry["currency"], place)
            right.setdefault(key, []).append((entry["ledgerDate"], entry["amount"]))
    rows = []
    for key in [*left, *(key for key in right if key not in left)]:
        ours, theirs = left.get(key), right.get(key)
        expected = sum(amount for _, amount in ours) if ours else None
        paid = sum(amount for _, amount in theirs) if theirs else None
        status = "matched" if expected == paid else "amount differs"
        status = "no order" if ours is None else "no payment" if theirs is None else status
        begin = min(date for date, _ in ours or theirs)
        days_open = (datetime.date.fromisoformat(days.last) - datetime.date.fromisoformat(begin)).days
        age = "0-3 days" if days_open <= 3 else "4-14 days" if days_open <= 14 else "over 14 days"
        rows.append({
            "order": key[0], "status": status, "currency": key[1], "expected": expected, "paid": paid,
            "difference": (expected or 0) - (paid or 0), "orders": len(ours or []), "payments": len(theirs or []),
            "ordered": min(date for date, _ in ours) if ours else None,
            "booked": min(date for date, _ in theirs) if theirs else None, "age_days": days_open,
            "age": None if status == "matched" else age,
        })
    columns = [
        "order", "status", "currency", "expected", "paid", "difference", "orders", "payments", "ordered", "booked",
        "age_days", "age",
    ]
    return Sheet(columns, ["expected", "paid", "difference"], rows)


def reconciled_summary(table):
    rows = []
    for (status, age, currency), same in groups(table.rows, "status", "age", "currency").items():
        rows.append({
            "status": status, "age": age, "currency": currency,
            **{name: sum(row[name] or 0 for row in same)
               for name in ("orders", "payments", "expected", "paid", "difference")},
        })
    rows.sort(key=lambda row: nulls_last(row["status"], row["age"], row["currency"]))
    columns = ["status", "age", "currency", "orders", "payments", "expected", "paid", "difference"]
    return Sheet(columns, ["expected", "paid", "difference"], rows)


# MARK: backfill-month and feed-to-jsonl


def entry_table(entries, topic, more=()):
    rows = [
        {**{name: entry.get(name) for name in ENTRY_COLUMNS}, "topic": topic, "time": instant(entry["time"]),
         "amountMinor": entry["amount"]}
        for entry in entries
    ]
    return Sheet([*ENTRY_COLUMNS, *more], ENTRY_AMOUNTS, rows)


def day_totals(days):
    keys = ("ledgerDate", "ledgerId", "topic", "entryType", "currency")
    rows = [
        {**dict(zip(keys, key)), "entries": len(same), "amount": sum(entry["amount"] for entry in same)}
        for key, same in groups(days.both(), *keys).items()
    ]
    return Sheet([*keys, "entries", "amount"], ["amount"], rows)


# MARK: sales units


SWITCHES = [
    "paymentAllowed", "captureType", "skipLandingPageAllowed", "recurringAllowed", "partialCaptureAllowed",
    "lateCaptureAllowed", "landingPagePhoneNumberLocked", "longLivingPaymentAllowed", "creditCardPaymentAllowed",
]
UNIT_COLUMNS = [
    "msn", "state", "name", "businessIdentifier.scheme", "businessIdentifier.id",
    *(f"configuration.{name}" for name in SWITCHES), "settlementBankAccount.scheme", "settlementBankAccount.id",
]


def units(client):
    """Sales units as their own addresses answer, by number."""
    rows = []
    listed = client.get("/management/v1/sales-units").expect(200).json
    for number in sorted((str(unit["msn"]) for unit in listed), key=lambda number: (len(number), number)):
        answer = client.get(f"/management/v1/sales-units/{number}")
        unit = answer.json if answer.status == 200 else {}
        row = {"msn": number, "state": "active" if answer.status == 200 else "not_found"}
        for name in UNIT_COLUMNS[2:]:
            outer, _, inner = name.partition(".")
            row[name] = (unit.get(outer) or {}).get(inner) if inner else unit.get(outer)
        rows.append(row)
    return Sheet(UNIT_COLUMNS, [], rows)


def changes(before, now, key):
    """What is new, different and gone: the rows of `now` in their order, then those that are no more."""
    name_of = lambda row: tuple(row[name] for name in key)
    old = {name_of(row): row for row in before.rows}
    others = [name for name in now.columns if name not in key]
    rows = []
    for row in now.rows:
        was = old.pop(name_of(row), None)
        if was is None:
            rows.append(both(row, {}, key, others, "added"))
        elif any(row[name] != was[name] for name in others):
            rows.append(both(row, was, key, others, "changed"))
    rows += [both({**was, **dict.fromkeys(others)}, was, key, others, "removed") for was in old.values()]
    pairs = [column for name in others for column in (name, f"{name}_before")]
    return Sheet(["change", *key, *pairs], [], rows)


def both(now, was, key, others, change):
    row = {"change": change, **{name: now[name] for name in key}}
    for name in others:
        row[name], row[f"{name}_before"] = now[name], was.get(name)
    return row


# MARK: api-health


STATUSES = ["200", "400", "401", "403", "404", "429", "500"]


def endpoints(client):
    """The counts of each sales unit's endpoints, as the vendor reports them."""
    rows = []
    listed = client.get("/management/v1/sales-units").expect(200).json
    for number in sorted((str(unit["msn"]) for unit in listed), key=lambda number: (len(number), number)):
        answer = client.get(f"/management/v1/api-quality/sales-units/{number}").expect(200).json
        for item in answer["ApiQualityItems"]:
            method, _, path = item["endpoint"].partition(":")
            total = item["total Requests"]
            counts = {status: item[f"status{status}"] for status in STATUSES}
            row = {"msn": number, "method": method, "path": path, "requests": total}
            row["failing"] = total - counts["200"]
            row["percent"] = None
            if total:
                share = rounded(fractions.Fraction(100 * row["failing"], total), 6)
                row["percent"] = rounded(share, 2)
            row.update({f"status{status}": count for status, count in counts.items()})
            row["statusOther"] = total - sum(counts.values())
            rate = fractions.Fraction(str(item["successRate"])) if total else None
            agrees = rate is None or 2 * abs(rate - fractions.Fraction(100 * counts["200"], total)) <= 1
            row["plausible"] = row["statusOther"] >= 0 and agrees
            row["verdict"] = verdict(row)
            rows.append(row)
    return rows


def verdict(row, ok=1, warn=5, least=50):
    if row["failing"] < 0:
        return "unknown"
    if row["requests"] == 0:
        return "no traffic"
    if row["requests"] < least:
        return "too few"
    return "ok" if row["percent"] <= ok else "warn" if row["percent"] <= warn else "bad"


def health(before, now):
    old = {(row["msn"], row["method"], row["path"]): row for row in before}
    order = ["bad", "warn", "unknown", "ok", "too few", "no traffic"]
    rows = []
    for row in sorted(now, key=lambda row: (
        order.index(row["verdict"]), row["percent"] is None, -(row["percent"] or 0), -row["requests"],
        row["msn"], row["path"], row["method"],
    )):
        was = old.get((row["msn"], row["method"], row["path"]))
        share, share_before = row["percent"], was and was["percent"]
        known = share is not None and share_before is not None
        text = lambda value: None if value is None else decimal_text(value, 2)
        rows.append({
            **row, "percent": text(share), "verdict_before": was and was["verdict"],
            "percent_before": text(share_before), "percent_change": text(share - share_before) if known else None,
        })
    columns = [
        "verdict", "verdict_before", "msn", "method", "path", "requests", "failing", "percent", "percent_before",
        "percent_change", *(f"status{status}" for status in STATUSES), "statusOther", "plausible",
    ]
    return Sheet(columns, [], rows)


# MARK: partner-overview


def partner_tables(client):
    """The five files of the overview, by name."""
    identifier = ("businessIdentifier.scheme", "businessIdentifier.id")
    merchants = [
        {identifier[0]: merchant["businessIdentifier"]["scheme"], identifier[1]: merchant["businessIdentifier"]["id"],
         "name": merchant["name"]}
        for merchant in client.get("/management/v1/merchants").expect(200).json["merchants"]
    ]
    partner = client.get("/management/v1/partners/whoami").expect(200).json
    prices = client.get("/management/v1/partners/price-packages").expect(200).json
    unit_table = units(client)
    names = {tuple(row[name] for name in identifier): row["name"] for row in merchants}
    unit_rows = [{**row, "merchant": names.get(tuple(row[name] for name in identifier))} for row in unit_table.rows]
    inactive = []
    for row in merchants:
        own = [unit for unit in unit_table.rows if all(unit[name] == row[name] for name in identifier)]
        row["units"] = len(own)
        row["active_units"] = sum(unit["state"] == "active" for unit in own)
        row["units_with_payments"] = sum(unit["configuration.paymentAllowed"] is True for unit in own)
        if not row["active_units"]:
            inactive.append({**row, "what": "merchant without active sales unit", "msn": None})
    inactive += [{**row, "what": "sales unit not found"} for row in unit_table.rows if row["state"] != "active"]
    partner_columns = ["partnerId", "name", "level", "partnerContactName", "partnerContactEmail", "status"]
    price_columns = [
        "pricePackageId", "name", "description", "visibleInSignupForm", "productType", "market", "commission",
    ]
    counts = ["units", "active_units", "units_with_payments"]
    return {
        "partner": Sheet(partner_columns, [], [partner]),
        "merchants": Sheet([*identifier, "name", *counts], [], merchants),
        "sales-units": Sheet([*UNIT_COLUMNS, "merchant"], [], unit_rows),
        "price-packages": Sheet(price_columns, [], prices),
        "inactive": Sheet(["what", *identifier, "name", "msn"], [], inactive),
    }

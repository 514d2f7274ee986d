# SPDX-License-Identifier: Apache-2.0
"""What each Vipps stage must give, read from a separate sandbox and computed in Python's integers."""

import collections
import datetime
import decimal
import json

from client import Client
from harness import Failure, expect, expect_equal
from reference import days, instant, money

# A number of a JSON text with the digits that it was written with.
Digits = collections.namedtuple("Digits", "text")

PAYOUT_TYPES = ("payout-scheduled", "scheduled-for-payout", "payout")
PREFIXES = {
    "api": "api", "msn": "api", "no": "NO", "nor": "NO", "dk": "DK", "dnk": "DK", "fi": "FI", "fin": "FI",
}
QUALITY_FAILURES = (400, 401, 403, 404, 429, 500)


def loads(text):
    return json.loads(text, parse_int=Digits, parse_float=Digits)


def handle(text):
    """A handle in the latest spelling, whichever it has."""
    if text is None:
        return None
    cut = min((text.find(mark) for mark in ":/" if mark in text), default=-1)
    prefix = PREFIXES.get(text[:cut].lower()) if cut >= 0 else None
    return f"{prefix}:{text[cut + 1:]}" if prefix else text


def at(record, path):
    for name in path.split("."):
        record = record.get(name) if isinstance(record, dict) else None
    return record


def number(value):
    return None if value is None else int(value.text)


def text(value):
    """A text, or the digits of a number."""
    return value.text if isinstance(value, Digits) else value


# MARK: tables


class Sheet:
    """Rows as a stage gives them; `columns` are names with a kind, `amount:money`, text without one."""

    def __init__(self, columns, rows=()):
        pairs = [(column + ":text").split(":")[:2] for column in columns.split()]
        self.kinds = dict(pairs)
        self.rows = list(rows)

    def with_column(self, column, after=None):
        names = [f"{name}:{kind}" for name, kind in self.kinds.items()]
        place = 1 + list(self.kinds).index(after) if after else len(names)
        return Sheet(" ".join(names[:place] + [column] + names[place:]), self.rows)

    def cells(self, row):
        """What a CSV file says; None is a null."""
        return [as_text(kind, row.get(name)) for name, kind in self.kinds.items()]

    def values(self, row):
        """What a JSON line says."""
        return [(name, as_json(kind, row.get(name))) for name, kind in self.kinds.items()]

    def sums(self, name):
        sums = {}
        for row in self.rows:
            if row.get(name) is not None:
                sums[row["currency"]] = sums.get(row["currency"], 0) + row[name]
        return {currency: money(minor) for currency, minor in sorted(sums.items())}

    def compare_csv(self, path):
        lines = csv_cells(path.read_bytes().decode("utf-8"))
        expect_equal(lines[0], list(self.kinds), f"header of {path.name}")
        expect_equal(len(lines) - 1, len(self.rows), f"rows of {path.name}")
        for place, (line, row) in enumerate(zip(lines[1:], self.rows), 1):
            found = [
                loads(cell) if kind == "json" and cell is not None else cell
                for cell, kind in zip(line, self.kinds.values())
            ]
            expect_cells(found, self.cells(row), list(self.kinds), f"{path.name}, row {place}")

    def compare_json_lines(self, path):
        content = path.read_bytes().decode("utf-8")
        lines = content.split("\n")[:-1]
        expect_equal(len(lines), len(self.rows), f"rows of {path.name}")
        for place, (line, row) in enumerate(zip(lines, self.rows), 1):
            found = list(loads(line).items())
            expect_cells(found, self.values(row), list(self.kinds), f"{path.name}, row {place}")


def expect_cells(found, wanted, names, what):
    if found == wanted:
        return
    wrong = [
        f"{name}: found {cell!r}, expected {other!r}"
        for name, cell, other in zip(names, found, wanted) if cell != other
    ]
    raise Failure(f"{what}: {'; '.join(wrong) or (found, wanted)}")


def as_text(kind, value):
    if value is None:
        return None
    if kind == "flag":
        return "true" if value else "false"
    return {"money": money, "time": instant, "percent": percent, "int": str}.get(kind, lambda same: same)(value)


def as_json(kind, value):
    if value is not None and kind in ("money", "percent", "int"):
        return Digits(as_text(kind, value))
    return as_text(kind, value) if kind == "time" else value


def percent(units):
    """Ten-thousandths as a number with four decimals."""
    return f"{'-' if units < 0 else ''}{abs(units) // 10_000}.{abs(units) % 10_000:04}"


def csv_cells(content):
    """A CSV file by RFC 4180; None for nothing, '' for a quoted nothing."""
    rows, row, place = [], [], 0
    while place < len(content):
        if content[place] == '"':
            cell = ""
            while True:
                end = content.index('"', place + 1)
                cell += content[place + 1:end]
                if content[end + 1:end + 2] != '"':
                    break
                cell, place = cell + '"', end + 1
            place = end + 1
        else:
            end = min(found for found in (content.find(",", place), content.index("\n", place)) if found >= 0)
            cell, place = content[place:end] or None, end
        row.append(cell)
        if content[place] == "\n":
            rows.append(row)
            row = []
        else:
            expect(content[place] == ",", f"no comma behind a cell at {place}")
            if content[place + 1] == "\n":
                row.append(None)
                rows.append(row)
                row, place = [], place + 1
        place += 1
    return rows


# MARK: the API


class API:
    """Reads everything page by page, with the keys of each type."""

    def __init__(self, sandbox):
        self.sandbox, self.clients, self.known = sandbox, {}, {}

    def get(self, keys, path, allowed=(200,), **query):
        """An answer's JSON, or None for a status of `allowed` that is not 200."""
        place = (keys, path, tuple(sorted(query.items())))
        if place not in self.known:
            if keys not in self.clients:
                self.clients[keys] = Client(self.sandbox, keys)
            answer = self.clients[keys].get(path, **query)
            expect(answer.status in allowed, f"reference: {answer}")
            self.known[place] = loads(answer.bytes) if answer.status == 200 else None
        return self.known[place]

    def pages(self, keys, path, allowed=(200,), **query):
        """The pages of a list that ends with no cursor."""
        first, cursor = query, None
        while True:
            page = self.get(keys, path, allowed, **(first if cursor is None else {**query, "cursor": cursor}))
            if page is None:
                return
            yield page
            cursor = page.get("cursor")
            if not cursor:
                return

    def ledgers(self, keys="accounting", **query):
        return [item for page in self.pages(keys, "/settlement/v1/ledgers", **query) for item in page["items"]]

    def date(self, ledger, topic, date, personal=False):
        """The entries of a ledger date, and whether it is open."""
        path, cursor, entries = f"/report/v2/ledgers/{ledger}/{topic}/dates/{date}", None, []
        flag = {"includeGDPRSensitiveData": "true"} if personal else {}
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = self.get("accounting", path, (200, 404), **flag, **more)
            if page is None:
                return entries, True
            entries += page["items"]
            if not page["hasMore"]:
                return entries, bool(page.get("tryLater"))
            cursor = page["cursor"]


# MARK: the Report API


ENTRY = (
    "ledgerId topic ledgerDate time:time entryType pspReference reference recipientHandle currency amount:money "
    "balanceBefore:money balanceAfter:money"
)
LEDGER = (
    "ledgerId currency owner.scheme owner.id payoutBankAccount.scheme payoutBankAccount.id "
    "settlesForRecipientHandles:json salesUnits:json firstPayout lastPayout extra:json"
)
PAYOUT_SUMS = {
    "capture": "captured", "refund": "refunded", "fees-retained": "feesRetained", "correction": "corrections",
    "retained-disputed-capture": "disputes", "returned-disputed-capture": "disputes", "top-up": "topUps",
    "credit-note": "creditNotes", "payout-aborted": "payoutsAborted",
}
PAYOUT = (
    "ledgerId payoutNumber ledgerDate periodFrom periodTo currency openingBalance:money captured:money "
    "refunded:money feesRetained:money corrections:money disputes:money topUps:money creditNotes:money "
    "payoutsAborted:money otherEntries:money paidOut:money closingBalance:money entryCount:int reference time:time"
)
TRANSACTION = (
    "ledgerId ledgerDate timestamp:time transactionType transactionId orderId recipientHandle salesUnitName currency "
    "grossAmount:money fee:money ledgerAmount:money"
)


def extra_of(record, columns):
    """The members that no column has; None if there are none."""
    known = {column.split(":")[0].split(".")[0] for column in columns.split()}
    return {name: value for name, value in record.items() if name not in known} or None


def ledger_sheet(api, keys="accounting", handles=None):
    rows = []
    for item in api.ledgers(keys):
        row = {name: at(item, name) for name in Sheet(LEDGER).kinds if name != "extra"}
        settled = [handle(each) for each in item.get("settlesForRecipientHandles") or []]
        row["settlesForRecipientHandles"] = settled
        if units := item.get("salesUnits"):
            row["salesUnits"] = [{**unit, "recipientHandle": handle(unit["recipientHandle"])} for unit in units]
        row["extra"] = extra_of(item, LEDGER)
        if handles is None or set(handles) & set(settled):
            rows.append(row)
    return Sheet(LEDGER, rows)


class Entries:
    """The entries of some dates of ledgers, by date and ledger, and which partitions are open."""

    def __init__(self, api, topic, first, last, personal=False, ledgers=None):
        names = {}
        for item in api.ledgers():
            units = item.get("salesUnits") or []
            names[item["ledgerId"]] = {handle(unit["recipientHandle"]): unit["name"] for unit in units}
        self.ledgers = sorted(ledgers or names)
        self.sheet, self.partitions = Sheet(ENTRY), []
        for date in days(first, last):
            for ledger in self.ledgers:
                entries, is_open = api.date(ledger, topic, date, personal)
                rows = [entry_row(entry, ledger, topic, names[ledger]) for entry in entries]
                self.sheet.rows += rows
                sums = Sheet(ENTRY, rows).sums("amount")
                state = "provisional" if is_open else "final"
                self.partitions.append((f"{ledger}/{topic}/{date}", state, len(rows), sums))


def entry_row(entry, ledger, topic, names):
    row = {name: entry.get(name) for name in Sheet(ENTRY).kinds}
    row |= {name: entry.get(name) for name in ("name", "maskedPhoneNo", "message")}
    row |= {name: number(entry.get(name)) for name in ("amount", "balanceBefore", "balanceAfter")}
    row |= {"ledgerId": ledger, "topic": topic, "recipientHandle": handle(entry.get("recipientHandle"))}
    row["salesUnitName"] = names.get(row["recipientHandle"])
    row["extra"] = extra_of(entry, ENTRY + " name maskedPhoneNo message")
    return row


def payout_sheet(api, first, last, ledgers=None):
    """Payouts of a window: their periods are read back to the payout before, or the ledger's first entry."""
    payouts, starts = [], {}
    for ledger in sorted(ledgers or [item["ledgerId"] for item in api.ledgers()]):
        found, starts[ledger] = payouts_of(api, ledger, first, last)
        payouts += found
    payouts.sort(key=lambda row: (row["ledgerDate"], row["ledgerId"]))
    return Sheet(PAYOUT, payouts)


def payouts_of(api, ledger, first, last, furthest=120):
    day, begin = datetime.date.fromisoformat(first), None
    for back in range(1, furthest + 1):
        date = (day - datetime.timedelta(days=back)).isoformat()
        entries, _ = api.date(ledger, "funds", date)
        if entries and entries[-1]["entryType"] in PAYOUT_TYPES:
            begin = (day - datetime.timedelta(days=back - 1)).isoformat()
            break
    start = begin or (day - datetime.timedelta(days=furthest)).isoformat()
    period, rows, begins = [], [], begin
    for date in days(start, last):
        for entry in api.date(ledger, "funds", date)[0]:
            begins = begins or date
            period.append(entry)
            if entry["entryType"] in PAYOUT_TYPES:
                if date >= first:
                    rows.append(payout_row(ledger, period, begins, date))
                period = []
                begins = (datetime.date.fromisoformat(date) + datetime.timedelta(days=1)).isoformat()
    return rows, start


def payout_row(ledger, period, begins, date):
    last = period[-1]
    sums = dict.fromkeys([*PAYOUT_SUMS.values(), "otherEntries"], 0)
    for entry in period[:-1]:
        sums[PAYOUT_SUMS.get(entry["entryType"], "otherEntries")] += number(entry["amount"])
    opening = number(period[0]["balanceBefore"])
    paid = -number(last["amount"])
    return {
        "ledgerId": ledger, "payoutNumber": last["pspReference"].split("-")[-1], "ledgerDate": date,
        "periodFrom": begins, "periodTo": date, "currency": last["currency"], "openingBalance": opening, **sums,
        "paidOut": paid, "closingBalance": opening + sum(sums.values()) - paid, "entryCount": len(period),
        "reference": last.get("reference"), "time": last["time"],
    }


def transaction_sheet(api, ledgers=None, decimals=False, windows=({},)):
    """Rows of version 1: for each query of `windows`, ledger after ledger."""
    rows = []
    names = {
        handle(unit["recipientHandle"]): unit["name"]
        for item in api.ledgers() for unit in item.get("salesUnits") or []
    }
    for query in windows:
        for ledger in sorted(ledgers or [item["ledgerId"] for item in api.ledgers()]):
            path, cursor = "/report/v1/ledgertransactions", None
            while cursor != "":
                page = api.get("accounting", path, ledgerId=ledger, **({"cursor": cursor} if cursor else query))
                rows += [transaction_row(item, names, decimals) for item in page["items"]]
                cursor = page["cursor"]
    return Sheet(TRANSACTION, rows)


def transaction_row(item, names, decimals):
    row = {name: item.get(name) for name in Sheet(TRANSACTION).kinds}
    row["recipientHandle"] = handle(item.get("recipientHandle"))
    row["salesUnitName"] = names.get(row["recipientHandle"])
    for name in ("grossAmount", "fee", "ledgerAmount"):
        amount = decimal.Decimal(item[name].text) * (100 if decimals else 1)
        expect(amount == int(amount), f"reference: {name} of {item}")
        row[name] = int(amount)
    return row


# MARK: the Management API


ADDRESS = "{0}.lines:json {0}.postCode {0}.city {0}.countryCode"
MERCHANT = " ".join([
    "businessIdentifier.scheme businessIdentifier.id state name status createdAt:time updatedAt:time countryCode",
    ADDRESS.format("businessAddress"), ADDRESS.format("businessPostAddress"),
])
UNIT = (
    "msn state name businessIdentifier.scheme businessIdentifier.id configuration.paymentAllowed:flag "
    "configuration.captureType configuration.skipLandingPageAllowed:flag configuration.recurringAllowed:flag "
    "configuration.partialCaptureAllowed:flag configuration.lateCaptureAllowed:flag "
    "configuration.landingPagePhoneNumberLocked:flag configuration.longLivingPaymentAllowed:flag "
    "configuration.creditCardPaymentAllowed:flag settlementBankAccount.scheme settlementBankAccount.id"
)
ORDER = (
    "productOrderId productOrderType productType status businessIdentifier.scheme businessIdentifier.id "
    "productOrderUrl salesUnit.msn salesUnit.name"
)
PRICE = "pricePackageId name description visibleInSignupForm:flag productType market commission"
PARTNER = "partnerId name level partnerContactName partnerContactEmail status"
QUALITY = " ".join([
    "msn method path endpoint totalRequests:int successRate:percent status200:int",
    *(f"status{status}:int" for status in QUALITY_FAILURES),
    "statusOther:int failingRate:percent sumsAddUp:flag rateAgrees:flag countsPlausible:flag",
])
BASE = "/management/v1"
MISSING = (200, 404)


def flat(record, columns):
    return {name: at(record, name) for name in Sheet(columns).kinds}


def merchants_sheet(api, keys="management"):
    columns, rows = "businessIdentifier.scheme businessIdentifier.id name", []
    answer = api.get(keys, f"{BASE}/merchants", MISSING) or {}
    for item in answer.get("merchants") or answer.get("MerchantList") or []:
        row = flat(item, columns)
        if "orgno" in item:
            row["businessIdentifier.scheme"] = "business:NO:ORG"
            row["businessIdentifier.id"] = text(item["orgno"])
        rows.append(row)
    return Sheet(columns, rows)


def merchant_sheet(api, merchants, keys="management"):
    rows = []
    for scheme, number in merchants:
        found = api.get(keys, f"{BASE}/merchants/{scheme}/{number}", MISSING)
        rows.append({
            **flat((found or {}).get("data", found), MERCHANT), "businessIdentifier.scheme": scheme,
            "businessIdentifier.id": number, "state": "not_found" if found is None else "found",
        })
    return Sheet(MERCHANT, rows)


def contracts_sheet(api, merchants, keys="management"):
    rows = []
    for scheme, number in merchants:
        found = api.get(keys, f"{BASE}/merchants/{scheme}/{number}/contracts", MISSING) or {"urls": []}
        rows += [
            {"businessIdentifier.scheme": scheme, "businessIdentifier.id": number, "url": url}
            for url in found["urls"]
        ]
    return Sheet("businessIdentifier.scheme businessIdentifier.id url", rows)


def listed_units(api, keys="management", path="/sales-units"):
    """Number and name of each sales unit of a list, in whichever shape the list is."""
    answer = api.get(keys, BASE + path, MISSING) or []
    units = answer["msn"] if isinstance(answer, dict) else answer
    return [
        {"msn": text(unit["msn"]), "name": unit.get("name")} if isinstance(unit, dict)
        else {"msn": text(unit), "name": None} for unit in units
    ]


def unit_numbers(api, keys="management", merchants=None):
    paths = [f"/merchants/{scheme}/{number}/sales-units" for scheme, number in merchants or []]
    listed = [unit for path in paths or ["/sales-units"] for unit in listed_units(api, keys, path)]
    return sorted({unit["msn"] for unit in listed}, key=lambda msn: (len(msn), msn))


def unit_list_sheet(api, keys="management", merchants=None):
    columns = "msn name businessIdentifier.scheme businessIdentifier.id"
    if merchants is None:
        return Sheet(columns, listed_units(api, keys))
    rows = [
        {**unit, "businessIdentifier.scheme": scheme, "businessIdentifier.id": number}
        for scheme, number in merchants
        for unit in listed_units(api, keys, f"/merchants/{scheme}/{number}/sales-units")
    ]
    return Sheet(columns, rows)


def unit_sheet(api, numbers, keys="management"):
    rows = []
    for msn in numbers:
        found = api.get(keys, f"{BASE}/sales-units/{msn}", MISSING)
        state = "not_found" if found is None else "active"
        rows.append({**flat(found or {}, UNIT), "msn": msn, "state": state})
    return Sheet(UNIT, rows)


def order_sheet(api, expired=False, details=False, keys="management"):
    query = {"includeExpired": "true"} if expired else {}
    orders = api.get(keys, "/management/v2/product-orders", **query)
    columns = ORDER
    if details:
        columns = ORDER.replace("productOrderId", "productOrderId state")
        orders = [
            api.get(keys, f"/management/v2/product-orders/{order['productOrderId']}/details") for order in orders
        ]
    rows = [flat(order, columns) for order in orders]
    for row in rows:
        row["salesUnit.msn"] = text(row["salesUnit.msn"])
        row["state"] = "found"
    return Sheet(columns, rows)


def price_sheet(api, keys="partner"):
    return Sheet(PRICE, [flat(item, PRICE) for item in api.get(keys, f"{BASE}/partners/price-packages")])


def partner_sheet(api, keys="partner"):
    found = api.get(keys, f"{BASE}/partners/whoami", MISSING)
    return Sheet(PARTNER, [] if found is None else [flat(found, PARTNER)])


def quality_sheet(api, numbers, keys="management"):
    rows = []
    for msn in numbers:
        answer = api.get(keys, f"{BASE}/api-quality/sales-units/{msn}", MISSING)
        rows += [quality_row(msn, item) for item in (answer or {"ApiQualityItems": []})["ApiQualityItems"]]
    return Sheet(QUALITY, rows)


def quality_row(msn, item):
    counts = {f"status{status}": number(item.get(f"status{status}")) for status in (200, *QUALITY_FAILURES)}
    total, good = number(item.get("total Requests")), counts["status200"]
    rate = item.get("successRate")
    rate = None if rate is None else decimal.Decimal(rate.text)
    complete = total is not None and None not in counts.values()
    method, path = item["endpoint"].split(":", 1)
    row = {"msn": msn, "method": method, "path": "/" + path.lstrip("/"), "endpoint": item["endpoint"], **counts}
    row["totalRequests"] = total
    row["successRate"] = None if rate is None else int(rate * 10_000)
    row["statusOther"] = total - sum(counts.values()) if complete else None
    row["sumsAddUp"] = sum(counts.values()) <= total if complete else None
    row["failingRate"] = None
    if total and good is not None and good <= total:
        share = decimal.Decimal(100 * (total - good)) / total
        rounded = share.quantize(decimal.Decimal("0.0001"), decimal.ROUND_HALF_UP)
        row["failingRate"] = int(rounded * 10_000)
    row["rateAgrees"] = None
    if total and rate is not None and good is not None:
        row["rateAgrees"] = abs(rate * total - 100 * good) <= decimal.Decimal("0.5") * total
    row["countsPlausible"] = complete and (0 <= rate <= 100 if rate is not None else total == 0)
    return row

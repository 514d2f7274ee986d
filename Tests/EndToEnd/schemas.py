# SPDX-License-Identifier: Apache-2.0
"""The sandbox's answers obey the vendor's OpenAPI files, for every endpoint that these describe.

The files are looked for in $FJORD_SHARED, else in `shared` beside the project; without them nothing is checked. What
the vendor has changed since the files were published stands in `AMENDMENTS`, `LATEST` and `LATER_MEMBERS`; anything
else that the files do not describe is a failure, members with other names included.
"""

import datetime
import json
import os
import pathlib
import re
import sys
import urllib.parse
import uuid

SYSTEM_PYTHON = "/usr/bin/python3"
try:
    import jsonschema
    import yaml
except ImportError:
    jsonschema = None
    if os.path.exists(SYSTEM_PYTHON) and os.path.realpath(sys.executable) != os.path.realpath(SYSTEM_PYTHON):
        os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, *sys.argv])

from client import Client
from harness import ROOT, Sandbox, Skip, check, expect, expect_equal, finish

VENDOR = pathlib.Path(os.environ.get("FJORD_SHARED", ROOT.parent / "shared")) / "vendor"
REPORT = VENDOR / "report-api-v2-2023-12.openapi.yaml"
MANAGEMENT = VENDOR / "management-api-1.1.6.openapi.yaml"
SEEDS = (1, 2, 7)


# MARK: the vendor's files


def _text_or_null(schema):
    schema["nullable"] = True


def _newer_entry_types(schema):
    # `scheduled-for-payout` became `payout-scheduled`; two types came with service fees.
    schema["enum"] += ["payout-scheduled", "service-fee", "credit-note"]


def _other_countries(schema):
    schema["pattern"] = r"^(\d{8,9}|\d{7}-\d)$"


def _newer_products(schema):
    schema["enum"] = ["PAYMENT_INTEGRATION", "CASHIER", "CHECKOUT", "LOGIN", "DONATIONS"]


# Where a schema's property has changed, and how.
AMENDMENTS = {
    REPORT: {
        # The guides' examples have nulls here from the beginning.
        ("Transaction", "reference"): _text_or_null,
        ("Transaction", "recipientHandle"): _text_or_null,
        ("Transaction", "entryType"): _newer_entry_types,
    },
    MANAGEMENT: {},
}
# The same for the latest generation of the Management API.
LATEST = {
    ("businessIdentifier", "id"): _other_countries,
    ("PricePackage", "productType"): _newer_products,
}
_TEXT = {"type": "string"}
_SALES_UNIT = {
    "type": "object",
    "required": ["name", "recipientHandle", "businessIdentifier"],
    "properties": {
        "name": _TEXT, "recipientHandle": _TEXT, "businessIdentifier": {"$ref": "#/components/schemas/Organization"},
    },
}
# Members that came after the files, or that their own examples show.
LATER_MEMBERS = {
    "Ledger": {"currency": _TEXT, "salesUnits": {"type": "array", "items": _SALES_UNIT}},
    "Transaction": {"name": _TEXT, "maskedPhoneNo": _TEXT, "message": _TEXT},
    "SalesUnit": {"settlementBankAccount": {"$ref": "#/components/schemas/BankAccount"}},
    "PricePackage": {
        "market": {"type": "string", "enum": ["NO", "DK", "FI"]}, "commission": {"type": "string", "nullable": True},
    },
}
LATER_CONFIGURATION = (
    "partialCaptureAllowed", "lateCaptureAllowed", "landingPagePhoneNumberLocked", "longLivingPaymentAllowed",
    "creditCardPaymentAllowed",
)


class Specification:
    """One file, with its schemas as JSON Schema."""

    def __init__(self, path, amendments):
        self.document = yaml.safe_load(path.read_text(encoding="utf-8"))
        schemas = self.document["components"]["schemas"]
        for (name, member), amend in amendments.items():
            amend(schemas[name]["properties"][member])
        for name, members in LATER_MEMBERS.items():
            if name in schemas:
                schemas[name]["properties"].update(members)
        if "SalesUnit" in schemas:
            configuration = schemas["SalesUnit"]["properties"]["configuration"]
            configuration["properties"].update({name: {"type": "boolean"} for name in LATER_CONFIGURATION})
        self.document = _json_schema(self.document, self.document)
        self.tried = set()

    def operations(self):
        """Path and method of everything that is described."""
        return {
            (path, method) for path, methods in self.document["paths"].items()
            for method in methods if method in ("get", "post", "patch", "delete")
        }

    def validate(self, path, answer, method="get"):
        """Asserts that an answer is one that the operation may give."""
        self.tried.add((path, method))
        described = self.document["paths"][path][method]["responses"]
        response = described.get(str(answer.status), described.get("default"))
        expect(response is not None, f"{answer} has a status that is not described")
        content = {kind.split(";")[0]: value for kind, value in response.get("content", {}).items()}
        if not content:
            return
        expect(answer.media_type in content, f"{answer} is not of {sorted(content)}")
        schema = content[answer.media_type]["schema"]
        validator = jsonschema.Draft7Validator(schema, format_checker=_formats)
        for error in validator.iter_errors(answer.json):
            place = "/".join(map(str, error.absolute_path))
            expect(False, f"{answer}, at '{place}': {error.message}")


def _json_schema(node, document):
    """OpenAPI 3.0 as JSON Schema without references, where objects have no members but those described."""
    if isinstance(node, list):
        return [_json_schema(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(reference := node.get("$ref"), str):
        target = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[int(part) if part.isdigit() else part]
        return _json_schema(target, document)
    # Status codes may be written as numbers.
    node = {str(name): _json_schema(item, document) for name, item in node.items()}
    if isinstance(node.get("properties"), dict) and node.get("type") == "object":
        node["additionalProperties"] = False
    if isinstance(node.get("type"), str) and node.pop("nullable", False) is True:
        node["type"] = [node["type"], "null"]
        if "enum" in node:
            node["enum"].append(None)
    return node


_formats = jsonschema.FormatChecker(formats=()) if jsonschema else None


def _checks(name):
    def add(function):
        if _formats:
            applies = lambda value: isinstance(value, (str, int))
            _formats.checkers[name] = (lambda value: not applies(value) or function(value), (ValueError,))
        return function
    return add


@_checks("uuid")
def _is_uuid(value):
    return str(uuid.UUID(value)) == value


@_checks("uri")
def _is_uri(value):
    return bool(urllib.parse.urlsplit(value).scheme)


@_checks("int32")
def _is_int32(value):
    return -(2**31) <= value < 2**31


@_checks("date-time")
@_checks("DateTime")
def _is_instant(value):
    expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", value), f"'{value}' is no instant")
    return datetime.datetime.fromisoformat(value[:-1]) is not None


@_checks("Date in YYYY-MM-DD format.")
def _is_date(value):
    return datetime.date.fromisoformat(value).isoformat() == value


# MARK: Report API

LEDGERS = "/settlement/v1/ledgers"
DATES = "/report/v2/ledgers/{ledgerId}/{topic}/dates/{ledgerDate}"
FEED = "/report/v2/ledgers/{ledgerId}/{topic}/feed"
OLD = "/report/v1/ledgertransactions"
TODAY = "2026-11-15"


def pages(specification, path, client, target, **query):
    """All pages of a list or a date."""
    cursor, items = None, []
    while True:
        answer = client.get(target, cursor=cursor, **query).expect(200)
        specification.validate(path, answer)
        items += answer.json["items"]
        cursor = answer.json.get("cursor")
        if not cursor:
            return items


def check_ledgers(specification, client):
    ledgers = pages(specification, LEDGERS, client, LEDGERS)
    handle = ledgers[0]["settlesForRecipientHandles"][0]
    expect_equal(len(pages(specification, LEDGERS, client, LEDGERS, settlesForRecipientHandles=handle)), 1, "found")
    expect_equal(pages(specification, LEDGERS, client, LEDGERS, settlesForRecipientHandles="api:1"), [], "found")
    return ledgers


def check_dates(specification, client, ledgers):
    for ledger in ledgers[:3]:
        for topic in ("funds", "fees"):
            for date in ("2026-10-01", "2026-10-02", "2026-10-05", TODAY, "2026-12-24", "2019-01-01"):
                target = DATES.format(ledgerId=ledger["ledgerId"], topic=topic, ledgerDate=date)
                pages(specification, DATES, client, target)
                pages(specification, DATES, client, target, includeGDPRSensitiveData="true")


def check_feed(specification, client, ledgers):
    for topic in ("funds", "fees"):
        target, cursor = FEED.format(ledgerId=ledgers[0]["ledgerId"], topic=topic), None
        for _ in range(5):
            answer = client.get(target, cursor=cursor).expect(200)
            specification.validate(FEED, answer)
            expect("hasMore" not in answer.json and answer.json["cursor"], f"{answer} is no page of a feed")
            cursor = answer.json["cursor"]


def check_old(specification, client, ledger):
    """The old endpoint has been removed; the file of December 2023 gives it the entries of its successor by mistake."""
    answer = client.get(OLD, ledgerId=ledger["ledgerId"], ledgerDate="2026-10-01").expect(410)
    expect_equal(answer.media_type, "application/problem+json", f"type of {answer}")
    specification.tried.add((OLD, "get"))


def check_report_errors(specification, client, ledger):
    dates = DATES.format(ledgerId=ledger["ledgerId"], topic="funds", ledgerDate="2026-10-01")
    feed = FEED.format(ledgerId=ledger["ledgerId"], topic="funds")
    for path, target in ((DATES, dates), (FEED, feed), (LEDGERS, LEDGERS)):
        unauthorized = client.send("GET", target, {"Authorization": None}).expect(401)
        if path != LEDGERS:
            specification.validate(path, unauthorized)
        specification.validate(path, client.send("GET", target, {"Sandbox-Faults": "500"}).expect(500))
        for fault in (403, 410, 423):
            specification.validate(path, client.send("GET", target, {"Sandbox-Faults": str(fault)}).expect(fault))
    unknown = DATES.format(ledgerId="1", topic="funds", ledgerDate="2026-10-01")
    specification.validate(DATES, client.get(unknown).expect(404))


# MARK: Management API

PREFIX = "/management/v1"
ORDER = {"businessIdentifier": {"scheme": "business:NO:ORG", "id": "993276441"}, "productType": "VIPPS_CHECKOUT"}


def check_reading(specification, client):
    """All lists, and the details of everything in them."""
    def validate(path, **names):
        target = path.format(**{name: urllib.parse.quote(value) for name, value in names.items()})
        answer = client.get(target).expect(200)
        specification.validate(path, answer)
        return answer.json

    merchant = PREFIX + "/merchants/{scheme}/{id}"
    for item in validate(PREFIX + "/merchants")["merchants"]:
        identifier = item["businessIdentifier"]
        expect_equal(validate(merchant, **identifier)["name"], item["name"], "name")
        validate(merchant + "/contracts", **identifier)
        validate(merchant + "/sales-units", **identifier)
    for item in validate(PREFIX + "/sales-units"):
        expect_equal(validate(PREFIX + "/sales-units/{msn}", msn=item["msn"])["name"], item["name"], "name")
        validate(PREFIX + "/api-quality/sales-units/{msn}", msn=item["msn"])


def check_partner(specification, client):
    for name in ("whoami", "price-packages"):
        specification.validate(f"{PREFIX}/partners/{name}", client.get(f"{PREFIX}/partners/{name}").expect(200))


def check_orders(specification, client, orders):
    path = PREFIX + "/product-orders"
    headers = {"Idempotency-Key": "schemas-1", "Content-Type": "application/json"}
    created = client.send("POST", path, headers, json.dumps(ORDER)).expect(201)
    specification.validate(path, created, "post")
    for status, more, body in (
        (400, {"Idempotency-Key": None}, ORDER), (400, {}, {}), (409, {}, {**ORDER, "intendedPurpose": "a"}),
    ):
        refused = client.send("POST", path, {**headers, **more}, json.dumps(body)).expect(status)
        specification.validate(path, refused, "post")
    details = path + "/{product-order-id}"
    for method in ("get", "delete"):
        answer = client.send(method.upper(), f"{path}/123").expect(404)
        specification.validate(details, answer, method)
    for order in orders:
        answer = client.get(f"{path}/{order['productOrderId']}").expect(200)
        specification.validate(details, answer)
        deleted = client.send("DELETE", f"{path}/{order['productOrderId']}")
        deleted.expect(200 if order["productOrderUrl"] else 400)
        specification.validate(details, deleted, "delete")


def check_change(specification, client):
    path = PREFIX + "/sales-units/{msn}"
    target = path.format(msn=client.headers["Merchant-Serial-Number"])
    specification.validate(path, client.send("PATCH", target, body='{"name":"a"}').expect(200), "patch")
    specification.validate(path, client.send("PATCH", target, body='{"status":"GONE"}').expect(400), "patch")


def check_management_errors(specification, client):
    for path in (path for path, method in sorted(specification.operations()) if method == "get"):
        target = path.format(**{"scheme": "business:NO:ORG", "id": "1", "msn": "600000", "product-order-id": "123"})
        specification.validate(path, client.send("GET", target, {"Authorization": None}).expect(401))
        missing = client.send("GET", target, {"Merchant-Serial-Number": None}).expect(403)
        specification.validate(path, missing)
        for fault in (401, 403, 410, 423):
            specification.validate(path, client.send("GET", target, {"Sandbox-Faults": str(fault)}).expect(fault))
        if "{" in path:
            specification.validate(path, client.get(target).expect(404))


# MARK: all of it


def check_report(seed):
    specification = Specification(REPORT, AMENDMENTS[REPORT])
    with Sandbox(seed=seed, ledgers=130, entries_per_day=40, page_size=9) as sandbox:
        client = Client(sandbox, "accounting")
        with check(f"schemas: ledgers, seed {seed}"):
            ledgers = check_ledgers(specification, client)
        with check(f"schemas: ledger dates, seed {seed}"):
            check_dates(specification, client, ledgers)
        with check(f"schemas: feed, seed {seed}"):
            check_feed(specification, client, ledgers)
        with check(f"schemas: the old transactions, seed {seed}"):
            check_old(specification, client, ledgers[0])
        with check(f"schemas: errors of the Report API, seed {seed}"):
            check_report_errors(specification, client, ledgers[0])
    with check(f"schemas: nothing of the Report API is left out, seed {seed}"):
        expect_equal(specification.operations() - specification.tried, set(), "not tried")


def norwegian_orders(seed):
    """No list of November 2023 has them; the same seed has them in a later generation."""
    with Sandbox(seed=seed, ledgers=9) as sandbox:
        orders = Client(sandbox, "partner").get("/management/v2/product-orders", includeExpired="true").expect(200).json
    orders = [order for order in orders if order["businessIdentifier"]["scheme"] == "business:NO:ORG"]
    expect(len({order["status"] for order in orders}) > 1, "orders of one status only")
    return orders


def check_management(seed):
    specification = Specification(MANAGEMENT, AMENDMENTS[MANAGEMENT])
    with Sandbox(seed=seed, ledgers=9, management="2023") as sandbox:
        clients = {name: Client(sandbox, name) for name in ("sales_unit", "partner", "management")}
        for name, client in clients.items():
            with check(f"schemas: merchants and units for {name} keys, seed {seed}"):
                check_reading(specification, client)
        with check(f"schemas: the partner, seed {seed}"):
            check_partner(specification, clients["partner"])
        with check(f"schemas: product orders, seed {seed}"):
            check_orders(specification, clients["partner"], norwegian_orders(seed))
        with check(f"schemas: changes of a unit, seed {seed}"):
            check_change(specification, clients["sales_unit"])
        with check(f"schemas: errors of the Management API, seed {seed}"):
            check_management_errors(specification, clients["partner"])
    with check(f"schemas: nothing of the Management API is left out, seed {seed}"):
        expect_equal(specification.operations() - specification.tried, set(), "not tried")


def check_latest(seed):
    """What is newer than the file differs from it only as listed."""
    specification = Specification(MANAGEMENT, LATEST)
    with Sandbox(seed=seed, ledgers=9, management="latest") as sandbox:
        with check(f"schemas: the latest generation, seed {seed}"):
            check_reading(specification, Client(sandbox, "management"))
            check_partner(specification, Client(sandbox, "partner"))


def main():
    if jsonschema is None or not (REPORT.exists() and MANAGEMENT.exists()):
        with check("schemas"):
            raise Skip(
                "python3-yaml and python3-jsonschema are needed" if jsonschema is None
                else f"the vendor's files are not in {VENDOR}"
            )
        finish()
    for seed in SEEDS:
        check_report(seed)
        check_management(seed)
        check_latest(seed)
    finish()


main()

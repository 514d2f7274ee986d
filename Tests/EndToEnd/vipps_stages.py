# SPDX-License-Identifier: Apache-2.0
"""Every Vipps fetch stage as a pipeline over a separate sandbox, and what each must give."""

import json
import os
import re
import urllib.request

import vipps_reference as reference
from harness import TODAY, Project, Sandbox, expect, expect_equal, result_of

FIRST, LAST = "2026-10-24", "2026-10-26"  # A weekly payout, and the day that has 25 hours.
WINDOW = f"{FIRST}_{LAST}"
DATES = ("--from", FIRST, "--to", LAST)
NOBODY = ("business:NO:ORG", "111111111")
CONNECTION = """\
  {name}:
    type: vipps
    base_url: {base_url}
    key_type: {name}
    requests_in_flight: 16
    client_id: ${{env:{variable}_CLIENT_ID}}
    client_secret: ${{env:{variable}_CLIENT_SECRET}}
"""
SUBSCRIPTION = """\
    subscription_key: ${{env:{variable}_SUBSCRIPTION_KEY}}
    merchant_serial_number: "{serial_number}"
"""
OPEN_FIRST = "2026-11-13"
OPEN_WINDOW = f"{OPEN_FIRST}_{TODAY}"
OPEN_DATES = ("--from", OPEN_FIRST, "--to", TODAY)
# The whole matrix takes minutes: FJORD_FULL=1. Without it, of each kind of check some.
FULL = os.environ.get("FJORD_FULL") == "1"
SMALL = {"ledgers": 2, "entries_per_day": 6, "page_size": 5, "v1": "on", "feed_start": "2026-11-14"}
DATED = ("funds", "fees", "payouts", "ledger_transactions")
KEY_TYPES = ("accounting", "sales_unit", "partner", "management")


class ReadOnlySandbox(Sandbox):
    """A sandbox that counts what could have changed something, over all sandboxes of the script."""

    ended, changes = 0, []

    def __exit__(self, *details):
        ReadOnlySandbox.ended += 1
        ReadOnlySandbox.changes += self.changed_by()["requests"]
        super().__exit__(*details)

    def changed_by(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.base_url + "/sandbox/changes", timeout=30) as answer:
            return json.loads(answer.read())


def connect(project, sandbox):
    """Gives a project one connection for each type of keys, called like the type."""
    text = "connections:\n"
    for name in KEY_TYPES:
        keys, variable = sandbox.all_keys[name], f"VIPPS_{name.upper()}"
        serial_number = keys.get("merchant_serial_number")
        template = CONNECTION + (SUBSCRIPTION if serial_number else "")
        text += template.format(
            name=name, base_url=sandbox.base_url, variable=variable, serial_number=serial_number,
        )
        for part in ("client_id", "client_secret", "subscription_key"):
            if part in keys:
                project.environment[f"{variable}_{part.upper()}"] = keys[part]
    project.write("fjord.yaml", text)


def pipeline(name, stages, window=True):
    """The text of a pipeline that writes the rows of each stage as CSV and as JSON lines; without a window in the
    paths if no stage knows dates."""
    window = window and any(stage.is_dated for stage in stages)
    lines = ["fjord: 1", f"name: {name}", "stages:"]
    if window:
        lines.insert(2, "window: {unit: day}")
    for stage in stages:
        options = {"id": stage.name, **stage.options}
        lines += [f"  {'- ' if key == 'id' else '  '}{key}: {json.dumps(value)}" for key, value in options.items()]
        for sink in ("csv", "jsonl"):
            folder = f"out/${{window}}/{name}" if window else f"out/{name}"
            lines += [f"  - sink: {sink}", f"    input: {stage.name}", f"    path: {folder}/{stage.name}.{sink}"]
    return "\n".join(lines) + "\n"


class Stage:
    """A fetch stage with options, and the function that computes its rows."""

    def __init__(self, name, fetch, connection, expected=None, **options):
        self.name, self.expected = name, expected
        self.options = {"fetch": f"vipps.{fetch}", "connection": connection, **options}

    @property
    def is_dated(self):
        return self.options["fetch"].removeprefix("vipps.") in DATED

    def with_keys(self, keys):
        options = {**self.options, "connection": keys}
        return Stage(self.name, options.pop("fetch").removeprefix("vipps."), expected=self.expected, **options)


class World:
    """A sandbox, what it holds by its own answers, and a project that is connected to it."""

    def __init__(self, api=None, **settings):
        self.sandbox = ReadOnlySandbox(**{"seed": 7, "ledgers": 4, "entries_per_day": 12, "page_size": 9, **settings})
        self.api = api

    @classmethod
    def of(cls, sandbox, api):
        """Another project over a sandbox that runs."""
        world = cls(api)
        world.sandbox = sandbox
        return world.begin()

    def begin(self):
        self.project = Project()
        connect(self.project, self.sandbox)
        self.api = self.api or reference.API(self.sandbox)
        return self

    def __enter__(self):
        self.sandbox.__enter__()
        return self.begin()

    def __exit__(self, *details):
        self.sandbox.__exit__(*details)
        self.project.remove()

    def write(self, name, stages, window=True):
        self.project.write(f"{name}.yaml", pipeline(name, stages, window))

    def start(self, name, *arguments):
        arguments = ("run", f"{name}.yaml", *arguments, "--json")
        return Started(self, name, arguments, self.project.start(*arguments))

    def run(self, name, *arguments, status=0):
        return self.start(name, *arguments).wait(status)

    def run_and_compare(self, name, stages, *arguments, window=WINDOW):
        """One run of some stages, every row and total of which must be right."""
        self.write(name, stages, window is not None)
        run = self.run(name, *arguments)
        for stage in stages:
            run.compare(stage.name, stage.expected(), window)
        return run


class Started:
    """A run under way."""

    def __init__(self, world, name, arguments, child):
        self.world, self.name, self.arguments, self.child = world, name, arguments, child

    def wait(self, status=0, timeout=300):
        result = result_of(self.child, self.arguments, timeout)
        return Run(self.world, self.name, result.expect(status))


class Run:
    """A finished run: what it said, and its outputs."""

    def __init__(self, world, name, result):
        self.world, self.name, self.result = world, name, result
        self.report = json.loads(result.output) if result.output else {}
        self.mark = ".provisional" if self.report.get("state") == "provisional" else ""

    @property
    def rules(self):
        return sorted({finding["rule"] for finding in self.report["findings"]})

    def folder(self, window=WINDOW):
        middle = f"{window}/" if window else ""
        return self.world.project.folder / f"out/{middle}{self.name}"

    def compare(self, name, sheet, window=WINDOW):
        """Every cell of both outputs, and the totals that the manifest has."""
        folder = self.folder(window)
        sheet.compare_csv(folder / f"{name}{self.mark}.csv")
        sheet.compare_json_lines(folder / f"{name}{self.mark}.jsonl")
        path = f"{folder.relative_to(self.world.project.folder)}/{name}{self.mark}.csv"
        output = next(item for item in self.manifest(window)["outputs"] if item["path"] == path)
        expect_equal(output["rows"], len(sheet.rows), f"rows of {name} in the manifest")
        amounts = [column for column, kind in sheet.kinds.items() if kind == "money"]
        totals = {column: sheet.sums(column) for column in amounts if sheet.rows}
        expect_equal(output["totals"], totals, f"totals of {name} in the manifest")

    def compare_partitions(self, name, partitions, window=WINDOW):
        found = [
            (item["partition"], item["state"], item["rows"], item["sums"])
            for item in self.manifest(window)["partitions"] if item["stage"] == name
        ]
        expect_equal(found, partitions, f"partitions of {name}")

    def manifest(self, window=WINDOW):
        return json.loads((self.folder(window) / f"{self.name}{self.mark}.manifest.json").read_text())

    def contents(self, window=WINDOW):
        """The bytes of the outputs by name; manifests tell of connections, which may differ."""
        return {
            path.name.replace(".provisional", ""): path.read_bytes()
            for path in sorted(self.folder(window).iterdir()) if "manifest" not in path.name
        }

    def struck(self):
        """The addresses of requests that were repeated, as patterns."""
        paths = re.findall(r"^warning: GET [^/\s]+(/[^\s?]*)", self.result.errors, re.M)
        return [pattern(path.rstrip(":")) for path in paths]


def expect_same_contents(found, wanted):
    expect_equal(sorted(found), sorted(wanted), "outputs")
    for name, content in wanted.items():
        expect(found[name] == content, f"{name} differs: {found[name][:300]!r} ... for {content[:300]!r} ...")


def pattern(path):
    """An address with names in place of what differs."""
    path = re.sub(r"/20\d\d-\d\d-\d\d$", "/{date}", path)
    path = re.sub(r"/merchants/[^/]+/[^/]+", "/merchants/{scheme}/{id}", path)
    path = re.sub(r"/product-orders/[^/]+", "/product-orders/{id}", path)
    path = re.sub(r"/ledgers/\d+", "/ledgers/{ledgerId}", path)
    return re.sub(r"/sales-units/\d+", "/sales-units/{msn}", path)


# MARK: the stages


def report_stages(api):
    """Stages over the Report API, with every option that asks the vendor for something else."""
    ledgers = api.ledgers()
    ids = sorted(item["ledgerId"] for item in ledgers)
    units = [handle for item in ledgers for handle in item.get("settlesForRecipientHandles") or []]
    unit = reference.handle(next(each for each in units if is_api(each)))
    number = reference.handle(next(each for each in units if not is_api(each)))
    msn, own = unit.split(":")[1], api.ledgers("sales_unit")
    of_unit = [row["ledgerId"] for row in reference.ledger_sheet(api, handles=[unit]).rows]
    named = {"sales_unit_names": True}

    def entries(topic, ledgers=None, names=False, personal=False, extra=False):
        sheet = reference.Entries(api, topic, FIRST, LAST, personal, ledgers).sheet
        if names:
            sheet = sheet.with_column("salesUnitName", after="recipientHandle")
        for column in ("name", "maskedPhoneNo", "message") if personal else ():
            sheet = sheet.with_column(column)
        return sheet.with_column("extra:json") if extra else sheet

    # As handles were spelled at first.
    spelling, other_spelling = f"msn/{msn}", number.lower().replace(":", "/")
    return [
        Stage("ledgers", "ledgers", "accounting", lambda: reference.ledger_sheet(api), extra=True),
        Stage(
            "ledgers_of_unit", "ledgers", "accounting", lambda: reference.ledger_sheet(api, handles=[unit]),
            handles=[spelling], extra=True,
        ),
        Stage(
            "ledgers_of_units", "ledgers", "accounting", lambda: reference.ledger_sheet(api, handles=[unit, number]),
            handles=[other_spelling, spelling], extra=True,
        ),
        Stage("own_ledgers", "ledgers", "sales_unit", lambda: reference.ledger_sheet(api, "sales_unit"), extra=True),
        Stage(
            "funds", "funds", "accounting", lambda: entries("funds", names=True, personal=True, extra=True),
            extra=True, personal_data=True, **named,
        ),
        Stage("fees", "fees", "accounting", lambda: entries("fees", extra=True), extra=True),
        Stage("funds_of_unit", "funds", "accounting", lambda: entries("funds", of_unit), handles=[spelling]),
        Stage("fees_of_ledger", "fees", "accounting", lambda: entries("fees", ids[-1:]), ledgers=ids[-1:]),
        Stage(
            "own_fees", "fees", "sales_unit", lambda: entries("fees", [item["ledgerId"] for item in own], names=True),
            **named,
        ),
        Stage("payouts", "payouts", "accounting", lambda: reference.payout_sheet(api, FIRST, LAST)),
        Stage(
            "own_payouts", "payouts", "sales_unit",
            lambda: reference.payout_sheet(api, FIRST, LAST, [item["ledgerId"] for item in own]),
        ),
    ]


def transaction_stages(api, decimals=False):
    """Stages over version 1."""
    ledger = sorted(item["ledgerId"] for item in api.ledgers())[0]
    payout = max(reference.payout_sheet(api, FIRST, LAST, [ledger]).rows, key=lambda row: row["ledgerDate"])
    number = payout["payoutNumber"]
    options = {"amounts": "major" if decimals else "minor", "sales_unit_names": True}

    def sheet(*windows, **choice):
        return lambda: reference.transaction_sheet(api, decimals=decimals, windows=windows, **choice)

    dates = [{"ledgerDate": date} for date in reference.days(FIRST, LAST)]
    whole = {"fromLedgerDate": FIRST, "toLedgerDate": LAST}
    return [
        Stage("by_date", "ledger_transactions", "accounting", sheet(*dates), **options),
        Stage("by_window", "ledger_transactions", "accounting", sheet(whole), partition="window", **options),
        Stage(
            "in_payout", "ledger_transactions", "accounting", sheet({"inPayout": number}, ledgers=[ledger]),
            ledgers=[ledger], in_payout=number, **options,
        ),
        Stage(
            "since_payout", "ledger_transactions", "accounting", sheet({"sincePayout": number}, ledgers=[ledger]),
            ledgers=[ledger], since_payout=number, **options,
        ),
    ]


def management_stages(api):
    """Stages over the Management API, with management, partner and sales-unit keys."""
    owners = dict.fromkeys((item["owner"]["scheme"], item["owner"]["id"]) for item in api.ledgers())
    merchants = [*owners, NOBODY]
    written = [number if scheme == NOBODY[0] else f"{scheme}/{number}" for scheme, number in merchants]
    numbers = reference.unit_numbers(api)
    chosen = [*numbers[:1], "1234567890", *numbers[-1:]]
    stages = []
    for keys, mark in (("management", ""), ("partner", "_partner"), ("sales_unit", "_own")):
        own = reference.unit_numbers(api, keys)
        stages += [
            Stage(f"merchants{mark}", "merchants", keys, bind(reference.merchants_sheet, api, keys)),
            Stage(
                f"merchant{mark}", "merchant", keys, bind(reference.merchant_sheet, api, merchants, keys),
                merchants=written,
            ),
            Stage(
                f"contracts{mark}", "contracts", keys, bind(reference.contracts_sheet, api, merchants, keys),
                merchants=written,
            ),
            Stage(f"units{mark}", "sales_units", keys, bind(reference.unit_sheet, api, own, keys)),
            Stage(f"orders{mark}", "product_orders", keys, bind(reference.order_sheet, api, False, True, keys),
                  details=True),
            Stage(f"quality{mark}", "api_quality", keys, bind(reference.quality_sheet, api, own, keys)),
        ]
    return stages + [
        Stage("unit_list", "sales_units", "management", bind(reference.unit_list_sheet, api), details=False),
        Stage(
            "unit_list_of_merchants", "sales_units", "management",
            bind(reference.unit_list_sheet, api, "management", merchants), merchants=written, details=False,
        ),
        Stage(
            "units_of_merchants", "sales_units", "management",
            lambda: reference.unit_sheet(api, reference.unit_numbers(api, "management", merchants)),
            merchants=written,
        ),
        Stage("chosen_units", "sales_units", "management", bind(reference.unit_sheet, api, chosen), units=chosen),
        Stage("orders_expired", "product_orders", "management", bind(reference.order_sheet, api, True),
              include_expired=True),
        Stage("quality_chosen", "api_quality", "management", bind(reference.quality_sheet, api, chosen), units=chosen),
        Stage("prices", "price_packages", "partner", bind(reference.price_sheet, api)),
        Stage("partner", "partner", "partner", bind(reference.partner_sheet, api)),
    ]


def entry_stages(api, first, last, ledgers=None):
    """One stage per endpoint of the Report API over some dates."""
    chosen = {"ledgers": ledgers} if ledgers else {}

    def entries(topic, personal):
        sheet = reference.Entries(api, topic, first, last, personal, ledgers).sheet
        for column in ("name", "maskedPhoneNo", "message") if personal else ():
            sheet = sheet.with_column(column)
        return sheet.with_column("extra:json")

    return [
        Stage("ledgers", "ledgers", "accounting", bind(reference.ledger_sheet, api), extra=True),
        Stage("funds", "funds", "accounting", bind(entries, "funds", True), extra=True, personal_data=True, **chosen),
        Stage("fees", "fees", "accounting", bind(entries, "fees", False), extra=True, **chosen),
        Stage(
            "payouts", "payouts", "accounting", bind(reference.payout_sheet, api, first, last, ledgers), **chosen,
        ),
    ]


def endpoint_stages(api):
    """Each endpoint once, with as few requests as show all of it."""
    ledger = api.ledgers()[0]
    owner = ledger["owner"]
    merchants = [(owner["scheme"], owner["id"])]
    written = [f"{owner['scheme']}/{owner['id']}"]
    units = reference.unit_numbers(api)[:2]
    only = {"ledgers": [ledger["ledgerId"]]}

    def entries(topic):
        return reference.Entries(api, topic, LAST, LAST, False, only["ledgers"]).sheet

    return [
        Stage("ledgers", "ledgers", "accounting", bind(reference.ledger_sheet, api), extra=True),
        Stage("funds", "funds", "accounting", bind(entries, "funds"), **only),
        Stage("fees", "fees", "accounting", bind(entries, "fees"), **only),
        Stage("payouts", "payouts", "accounting", bind(reference.payout_sheet, api, LAST, LAST, only["ledgers"]),
              **only),
        Stage(
            "transactions", "ledger_transactions", "accounting",
            bind(reference.transaction_sheet, api, only["ledgers"], False, [{"ledgerDate": LAST}]),
            sales_unit_names=True, **only,
        ),
        Stage("merchants", "merchants", "management", bind(reference.merchants_sheet, api)),
        Stage("merchant", "merchant", "management", bind(reference.merchant_sheet, api, merchants), merchants=written),
        Stage("contracts", "contracts", "management", bind(reference.contracts_sheet, api, merchants),
              merchants=written),
        Stage("unit_list", "sales_units", "management", bind(reference.unit_list_sheet, api), details=False),
        Stage(
            "unit_list_of_merchant", "sales_units", "management",
            bind(reference.unit_list_sheet, api, "management", merchants), merchants=written, details=False,
        ),
        Stage("units", "sales_units", "management", bind(reference.unit_sheet, api, units), units=units),
        Stage("order_list", "product_orders", "management", bind(reference.order_sheet, api)),
        Stage("orders", "product_orders", "partner", bind(reference.order_sheet, api, False, True, "partner"),
              details=True),
        Stage("quality", "api_quality", "management", bind(reference.quality_sheet, api, units), units=units),
        Stage("prices", "price_packages", "partner", bind(reference.price_sheet, api)),
        Stage("partner", "partner", "partner", bind(reference.partner_sheet, api)),
    ]


def all_stages(api):
    """Name, stages and window of the pipelines that ask every endpoint."""
    return [
        ("reports", report_stages(api), WINDOW),
        ("transactions", transaction_stages(api), WINDOW),
        ("management", management_stages(api), None),
    ]


def is_api(handle):
    return handle.startswith(("api:", "msn/"))


def bind(function, *arguments):
    return lambda: function(*arguments)

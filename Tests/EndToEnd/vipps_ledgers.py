# SPDX-License-Identifier: Apache-2.0
"""Checks of ledgers, and payouts over many seeds."""

import vipps_reference as reference
from harness import TODAY, Project, check, expect, expect_equal
from vipps_stages import DATES, FIRST, LAST, World, connect


def check_check_ledger():
    def text(level, **options):
        lines = [
            "fjord: 1", "name: checked", "window: {unit: day}", "stages:", "  - id: entries",
            "    fetch: vipps.funds", "    connection: accounting", "  - transform: vipps.check_ledger",
            "    id: checked", f"    level: {level}", *(f"    {name}: {value}" for name, value in options.items()),
        ]
        for sink in ("csv", "jsonl"):
            lines += [f"  - sink: {sink}", "    input: checked", f"    path: out/${{window}}/checked/checked.{sink}"]
        return "\n".join(lines) + "\n"

    rules = ["chain", "date-adds-up", "entry-adds-up"]
    with World(oddities="broken-balance") as world:
        with check("vipps: check_ledger warns of broken balances, and commits"):
            world.project.write("checked.yaml", text("warn"))
            run = world.run("checked", *DATES)
            expect(run.rules and set(run.rules) <= set(rules), f"findings: {run.rules}")
            expect({finding["level"] for finding in run.report["findings"]} == {"warning"}, f"{run.report}")
            sheet = reference.Entries(world.api, "funds", FIRST, LAST).sheet
            run.compare("checked", sheet)
        with check("vipps: check_ledger with level fail ends with 3 and writes nothing"):
            other = Project()
            connect(other, world.sandbox)
            other.write("checked.yaml", text("fail"))
            other.fjord("run", "checked.yaml", *DATES, "--quiet").expect(3, "chain")
            other.expect_untouched()
            other.remove()
    booking = {
        "": {}, "gross": {"settlement": "gross"}, "rolling-reserve": {"reserve": "true"},
        "aborted-payouts,corrections,disputes,top-ups,unknown-types,zero-amounts": {},
        "weekly,delayed-fees,fee-corrections": {}, "negative-balance,gap-dates": {}, "old-payouts,monthly": {},
    }
    for oddities, options in booking.items():
        with check(f"vipps: check_ledger is silent about {oddities or 'everyday ledgers'}"):
            with World(oddities=oddities) as world:
                world.project.write("checked.yaml", text("fail", **options))
                expect_equal(world.run("checked", *DATES).rules, [], "findings")


# MARK: payouts


MIXTURES = [
    "", "rolling-reserve", "corrections,disputes,top-ups,credit-notes,unknown-types,zero-amounts",
    "aborted-payouts,fee-corrections,split-fees,old-payouts",
    "negative-balance,delayed-fees,service-fees,gap-dates", "weekly,aborted-payouts,disputes,rolling-reserve",
    "monthly,corrections,top-ups,gross",
]
PAYOUTS = """\
fjord: 1
name: payouts
window: {{unit: day}}
stages:
  - id: payouts
    fetch: vipps.payouts
  - sink: csv
    path: out/payouts-${{window}}.csv
  - id: funds
    fetch: vipps.funds
  - id: fees
    fetch: vipps.fees
  - transform: union
    inputs: [funds, fees]
  - transform: vipps.check_ledger
    level: fail
    settlement: {settlement}
    reserve: {reserve}
  - sink: csv
    path: out/entries-${{window}}.csv
  - id: paid
    input: funds
    filter: entryType in ('payout-scheduled', 'scheduled-for-payout')
  - sink: csv
    path: out/paid-${{window}}.csv
"""
PAYOUT_DATES = ("--from", "2026-10-03", "--to", "2026-11-03")


def check_payouts(seeds):
    """opening + all = paid + closing, one row for each payout of the entries, and no rule of ledgers broken, over
    many seeds."""
    rows = 0
    for place, mixture in enumerate(MIXTURES):
        with check(f"vipps: payouts add up over {seeds} seeds: {mixture or 'everyday ledgers'}"):
            # Other seeds for each mixture.
            for seed in range(place * 1_000, place * 1_000 + seeds):
                rows += payout_rows_of(seed, mixture)
    print(f"        {rows} payouts")


def payout_rows_of(seed, mixture):
    project = Project()
    try:
        settlement, reserve = "gross" if "gross" in mixture else "net", "reserve" in mixture
        project.write("payouts.yaml", PAYOUTS.format(settlement=settlement, reserve=str(reserve).lower()))
        settings = f"seed={seed}&entries_per_day=2&ledgers=2&today={TODAY}&oddities={mixture}"
        arguments = ("run", "payouts.yaml", *PAYOUT_DATES, "--quiet", "--connection", f"vipps=sandbox?{settings}")
        project.fjord(*arguments).expect(0)
        payouts, paid = (records(project, f"out/{name}-2026-10-03_2026-11-03.csv") for name in ("payouts", "paid"))
    finally:
        project.remove()
    closings = {}
    for row in payouts:
        names = list(row)
        amounts = {name: minor(row[name]) for name in names[6:18]}
        opening, out, closing = (amounts.pop(name) for name in ("openingBalance", "paidOut", "closingBalance"))
        expect_equal(opening + sum(amounts.values()), out + closing, f"seed {seed}: {row}")
        ledger = row["ledgerId"]
        expect_equal(opening, closings.get(ledger, opening), f"seed {seed}: opening of {row}")
        expect(out > 0 and row["periodFrom"] <= row["periodTo"] == row["ledgerDate"], f"seed {seed}: {row}")
        closings[ledger] = closing
    found = [(row["ledgerId"], row["ledgerDate"], row["payoutNumber"], minor(row["paidOut"])) for row in payouts]
    wanted = [
        (row["ledgerId"], row["ledgerDate"], row["pspReference"].split("-")[-1], -minor(row["amount"]))
        for row in paid
    ]
    expect_equal(found, wanted, f"seed {seed}: payouts")
    return len(found)


def records(project, path):
    header, *rows = reference.csv_cells((project.folder / path).read_bytes().decode("utf-8"))
    return [dict(zip(header, row)) for row in rows]


def minor(text):
    return int(text.replace(".", ""))

# SPDX-License-Identifier: Apache-2.0
"""Every Vipps stage, every fault and oddity of the sandbox: rows and totals equal what Python computes by itself."""

import contextlib
import datetime
import random
import re
import subprocess

import vipps_reference as reference
from harness import FJORD, TODAY, check, expect, expect_equal, finish
from vipps_faults import FaultyRuns, RoughNetwork, check_final_faults, check_keys, check_tokens
from vipps_feeds import NOT_FOR_FEEDS, check_feed_kills, check_feeds_over_days, check_growth, check_odd_feeds
from vipps_ledgers import check_check_ledger, check_payouts
from vipps_stages import (
    DATES, FIRST, FULL, LAST, OPEN_DATES, OPEN_FIRST, SMALL, WINDOW, ReadOnlySandbox, Stage, World, all_stages,
    entry_stages, expect_same_contents, management_stages, transaction_stages,
)


def names_in_help(heading):
    """The faults or oddities that the sandbox has, so that a new one is tried without a change here."""
    text = subprocess.run([FJORD, "sandbox", "--help"], capture_output=True, text=True, timeout=20).stdout
    block = text.split(f"\n{heading}:\n")[1].split("\n\n")[0]
    return re.findall(r"^  ([a-z0-9-]+)(?: |$)", block, re.M)


# MARK: stages


def check_stages(world):
    for name, stages, window in all_stages(world.api):
        run = None
        with check(f"vipps: {name} runs"):
            world.write(name, stages, window is not None)
            run = world.run(name, *(DATES if window else ()))
            rules = ["not-found", "not-offered"] if name == "management" else []
            expect_equal(run.rules, rules, "findings")
            expect_equal(run.report["retries"], 0, "repeated requests")
        for stage in stages if run else ():
            with check(f"vipps: {name}/{stage.name}, every row and total"):
                run.compare(stage.name, stage.expected(), window)
        if name == "reports":
            with check("vipps: partitions with state, rows and sums"):
                for topic in ("funds", "fees"):
                    entries = reference.Entries(world.api, topic, FIRST, LAST)
                    run.compare_partitions(topic, entries.partitions)
    with check("vipps: version 1 and version 2 agree on what a payout paid"):
        check_versions_agree(world.api)


def check_versions_agree(api):
    """Without what delays or corrects fees, gross less fees is what the payout paid."""
    for payout in reference.payout_sheet(api, FIRST, LAST).rows:
        query = {"inPayout": payout["payoutNumber"]}
        rows = reference.transaction_sheet(api, [payout["ledgerId"]], windows=[query]).rows
        payments = [row for row in rows if row["transactionType"] != "payout"]
        expect_equal(sum(row["ledgerAmount"] for row in payments), payout["paidOut"], f"paid by {payout}")
        expect_equal(-sum(row["fee"] for row in payments), payout["feesRetained"], f"fees of {payout}")


def check_workers(world):
    for name, _, window in all_stages(world.api):
        with check(f"vipps: {name}, the same bytes with 1, 2 and 7 workers"):
            runs = [
                world.run(name, *(DATES if window else ()), "--workers", workers).contents(window)
                for workers in (1, 2, 7)
            ]
            expect(runs[0] and runs[0] == runs[1] == runs[2], "outputs differ")


def check_page_sizes(world):
    name, stages, window = all_stages(world.api)[0]
    wanted = world.run(name, *DATES).contents()
    for page_size, ledger_page_size in ((1, 1), (7, 3), (1000, 100)):
        with check(f"vipps: {name}, the same bytes with {page_size} entries to a page"):
            settings = {"v1": "on", "page_size": page_size, "ledger_page_size": ledger_page_size}
            with World(**settings) as other:
                other.write(name, stages)
                expect_same_contents(other.run(name, *DATES).contents(), wanted)


# MARK: generations of the APIs


def check_generations():
    for settings in (
        {"management": "seed"}, {"management": "2023", "msn_type": "number"}, {"ideas": "off"},
        {"msn_type": "number"},
        {"oddities": "quality-double-slash,quality-fractions,quality-wrong-sums,quality-zero-traffic", "seed": 11},
        {"oddities": "swapped-expires-in", "seed": 12},
    ):
        words = ", ".join(f"{name} {value}" for name, value in settings.items())
        with check(f"vipps: management stages with {words}"):
            with World(**settings) as world:
                stages = [
                    stage for stage in management_stages(world.api)
                    # Product orders can be read in the latest generation alone.
                    if "management" not in settings or not stage.name.startswith("orders")
                ]
                world.run_and_compare("management", stages, window=None)
    with check("vipps: version 1 in decimals"):
        with World(v1="decimals") as world:
            world.run_and_compare("transactions", transaction_stages(world.api, decimals=True), *DATES)
    with check("vipps: version 1 is gone"):
        with World(v1="gone") as world:
            stage = Stage("old", "ledger_transactions", "accounting", None)
            world.write("old", [stage])
            result = world.run("old", *DATES, status=1).result
            result.expect(1, "410 Gone", "vipps-transactions-gone", "fix: ", "vipps.funds", "vipps.payouts")
            world.project.expect_untouched()


def check_beginnings():
    """The first days of a ledger that began later than the others: nothing stands before its first period."""
    for oddities in ("", "monthly"):
        with check(f"vipps: the first payouts of a ledger, {oddities or 'daily'}"):
            settings = {"ledgers": 5, "feed_start": "2020-05-01", "oddities": oddities, "entries_per_day": 4}
            with World(**settings) as world:
                ledger = world.api.ledgers()[4]["ledgerId"]
                start = first_date(world.api, ledger)
                first, last = start - datetime.timedelta(days=3), start + datetime.timedelta(days=40)
                stages = entry_stages(world.api, str(first), str(last), [ledger])[1:]
                window = f"{first}_{last}"
                world.run_and_compare("begin", stages, "--from", first, "--to", last, window=window)
                rows = stages[-1].expected().rows
                expect(rows and rows[0]["openingBalance"] == 0, f"no first payout: {rows[:1]}")
                expect_equal(rows[0]["periodFrom"], str(start), "begin of the first period")


def first_date(api, ledger):
    low, high = datetime.date(2020, 5, 1), datetime.date(2026, 11, 1)
    while low < high:
        middle = low + (high - low) // 2
        if api.date(ledger, "funds", middle.isoformat())[0]:
            high = middle
        else:
            low = middle + datetime.timedelta(days=1)
    return low


def check_wrong_options():
    """What cannot be read is said before it is asked for, or before anything is written."""
    cases = [
        ("funds", {"handles": ["718204"]}, 2, ("vipps-invalid-handle", "api:718204")),
        ("funds", {"handles": ["api:999999"]}, 2, ("vipps-unknown-handle", "the ledgers settle for")),
        ("payouts", {"ledgers": ["99"]}, 2, ("vipps-unknown-ledger", "the keys reach")),
        ("ledgers", {"handles": ["NO:1"]}, 2, ("vipps-unknown-handle",)),
        ("ledger_transactions", {"in_payout": "1", "since_payout": "1"}, 2, ("exclude one another",)),
        ("ledger_transactions", {"amounts": "minor"}, 1, ("inexact-number",)),
        ("sales_units", {"units": ["718204"], "merchants": ["923456781"]}, 2, ("do not go together",)),
        ("sales_units", {"units": ["12a4"]}, 2, ("vipps-invalid-sales-unit",)),
        ("merchant", {"merchants": ["92345678"]}, 2, ("vipps-invalid-merchant", "nine digits")),
    ]
    with World(v1="decimals") as world:
        for place, (fetch, options, status, words) in enumerate(cases):
            with check(f"vipps: {fetch} with {options} ends with {status}"):
                keys = "management" if fetch in ("sales_units", "merchant") else "accounting"
                stage = Stage("wrong", fetch, keys, **options)
                world.write(f"wrong{place}", [stage])
                arguments = DATES if stage.is_dated else ()
                result = world.run(f"wrong{place}", *arguments, status=status).result
                expect(status == 1 or "fix: " in result.errors, f"no advice: {result}")
                result.expect(status, *words)
                world.project.expect_untouched()


# MARK: oddities


# Oddities that change what a client meets on its way, and no row.
ON_THE_WAY = [
    "empty-last-page", "key-order", "ledgers-missing-cursor", "ledgers-null-cursor", "missing-nulls",
    "no-try-later", "try-later-pages", "old-handles", "feed-empty-pages", "feed-end-empty", "feed-new-cursors",
    "feed-overlap", "swapped-expires-in",
]
# These concern the list of ledgers or the Management API, not one ledger.
NOT_OF_A_LEDGER = ("ledgers-", "quality-", "swapped-")


def check_single_oddities(oddities):
    """Each oddity on a ledger of its own, so that one sandbox has them all."""
    names = [name for name in oddities if not name.startswith(NOT_OF_A_LEDGER)]
    settings = {"ledgers": len(names), "entries_per_day": 8, "page_size": 5, "seed": 23, "feed_start": OPEN_FIRST}
    with World(**settings) as plain:
        ids = [item["ledgerId"] for item in plain.api.ledgers()]
    odd = ",".join(f"{name}@{ledger}" for name, ledger in zip(names, ids))
    with World(**settings, oddities=odd) as world:
        for first, last, arguments in ((FIRST, LAST, DATES), (OPEN_FIRST, TODAY, OPEN_DATES)):
            window = f"{first}_{last}"
            # Without the ledger that is not found, whose dates all count as open.
            found = sorted(ledger for name, ledger in zip(names, ids) if name != "ledger-404")
            stages, run = entry_stages(world.api, first, last, found), None
            with check(f"vipps: {len(names)} ledgers, each odd in its own way, {window}"):
                world.write("odd", stages)
                run = world.run("odd", *arguments)
                state = "final" if window == WINDOW else "provisional"
                expect_equal(run.report["state"], state, "state")
            for stage in stages if run else ():
                with check(f"vipps: odd ledgers, {window}, {stage.name}, every row and total"):
                    run.compare(stage.name, stage.expected(), window)
            for topic in ("funds", "fees") if run else ():
                with check(f"vipps: odd ledgers, {window}, {topic}, partitions with state, rows and sums"):
                    entries = reference.Entries(world.api, topic, first, last, False, found)
                    run.compare_partitions(topic, entries.partitions, window)
        lost = ids[names.index("ledger-404")]
        with check("vipps: a ledger of the list that is not found counts as open, without rows"):
            run = world.run_and_compare("lost", entry_stages(world.api, FIRST, LAST, [lost])[1:], *DATES)
            expect_equal((run.report["state"], run.report["rows_read"]), ("provisional", 0), "state and rows")
        check_odd_feeds(world, names, ids)


def check_lists_of_ledgers():
    for name in ("ledgers-first-payout", "ledgers-no-currency", "ledgers-no-sales-units"):
        with check(f"vipps: {name}"):
            with World(oddities=name, ledger_page_size=3) as world:
                world.run_and_compare("odd", entry_stages(world.api, FIRST, LAST), *DATES)
    with check("vipps: ledgers-none"):
        with World(oddities="ledgers-none") as world:
            ledgers, funds, *_ = entry_stages(world.api, FIRST, LAST)
            run = world.run_and_compare("none", [ledgers], window=None)
            expect_equal(run.rules, ["no-ledgers"], "findings")
            world.write("some", [funds])
            world.run("some", *DATES, status=1).result.expect(1, "vipps-no-ledgers", "fix: ", "Accounting partners")


def check_on_the_way(world):
    """What is only odd on the way gives the same bytes."""
    stages = entry_stages(world.api, FIRST, LAST)
    world.write("plain", stages)
    wanted = world.run("plain", *DATES).contents()
    groups = [[name] for name in ON_THE_WAY] if FULL else []
    for group in [*groups, ON_THE_WAY]:
        with check(f"vipps: the same bytes with {', '.join(group)}"):
            with World(oddities=",".join(group), v1="on") as other:
                other.write("plain", stages)
                expect_same_contents(other.run("plain", *DATES).contents(), wanted)


def check_mixtures(oddities):
    """Oddities in mixtures, all ledgers alike, closed and open dates."""
    names = [name for name in oddities if name not in (*NOT_FOR_FEEDS, "ledgers-none")]
    for seed in range(40 if FULL else 3):
        drawn = random.Random(seed)
        mixture = drawn.sample(names, drawn.randint(2, 9))
        is_open = seed % 3 == 2
        first, last = (OPEN_FIRST, TODAY) if is_open else (FIRST, LAST)
        with check(f"vipps: mixture {seed}, {'open' if is_open else 'closed'} dates: {', '.join(sorted(mixture))}"):
            settings = {
                "seed": seed, "oddities": ",".join(mixture), "page_size": drawn.choice((1, 4, 7, 1000)),
                "entries_per_day": drawn.choice((1, 5, 20)),
            }
            with World(**settings) as world:
                stages = entry_stages(world.api, first, last) + management_stages(world.api)
                arguments = OPEN_DATES if is_open else DATES
                world.run_and_compare("mixture", stages, *arguments, window=f"{first}_{last}")


# MARK: nothing is changed


def check_read_only():
    with check(f"vipps: nothing was sent to {ReadOnlySandbox.ended} sandboxes that could change anything"):
        expect(ReadOnlySandbox.ended > 20, f"{ReadOnlySandbox.ended} sandboxes")
        expect_equal(ReadOnlySandbox.changes, [], "requests")
    with check("vipps: what could change something would have been noticed"):
        with World(**SMALL) as world:
            unit = reference.unit_numbers(world.api)[0]
            world.api.clients["management"].send("PATCH", f"/management/v1/sales-units/{unit}", body="{}")
            expect_equal(world.sandbox.changed_by()["count"], 1, "requests that could change something")


def main():
    oddities, faults = names_in_help("Oddities"), names_in_help("Faults")
    with check("vipps: the sandbox's help lists its faults and oddities"):
        expect(len(oddities) > 40 and len(faults) > 12, f"{faults} {oddities}")
    with contextlib.ExitStack() as stack:
        # They mostly wait, while the rest runs.
        faulty = FaultyRuns(faults)
        stack.callback(faulty.end)
        world = stack.enter_context(World(v1="on"))
        rough = RoughNetwork(faults, world.api)
        stack.callback(rough.end)
        check_stages(world)
        check_workers(world)
        check_page_sizes(world)
        check_on_the_way(world)
        check_tokens(world)
        check_generations()
        check_beginnings()
        check_wrong_options()
        check_single_oddities(oddities)
        check_lists_of_ledgers()
        check_mixtures(oddities)
        check_final_faults()
        sentences = check_keys()
        check_growth()
        check_feeds_over_days()
        check_feed_kills(40 if FULL else 8)
        check_check_ledger()
        check_payouts(150 if FULL else 2)
        rough.check(world)
        faulty.check()
    check_read_only()
    if FULL:
        faulty.print_table()
        for (stage, keys), sentence in sentences.items():
            print(f"{stage}, {keys}: {sentence}")
    finish()


main()

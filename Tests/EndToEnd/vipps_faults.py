# SPDX-License-Identifier: Apache-2.0
"""What fails on the way, tokens that expire, and keys that do not reach."""

import collections

import vipps_reference as reference
from harness import check, expect, expect_equal
from vipps_feeds import expect_fed, feed_pipeline, feed_rows
from vipps_stages import (
    DATES, FULL, KEY_TYPES, LAST, SMALL, Stage, World, all_stages, endpoint_stages, expect_same_contents,
)


ENDPOINTS = [
    "/management/v1/api-quality/sales-units/{msn}", "/management/v1/merchants",
    "/management/v1/merchants/{scheme}/{id}", "/management/v1/merchants/{scheme}/{id}/contracts",
    "/management/v1/merchants/{scheme}/{id}/sales-units", "/management/v1/partners/price-packages",
    "/management/v1/partners/whoami", "/management/v1/sales-units", "/management/v1/sales-units/{msn}",
    "/management/v2/product-orders", "/management/v2/product-orders/{id}/details", "/report/v1/ledgertransactions",
    "/report/v2/ledgers/{ledgerId}/fees/dates/{date}", "/report/v2/ledgers/{ledgerId}/fees/feed",
    "/report/v2/ledgers/{ledgerId}/funds/dates/{date}", "/report/v2/ledgers/{ledgerId}/funds/feed",
    "/settlement/v1/ledgers",
]
# Which faults end a run, and with which words; all others are only on the way.
FINAL_FAULTS = {"403": ("403 Forbidden", "forbidden"), "410": ("410 Gone", "gone")}
# Nothing is said of these: right answers, and resets of kept connections, which are opened again at once.
UNSEEN = ("gzip", "reset", "slow")


class FaultyRuns:
    """A world for each fault that strikes every request once; all run at the same time, for they mostly wait."""

    def __init__(self, faults):
        self.faults = [fault for fault in faults if fault not in FINAL_FAULTS]
        self.plain = World(**SMALL).__enter__()
        self.stages = endpoint_stages(self.plain.api)
        self.feed = feed_pipeline()
        self.worlds, self.started = {}, {}
        self.struck = collections.defaultdict(collections.Counter)
        for fault in self.faults:
            world = World(**SMALL, faults=fault, fault_every=1, slow_ms=150).__enter__()
            world.write("endpoints", self.stages)
            feed = World.of(world.sandbox, world.api)
            feed.project.write("feed.yaml", self.feed)
            self.worlds[fault] = (world, feed)
            # The second refusal of the same address is final, so no two stages may ask it at once.
            if fault != "401":
                self.started[fault] = (world.start("endpoints", "--date", LAST), feed.start("feed"))

    def check(self):
        wanted = None
        with check("vipps: every endpoint without faults, every row and total"):
            run = self.plain.run_and_compare("endpoints", self.stages, "--date", LAST, window=LAST)
            wanted = run.contents(LAST)
        feed = feed_rows(self.plain.api, SMALL["feed_start"])
        for fault, (world, fed) in self.worlds.items():
            with check(f"vipps: every endpoint with {fault} on every first request, the same bytes"):
                if fault == "401":
                    found = self.one_by_one(world)
                else:
                    run = self.started[fault][0].wait()
                    found = run.contents(LAST)
                    self.note(fault, run)
                expect_same_contents(found, wanted)
            with check(f"vipps: feeds with {fault} on every first request, every entry once"):
                runs = list(self.one_topic_at_a_time(fed)) if fault == "401" else [self.started[fault][1].wait()]
                expect_fed(fed.project, feed)
                for run in runs:
                    self.note(fault, run)
        with check("vipps: the faults struck every endpoint"):
            for fault in self.faults:
                if fault not in UNSEEN:
                    expect_equal(sorted(self.struck[fault]), ENDPOINTS, f"endpoints with {fault}")

    def one_by_one(self, world):
        found = {}
        for stage in self.stages:
            world.write("alone", [stage])
            run = world.run("alone", *(("--date", LAST) if stage.is_dated else ()))
            found |= run.contents(LAST if stage.is_dated else None)
            self.note("401", run)
        return found

    def one_topic_at_a_time(self, fed):
        for topic in ("funds", "fees"):
            fed.project.write(f"{topic}.yaml", feed_pipeline(topic, [topic]))
            yield fed.run(topic)

    def note(self, fault, run):
        if fault not in UNSEEN:
            expect(run.report["retries"] > 0 or fault == "401", f"nothing was repeated: {run.result}")
        self.struck[fault].update(run.struck())

    def end(self):
        for world, feed in self.worlds.values():
            world.__exit__(None, None, None)
            feed.project.remove()
        self.plain.__exit__(None, None, None)

    def print_table(self):
        rows = sorted({pattern for counter in self.struck.values() for pattern in counter})
        print("endpoint," + ",".join(self.struck))
        for row in rows:
            print(row + "," + ",".join(str(counter[row]) for counter in self.struck.values()))


PROPOSALS = ("merchants", "contracts", "partner", "quality")


def check_final_faults():
    """403 and 410 end the run with what to do about it; of what is only proposed, 410 is a note."""
    with World(**SMALL) as plain:
        stages = endpoint_stages(plain.api)
        for fault, (words, code) in FINAL_FAULTS.items():
            with check(f"vipps: {fault} on the first request of each stage is said clearly"):
                for stage in stages:
                    with World(plain.api, **SMALL, faults=fault, fault_every=1) as world:
                        world.write("alone", [stage])
                        arguments = ("--date", LAST) if stage.is_dated else ()
                        if fault == "410" and stage.name in PROPOSALS:
                            run = world.run("alone", *arguments)
                            expect_equal(run.rules, ["not-offered"], f"findings of {stage.name}")
                            continue
                        result = world.run("alone", *arguments, status=1).result
                        result.expect(1, words, f"[{code}]", "fix: ", "GET ")
                        world.project.expect_untouched()
        ledger = plain.api.ledgers()[0]["ledgerId"]
        for fault, (words, code) in FINAL_FAULTS.items():
            with check(f"vipps: {fault} on ledger dates, feeds and transactions is said clearly"):
                with World(plain.api, **SMALL, faults=f"{fault}@{ledger}", fault_every=1) as world:
                    for stage in stages:
                        if stage.name not in ("funds", "fees", "payouts", "transactions"):
                            continue
                        world.write(stage.name, [stage])
                        gone = "vipps-transactions-gone" if (fault, stage.name) == ("410", "transactions") else code
                        result = world.run(stage.name, "--date", LAST, status=1).result
                        result.expect(1, words, f"[{gone}]", "fix: ")
                    world.project.write("feed.yaml", feed_pipeline())
                    world.run("feed", status=1).result.expect(1, words, f"[{code}]", "/feed", "fix: ")
                    world.project.expect_untouched()
    with check("vipps: 403 on one proposed address is a note, the others give their rows"):
        with World(**SMALL) as plain:
            units = reference.unit_numbers(plain.api)[:2]
            with World(**SMALL, faults=f"403@{units[0]}", fault_every=1) as world:
                stage = Stage("quality", "api_quality", "management", None, units=units)
                world.write("quality", [stage], window=False)
                run = world.run("quality")
                run.compare("quality", reference.quality_sheet(plain.api, units[1:]), None)
                expect_equal(run.rules, ["not-offered"], "findings")


def check_tokens(world):
    """Tokens that live for a second, on a slow line."""
    with World(world.api, v1="on", token_seconds=1, latency_ms=40) as slow:
        others = []
        for name, stages, window in all_stages(world.api):
            other = World.of(slow.sandbox, world.api)
            other.write(name, stages, window is not None)
            others.append((other, other.start(name, *(DATES if window else ())), window))
        for other, started, window in others:
            with check(f"vipps: {started.name}, the same bytes with tokens that expire on the way"):
                wanted = world.run(started.name, *(DATES if window else ())).contents(window)
                expect_same_contents(started.wait().contents(window), wanted)
            other.project.remove()


class RoughNetwork:
    """All faults that pass, in turn, over all stages and options; like the faulty runs it mostly waits."""

    def __init__(self, faults, api):
        passing = ",".join(fault for fault in faults if fault not in FINAL_FAULTS)
        self.runs = []
        for name, stages, window in all_stages(api):
            settings = {"v1": "on", "faults": passing, "fault_every": 3 if FULL else 11, "slow_ms": 100}
            world = World(api, **settings).__enter__()
            world.write(name, stages, window is not None)
            self.runs.append((world, world.start(name, *(DATES if window else ())), window))

    def check(self, plain):
        for world, started, window in self.runs:
            with check(f"vipps: {started.name}, the same bytes over a network that fails in every way"):
                wanted = plain.run(started.name, *(DATES if window else ())).contents(window)
                expect_same_contents(started.wait().contents(window), wanted)

    def end(self):
        for world, _, _ in self.runs:
            world.__exit__(None, None, None)


# MARK: kinds of keys


REPORTS = {
    "accounting": None, "sales_unit": None,
    "partner": ("partner keys cannot read ledgers", "accounting keys", "keys of the sales unit"),
    "management": ("management keys cannot read ledgers", "accounting keys", "keys of the sales unit"),
}
MANAGEMENT = {
    "accounting": ("accounting keys cannot use the Management API", "partner keys", "management keys", "sales units"),
    "sales_unit": None, "partner": None, "management": None,
}
ONLY_PARTNERS = {"partner": None, "accounting": ("accounting keys cannot", "artner keys"), "sales_unit": ("artner keys",), "management": ("artner keys",)}


def check_keys():
    """Each stage with each kind of keys: rows, or a sentence that names the keys that can; gives the sentences."""
    sentences = {}
    with World(**SMALL) as world:
        stages = endpoint_stages(world.api)
        world.write("first", stages[:1])
        world.run("first")
        for keys in KEY_TYPES:
            started = {}
            for stage in stages:
                world.write(f"{stage.name}-{keys}", [stage.with_keys(keys)])
                started[stage.name] = world.start(
                    f"{stage.name}-{keys}", *(("--date", LAST) if stage.is_dated else ()),
                )
            for stage in stages:
                words = reach_of(stage)[keys]
                with check(f"vipps: {stage.name} with {keys} keys {'ends clearly' if words else 'gives rows'}"):
                    run = started[stage.name].wait(1 if words else 0)
                    if words:
                        run.result.expect(1, *words, "fix: ")
                        sentences[stage.name, keys] = run.result.errors.strip().split("error: ")[-1]
                    else:
                        expect(run.report["rows_read"] > 0, f"no rows: {run.result}")
    return sentences


def reach_of(stage):
    kind = stage.options["fetch"].removeprefix("vipps.")
    if kind in ("ledgers", "funds", "fees", "payouts", "ledger_transactions"):
        return REPORTS
    return ONLY_PARTNERS if kind in ("partner", "price_packages") else MANAGEMENT

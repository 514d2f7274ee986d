# SPDX-License-Identifier: Apache-2.0
"""Random days and instants."""

from node import CLOCK, UNITS, Node


class DayForms:
    def date(self, depth):
        form = self.random.randrange(8)
        a = self.make("date", depth)
        count = (
            self.make("integer", 0) if self.random.random() < 0.4 else Node(self.pick(["j", "1", "-1", "13", "365"]))
        )
        if form <= 1:
            sign = self.pick("+-")
            return Node(
                "({0} " + sign + " {1})",
                a,
                count,
                duck="day_in({0} " + sign + " units({0}, {1}))",
                rules=("calendar",),
            )
        if form == 2:
            unit = self.pick(UNITS)
            return Node(
                f"date_trunc('{unit}', {{0}})",
                a,
                duck=f"day_in(cast(date_trunc('{unit}', {{0}}) as date))",
                rules=("truncated day", "calendar"),
            )
        if form <= 4:
            unit = self.pick(UNITS)
            duck = f"day_in(cast({{0}} + to_{unit}s(units({{0}}, {{1}})) as date))"
            return Node(f"date_add('{unit}', {{1}}, {{0}})", a, count, duck=duck, rules=("calendar",))
        if form == 5:
            return Node("last_day({0})", a)
        if form == 6:
            if self.random.random() < 0.4:
                return Node("cast({0} as date)", self.make("instant", depth))
            zone = self.pick(["Europe/Oslo", "UTC", "America/New_York", "Asia/Kolkata"])
            return Node(
                f"to_date({{0}}, '{zone}')",
                self.make("instant", 0),
                duck=f"day_in(cast({{0}} at time zone 'UTC' at time zone '{zone}' as date))",
                rules=("calendar",),
            )
        return self.text_cast("date", "t2d", "text to date", "date")

    def instant(self, depth):
        form = self.random.randrange(7)
        a = self.make("instant", depth)
        count = (
            self.make("integer", 0) if self.random.random() < 0.4 else Node(self.pick(["j", "1", "-1", "90", "5000"]))
        )
        if form <= 1:
            unit = self.pick(UNITS + CLOCK)
            return Node(
                f"date_trunc('{unit}', {{0}})",
                a,
                duck=f"instant_in(date_trunc('{unit}', {{0}}))",
                rules=("calendar",),
            )
        if form == 2:
            unit = self.pick(["day", "month", "hour", "year"])
            zone = self.pick(["Europe/Oslo", "UTC", "America/New_York"])
            duck = f"instant_in(date_trunc('{unit}', {{0}} at time zone 'UTC' at time zone '{zone}') at time zone '{zone}' at time zone 'UTC')"
            if unit == "hour":
                # By way of local time DuckDB takes an hour that comes twice for the later one.
                local = f"({{0}} at time zone 'UTC' at time zone '{zone}')"
                duck = f"instant_in(date_trunc('hour', {local}) - ({local} - {{0}}))"
            return Node(
                f"date_trunc('{unit}', {{0}}, '{zone}')",
                Node(self.pick(["ts", "us"])),
                duck=duck,
                rules=("calendar",),
            )
        if form <= 4:
            unit = self.pick(UNITS + CLOCK)
            duck = f"instant_in({{0}} + to_{unit}s(units({{0}}, {{1}})))"
            if unit in CLOCK:
                duck = f"instant_in({{0}} + to_{unit}s(case when {{0}} is not null then {{1}} end))"
            return Node(f"date_add('{unit}', {{1}}, {{0}})", a, count, duck=duck, rules=("calendar",))
        if form == 5:
            if self.random.random() < 0.5:
                return Node("cast({0} as timestamp)", self.make("date", depth))
            duck = "instant_in(make_timestamp(cast(round(({0}) * 1000000) as bigint)))"
            return Node(
                "to_timestamp({0})", Node(self.pick(["j", "p", "r", "1.5"])), duck=duck, rules=("seconds", "calendar")
            )
        return self.text_cast("timestamp", "t2ts", "text to date", "instant")

# SPDX-License-Identifier: Apache-2.0
"""Random aggregate expressions; those whose result DuckDB rounds are worked out here from the list of values."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from expressions import Generator
from node import Node

EXACT = Context(prec=200, rounding=ROUND_HALF_UP, Emax=10000, Emin=-10000)


class Refused(Exception):
    """What Fjord must refuse too."""


class Aggregate:
    """`finish` makes the result of DuckDB's value: nothing to do, or the mean of a list."""

    def __init__(self, node, by, finish=None):
        self.node, self.by, self.finish = node, by, finish

    def text(self, mode):
        return self.node.text(mode)


def mean(scale):
    def finish(values):
        if not values:
            return None
        return bounded(Fraction(sum(Fraction(value) for value in values)) / len(values), scale)

    return finish


def median(scale):
    def finish(values):
        if not values:
            return None
        ordered = sorted(values)
        return mean(scale)([ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]])

    return finish


def bounded(number, scale):
    """A fraction as a decimal of that scale, half rounded away from zero."""
    digits = int(math.floor(abs(number) * 10**scale + Fraction(1, 2)))
    if digits >= 10**38:
        raise Refused
    return Decimal(digits if number >= 0 else -digits).scaleb(-scale, EXACT)


def nearest(number):
    try:
        value = number.numerator / number.denominator
    except OverflowError:
        raise Refused from None
    if math.isinf(value):
        raise Refused
    return value


def float_sum(values):
    return nearest(sum((Fraction(value) for value in values), Fraction(0))) if values else None


def float_mean(values):
    return float_sum(values) / len(values) if values else None


def float_median(values):
    ordered = sorted(values)
    if not values:
        return None
    middle = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return nearest((Fraction(middle[0]) + Fraction(middle[1])) / 2)


def deviation(values):
    if len(values) < 2:
        return None
    if max(abs(value) for value in values) > 1e150:
        raise Refused
    exact = [Fraction(value) for value in values]
    average = sum(exact) / len(exact)
    variance = sum((value - average) ** 2 for value in exact) / (len(exact) - 1)
    if variance == 0:
        return 0.0
    with localcontext(Context(prec=60, Emax=10000, Emin=-10000)):
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    if root >= Decimal(2) ** 1024:
        raise Refused
    return Close(float(root))


class Close(float):
    """A float that another program may miss by some last digits."""


class AggregateGenerator(Generator):
    def aggregate(self):
        by = self.pick([[], ["c"], ["j"], ["c", "j"], ["w"]])
        form = self.random.randrange(10)
        if form == 0:
            node, finish = self.listed()
            return Aggregate(node, by, finish)
        if form <= 6:
            return Aggregate(self.call()[1], by)
        return Aggregate(self.composite(by), by)

    def filter(self):
        return self.boolean_of(1) if self.random.random() < 0.4 else None

    def over(self, name, argument, duck=None, distinct=False, rules=(), rest=""):
        """A call: its filter's rows are the only ones whose argument Fjord asks for."""
        condition = self.filter()
        word = "distinct " if distinct else ""
        fjord = f"{name}({word}{{0}}{rest})"
        duck = duck or fjord
        if condition is None:
            return Node(fjord, argument, duck=duck, rules=rules)
        suffix = " filter (where {1})"
        marked = "filter (where " in duck
        within = duck.replace("filter (where ", "filter (where ({1}) and ") if marked else duck.replace("%", "%")
        if not marked:
            within = self.with_filter(duck, suffix)
        strict = duck.replace("{0}", "case when {1} then {0} end")
        return Node(fjord + suffix, argument, condition, duck=within, strict=strict, rules=rules)

    @staticmethod
    def with_filter(duck, suffix):
        """The filter stands behind the aggregate's call, inside of what is made of its result."""
        depth, start = 0, duck.index("{0}")
        for index in range(start, len(duck)):
            depth += {"(": 1, ")": -1}.get(duck[index], 0)
            if depth < 0:
                return duck[: index + 1] + suffix + duck[index + 1 :]
        return duck + suffix

    def call(self, depth=2):
        form = self.random.randrange(11)
        distinct = self.random.random() < 0.3
        kind = self.pick(["integer", "decimal", "float", "text", "date", "instant", "boolean"])
        if form == 0:
            condition = self.filter()
            return "integer", (
                Node("count(*)") if condition is None else Node("count(*) filter (where {0})", condition)
            )
        if form <= 2:
            return "integer", self.over("count", self.make(kind, depth), distinct=distinct)
        if form == 3:
            word = "distinct " if distinct else ""
            return "integer", self.over(
                "sum", self.make("integer", depth), f"cast(sum({word}{{0}}) as bigint)", distinct, ("integer sum",)
            )
        if form == 4:
            return "decimal", self.over(
                "sum", self.make("decimal", depth), distinct=distinct, rules=("past 38 digits",)
            )
        if form <= 6:
            return kind, self.over(self.pick(["min", "max"]), self.make(kind, depth), distinct=distinct)
        if form == 7:
            name = self.pick(["first", "last"])
            argument = self.make(kind, depth)
            return kind, self.over(
                name, argument, f"{name}({{0}}) filter (where ({{0}}) is not null)", rules=("first not null",)
            )
        if form == 8:
            return "boolean", self.over(
                self.pick(["bool_and", "bool_or"]), self.make("boolean", depth), distinct=distinct
            )
        if form == 9:
            kind = self.pick(["integer", "decimal", "float", "date", "instant"])
            part = self.pick(["0.5", "0.9", "0.1", "0.25", "0.0", "1.0", "0.99"])
            rest = ", " + part
            return kind, self.over("quantile", self.make(kind, depth), f"quantile_disc({{0}}{rest})", rest=rest)
        return "text", self.over("string_agg", self.make("text", depth), rest=self.pick([", ','", ", ''", ", ' å '"]))

    def listed(self):
        name = self.pick(["avg", "median", "sum", "stddev"])
        kind = (
            self.pick(["i", "j", "p", "q", "r"]) if name in ("avg", "median") and self.random.random() < 0.6 else "f"
        )
        argument = Node(kind) if kind != "f" else self.make("float", 1)
        if name == "stddev" and self.random.random() < 0.5:
            kind, argument = "j", Node(self.pick(["i", "j", "p", "r"]))
        scale = {"q": 10}.get(kind, 6)
        if kind == "f":
            finish = {"avg": float_mean, "median": float_median, "sum": float_sum, "stddev": deviation}[name]
            rules = ("exact float sum",)
        else:
            finish = {"avg": mean(scale), "median": median(scale), "stddev": deviation}[name]
            rules = ("exact average",) if name != "stddev" else ("exact float sum",)
        word = "distinct " if self.random.random() < 0.3 else ""
        node = self.over(name, argument, f"list({word}{{0}}) filter (where ({{0}}) is not null)", bool(word), rules)
        return node, finish

    def composite(self, by):
        form = self.random.randrange(5)
        if form == 0:
            return Node("({0} " + self.pick("+-*") + " {1})", self.number_call(), self.number_call())
        if form == 1:
            return Node("coalesce({0}, 0)", self.number_call(), duck="coalesce({0}, cast(0 as bigint))")
        if form == 2:
            return Node("case when {0} > 2 then {1} end", Node("count(*)"), self.call(1)[1])
        if form == 3:
            return Node("({0} - {1})", Node("max(d)"), Node("min(e)"))
        key = by[0] if by else "'all'"
        kind = {"c": "boolean", "j": "integer", "w": "text"}.get(key, "text")
        return Node("concat({0}, '/', {1})", Node(key) if kind != "x" else None, Node("count(*)"))

    def number_call(self):
        while True:
            kind, node = self.call(1)
            if kind == "integer":
                return node

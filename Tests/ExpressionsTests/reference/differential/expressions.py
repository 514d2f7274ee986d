# SPDX-License-Identifier: Apache-2.0
"""Random expressions, each as a tree that is written in Fjord's language and in DuckDB's.

A template has `{0}`, `{1}` for its parts. Where the languages differ on purpose, DuckDB's template spells out Fjord's
meaning with a macro of rules.py and names the rule. A third template, `strict`, is asked where DuckDB evaluated a side
that Fjord did not have to.
"""

from columns import TEXTS
from condition_forms import ConditionForms
from day_forms import DayForms
from node import TYPES, Node, quoted
from number_forms import NumberForms
from text_forms import TextForms


class Generator(ConditionForms, NumberForms, TextForms, DayForms):
    """Writes expressions of a wanted type and depth."""

    def __init__(self, random):
        self.random = random

    def pick(self, items):
        return self.random.choice(items)

    def any(self, depth=3):
        kind = self.pick(
            ["boolean"] * 3 + ["integer"] * 2 + ["decimal"] * 2 + ["float"] + ["text"] * 3 + ["date", "instant"]
        )
        return kind, self.make(kind, depth)

    def make(self, kind, depth):
        if depth <= 0 or self.random.random() < 0.12:
            return self.leaf(kind)
        if self.random.random() < 0.15:
            return self.chosen(kind, depth - 1)
        return getattr(self, kind)(depth - 1)

    def leaf(self, kind):
        if self.random.random() < 0.72:
            return Node(self.pick(TYPES[kind]))
        return getattr(self, kind + "_literal")()

    def boolean_literal(self):
        return Node(self.pick(["true", "false", "(b is null)", "(i < 3)", "(s = '')"]))

    def integer_literal(self):
        text = self.pick(["0", "1", "2", "3", "7", "10", "100", "9223372036854775807", "2147483648"])
        sign = self.pick(["", "", "-"])
        return Node(f"({sign}{text})" if sign else text, duck=f"cast({sign}{text} as bigint)")

    def decimal_literal(self):
        return Node(
            self.pick(["0.5", "2.50", "-1.005", "0.001", "12345.6789", "99999999999999999999.9", "-0.25", "3.0"])
        )

    def float_literal(self):
        return Node(self.pick(["1e0", "25e-1", "-1e-3", "1e10", "123456.789e0", "1e308", "5e-1", "2e0"]))

    def text_literal(self):
        return Node(quoted(self.pick(TEXTS + [":", "a", "å", "", " "])))

    def date_literal(self):
        return Node(self.pick(["date '2026-10-01'", "date '2024-02-29'", "date '1999-12-31'", "date '0001-01-01'"]))

    def instant_literal(self):
        return Node(self.pick(["timestamp '2026-10-01T08:12:45.118302Z'", "timestamp '1969-12-31T23:59:59Z'"]))

    # Choices, of every type.

    def chosen(self, kind, depth):
        a, b = self.make(kind, depth), self.make(kind, depth)
        form = self.random.randrange(6)
        node = self.choice(kind, depth, form, a, b)
        if kind == "decimal" and form != 4:
            node.own_rules = tuple(node.own_rules) + ("digits of choices",)
        return node

    def choice(self, kind, depth, form, a, b):
        if form == 0:
            when, otherwise = self.boolean_of(depth), self.pick([" else {2}", " else {2}", ""])
            return Node("case when {0} then {1}" + otherwise + " end", when, a, b)
        if form == 1:
            c = self.make(kind, depth)
            return Node(
                "case when {0} then {1} when {2} then {3} else {4} end",
                self.boolean_of(depth),
                a,
                self.boolean_of(0),
                b,
                c,
            )
        if form == 2:
            key, one, two = self.make("integer", 0), self.make("integer", 0), self.make("integer", 0)
            return Node("case {0} when {1} then {3} when {2} then {4} end", key, one, two, a, b)
        if form == 3:
            name = self.pick(["coalesce({0}, {1})", "ifnull({0}, {1})"])
            return Node(name, a, b, duck="coalesce({0}, {1})", rules=("left to right",) if depth else ())
        if kind == "boolean":
            return Node("coalesce({0}, {1}, false)", a, b)
        if form == 4:
            return Node("nullif({0}, {1})", a, b)
        c = self.make(kind, 0)
        return Node(self.pick(["least", "greatest"]) + self.pick(["({0}, {1})", "({0}, {1}, {2})"]), a, b, c)

# SPDX-License-Identifier: Apache-2.0
"""Random whole numbers, decimals and floats."""

from node import CLOCK, UNITS, Node

PARTS = ["year", "quarter", "month", "week", "day", "dow", "isodow", "doy", "isoyear"]


class NumberForms:
    def integer(self, depth):
        form = self.random.randrange(14)
        a = self.make("integer", depth)
        if form == 13:
            return Node("json_array_length({0})", self.document(), duck="json_count({0})", rules=("json null",))
        if form <= 3:
            sign, other = self.pick("+-*%"), self.make("integer", depth)
            if sign == "%":
                return Node("({0} % {1})", a, other, duck="irem({0}, {1})", rules=("remainder by -1",))
            return Node("({0} " + sign + " {1})", a, other)
        if form == 4:
            word = self.pick(["(- {0})", "abs({0})", "sign({0})", "ceil({0})", "floor({0})", "round({0})", "(+{0})"])
            if word[1:5] in ("eil(", "loor"):
                return Node(word, a, duck="{0}", rules=("whole numbers",))
            return Node(word, a)
        if form == 5:
            return Node(
                "mod({0}, {1})", a, self.make("integer", 0), duck="irem({0}, {1})", rules=("remainder by -1",)
            )
        if form == 6:
            return Node(self.pick(["length({0})", "char_length({0})"]), self.make("text", depth))
        if form == 7:
            duck = self.pick(["strpos({0}, {1})", "instr({0}, {1})"])
            return Node("position({0}, {1})", self.make("text", depth), self.needle(), duck=duck)
        if form == 8:
            return self.date_number(depth)
        if form == 9:
            return self.text_cast("int", "t2i", "text to number", "integer")
        if form == 10:
            word = self.pick(["cast({0} as int)", "try_cast({0} as bigint)"])
            if self.random.random() < 0.5:
                return Node(
                    word,
                    self.make("decimal", depth),
                    duck=word.replace("int", "bigint").replace("bigbigint", "bigint"),
                )
            duck = "f2i({0})" if word.startswith("cast") else "try_cast(round({0}) as bigint)"
            return Node(word, self.make("float", depth), duck=duck, rules=("float to integer",))
        if form == 11:
            return Node("round({0}, " + self.pick(["-1", "-2", "-3", "0", "2"]) + ")", a)
        return Node("cast({0} as int)", self.boolean_of(depth), duck="cast({0} as bigint)")

    def date_number(self, depth):
        if self.random.random() < 0.5:
            kind = self.pick(["date", "instant"])
            part = self.pick(
                PARTS + (["hour", "minute", "second", "millisecond", "microsecond"] if kind == "instant" else [])
            )
            return Node(
                (
                    self.pick(["date_part('%s', {0})", "datepart('%s', {0})"]) % part
                    if self.random.random() < 0.6
                    else "extract(%s from {0})" % part
                ),
                self.make(kind, depth),
            )
        kind = self.pick(["date", "date", "instant"])
        a, b = self.make(kind, depth), self.make(kind, 0)
        if kind == "date" and self.random.random() < 0.3:
            return Node("({0} - {1})", a, b)
        unit = self.pick(UNITS + (CLOCK if kind == "instant" else []))
        name = self.pick(["date_diff", "datediff"])
        if unit == "week":
            return Node(name + "('week', {0}, {1})", a, b, duck="weeks({0}, {1})", rules=("weeks between",))
        return Node(f"{name}('{unit}', {{0}}, {{1}})", a, b)

    def decimal(self, depth):
        form = self.random.randrange(12)
        a = self.make("decimal", depth)
        if form <= 3:
            kinds = self.pick([("decimal", "decimal"), ("decimal", "integer"), ("integer", "decimal")])
            operation = self.pick("++--*%")
            left, right = self.make(kinds[0], depth), self.make(kinds[1], depth)
            return Node("({0} " + operation + " {1})", left, right, rules=("past 38 digits",))
        if form == 4:
            left, right = self.make("integer", depth), self.make("integer", depth)
            return Node("({0} / {1})", left, right, duck="quoi({0}, {1})", rules=("division",))
        if form == 5:
            left, right = Node("p"), self.pick([Node("p"), Node("r"), Node("2.5")])
            return Node("({0} / {1})", left, right, duck="quod({0}, {1})", rules=("division",))
        if form == 6:
            return Node(self.pick(["(- {0})", "abs({0})"]), a)
        if form == 7:
            return Node(
                self.pick(
                    ["round({0})", "ceil({0})", "floor({0})", "round({0}, 1)", "round({0}, 2)", "round({0}, -1)"]
                ),
                a,
            )
        if form == 8:
            shape = self.pick(["decimal(18,3)", "decimal(5,2)", "decimal(38,10)", "decimal(10,0)", "numeric(38,2)"])
            return Node(self.pick(["cast", "try_cast"]) + "({0} as " + shape + ")", a)
        if form == 9:
            return Node("cast({0} as decimal(20,2))", self.make("integer", depth))
        if form == 10:
            word = self.pick(["cast", "try_cast"])
            duck = word + "(cast({0} as varchar) as decimal(18,3))"
            return Node(
                word + "({0} as decimal(18,3))", self.make("float", depth), duck=duck, rules=("float to decimal",)
            )
        word = self.pick(["cast", "try_cast"])
        duck = "cast(case when is_number({0}) or {0} is null then {0} else 'x' end as decimal(18,3))"
        return Node(
            word + "({0} as decimal(18,3))",
            self.make("text", 0),
            duck=duck if word == "cast" else f"try({duck})",
            rules=("text to number",),
        )

    def float(self, depth):
        form = self.random.randrange(11)
        a = self.make("float", depth)
        if form <= 2:
            return Node(
                "({0} " + (sign := self.pick("+-*")) + " {1})",
                a,
                self.make("float", depth),
                duck="fin({0} " + sign + " {1})",
                rules=("finite floats",),
            )
        if form == 3:
            return Node("({0} / {1})", a, self.make("float", depth), duck="fquo({0}, {1})", rules=("finite floats",))
        if form == 4:
            return Node("({0} % {1})", a, self.make("float", 0), duck="frem({0}, {1})", rules=("finite floats",))
        if form == 5:
            sign, other = self.pick("+-*"), self.make("integer", depth)
            return Node(
                "({0} " + sign + " {1})", a, other, duck="fin({0} " + sign + " {1})", rules=("finite floats",)
            )
        if form == 6:
            sign, other = self.pick("+-*"), self.make("decimal", depth)
            return Node(
                "({0} " + sign + " {1})", a, other, duck="fin({0} " + sign + " {1})", rules=("finite floats",)
            )
        if form == 7:
            return Node(self.pick(["(- {0})", "abs({0})", "ceil({0})", "floor({0})", "round({0})"]), a)
        if form == 8:
            return Node("sqrt({0})", a, duck="fin(sqrt({0}))", rules=("finite floats",))
        if form == 9:
            if self.random.random() < 0.5:
                return Node("cast({0} as double)", self.make("integer", depth))
            return Node("cast({0} as double)", self.make("decimal", depth))
        if self.random.random() < 0.5:
            return Node(
                "power({0}, {1})", a, self.make("integer", 0), duck="fin(power({0}, {1}))", rules=("finite floats",)
            )
        return self.text_cast("double", "t2f", "text to number", "float")

    def text_cast(self, name, macro, rule, _=None):
        word = self.pick(["cast({0} as %s)", "try_cast({0} as %s)"]) % name
        duck = macro + "({0})"
        duck = duck if word.startswith("cast") else f"try({duck})"
        return Node(word, Node(self.pick(["w", "w", "w", "s"])), duck=duck, rules=(rule,))

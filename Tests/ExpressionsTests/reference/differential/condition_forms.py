# SPDX-License-Identifier: Apache-2.0
"""Random conditions."""

from node import PATTERNS, SIGNS, Node, quoted

DOCUMENTS = [
    '{"a": {"b": [1, "x", null, true]}, "ø": "æ", "n": 9007199254740993}',
    '[1, [2, 3], {"k": "v"}]',
    '"text"',
    "[]",
    "null",
    "12",
    '{"a": "quo\\"te å", "": 1}',
    '{"a":',
    "",
]


class ConditionForms:
    def boolean_of(self, depth):
        return self.make("boolean", depth)

    def same(self, depth):
        """Two parts that may be compared."""
        kind = self.pick(["integer", "integer", "decimal", "float", "text", "text", "date", "instant", "boolean"])
        a, b = self.make(kind, depth), self.make(kind, depth)
        if kind == "decimal":
            a.own_rules = tuple(a.own_rules) + ("past 38 digits",)
        return kind, a, b

    def boolean(self, depth):
        form = self.random.randrange(15)
        if form == 14:
            options = self.pick(["", "", ", 'i'"])
            return Node("regexp_matches({0}, {1}" + options + ")", self.make("text", depth), self.regex())
        if form <= 1:
            a, b = self.boolean_of(depth), self.boolean_of(depth)
            if self.random.random() < 0.5:
                strict = "case ({0}) when false then false when true then ({1}) else case ({1}) when false then false end end"
                return Node("({0} and {1})", a, b, strict=strict)
            strict = (
                "case ({0}) when true then true when false then ({1}) else case ({1}) when true then true end end"
            )
            return Node("({0} or {1})", a, b, strict=strict)
        if form == 2:
            return Node("(not {0})", self.boolean_of(depth))
        if form <= 4:
            _, a, b = self.same(depth)
            return Node("({0} " + self.pick(SIGNS) + " {1})", a, b)
        if form == 5:
            return self.mixed(depth)
        if form == 6:
            _, a, b = self.same(depth)
            return Node("({0} is " + self.pick(["", "not "]) + "distinct from {1})", a, b)
        if form == 7:
            kind, a, b = self.same(depth)
            return Node("({0} " + self.pick(["is null", "is not null"]) + ")", a)
        if form == 8:
            return Node(
                "({0} " + self.pick(["is true", "is not true", "is false", "is not false"]) + ")",
                self.boolean_of(depth),
            )
        if form == 9:
            return self.membership(depth)
        if form == 10:
            _, a, b = self.same(depth)
            c = self.make(_, 0)
            word = self.pick(["", "not "])
            strict = "case ({0} >= {1}) when false then false when true then ({0} <= {2}) else case ({0} <= {2}) when false then false end end"
            return Node("({0} " + word + "between {1} and {2})", a, b, c, strict=f"({word}({strict}))")
        if form == 11:
            return self.pattern(depth)
        if form == 12:
            name = self.pick(["starts_with", "ends_with", "contains", "prefix", "suffix"])
            return Node(name + "({0}, {1})", self.make("text", depth), self.needle())
        return self.text_cast("boolean", "t2b", "text to boolean")

    def regex(self):
        return Node(quoted(self.pick(PATTERNS)))

    def document(self):
        return Node(
            "case when {0} then {1} else {2} end",
            self.boolean_of(0),
            *[Node(quoted(self.pick(DOCUMENTS))) for _ in "12"],
        )

    def mixed(self, depth):
        kinds = self.random.sample(["integer", "decimal", "float"], 2)
        a, b = self.make(kinds[0], depth), self.make(kinds[1], depth)
        if "float" in kinds and "decimal" in kinds:
            return Node("({0} " + self.pick(SIGNS) + " {1})", a, b)
        return Node("({0} " + self.pick(SIGNS) + " {1})", a, b, rules=("exact comparison",))

    def membership(self, depth):
        kind, a, b = self.same(depth)
        others = [self.make(kind, 0) for _ in range(self.random.randrange(1, 4))]
        items = [b] + others
        names = ["{%d}" % (index + 1) for index in range(len(items))]
        extra = self.pick([[], [], ["null"]])
        word = self.pick(["", "not "])
        # As nested choices: the first item that equals decides.
        strict = "false" if not extra else "null"
        for name in reversed(names):
            strict = f"case ({{0}} = {name}) when true then true when false then {strict} else case {strict} when true then true end end"
        joined = ", ".join(names + extra)
        return Node("({0} " + word + "in (" + joined + "))", a, *items, strict=f"({word}({strict}))")

    def pattern(self, depth):
        word = self.pick(["like", "not like", "ilike"])
        pattern = "".join(
            self.pick(["%", "_", "a", "b", ":", "å", "é", "Ø", "😀", "", "x", "%a", "ar"]) for _ in range(4)
        )
        escape = ""
        if self.random.random() < 0.2:
            pattern, escape = pattern.replace("%a", "!%a").replace("_", "!_"), " escape '!'"
        wanted = Node(quoted(pattern)) if self.random.random() < 0.85 or escape else Node(self.pick(["s", "t"]))
        text = self.make("text", depth)
        if word == "ilike":
            duck = "(low({0}) like low({1})" + escape + ")"
            return Node("({0} ilike {1}" + escape + ")", text, wanted, duck=duck, rules=("case mapping",))
        return Node("({0} " + word + " {1}" + escape + ")", text, wanted)

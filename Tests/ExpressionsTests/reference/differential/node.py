# SPDX-License-Identifier: Apache-2.0
"""A part of an expression, in both languages."""

TYPES = {
    "boolean": ["b", "c"],
    "integer": ["i", "j"],
    "decimal": ["p", "q", "r"],
    "float": ["f", "g"],
    "text": ["s", "t", "w"],
    "date": ["d", "e"],
    "instant": ["ts", "us"],
}
UNITS = ["year", "quarter", "month", "week", "day"]
CLOCK = ["hour", "minute", "second"]
SIGNS = ["=", "<>", "<", "<=", ">", ">="]
PATTERNS = [
    "a",
    "[aå]+",
    "(\\w)(:)",
    "^.",
    "é$",
    "(?i)b",
    "\\d+",
    "[^:]*",
    "x*",
    "",
    "(a|b)+",
    "æ|ø",
    "\\s",
    "(.)(.)",
    "😀",
    "\\pL",
]


class Node:
    def __init__(self, fjord, *parts, duck=None, strict=None, rules=()):
        self.fjord, self.parts, self.own_rules = fjord, parts, rules
        self.duck = duck or fjord
        self.strict = strict or self.duck

    @property
    def is_conditional(self):
        """Whether it asks for its parts only as it needs them."""
        return (
            self.fjord.startswith(("case", "coalesce", "ifnull"))
            or " and {1})" in self.fjord
            or " or {1})" in self.fjord
        )

    def text(self, mode):
        return getattr(self, mode).format(*[part.text(mode) for part in self.parts])

    def rules(self):
        found = set(self.own_rules)
        for part in self.parts:
            found |= part.rules()
        return found


def quoted(text):
    return ("'" + text.replace("'", "''") + "'").replace("{", "{{").replace("}", "}}")

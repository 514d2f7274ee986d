# SPDX-License-Identifier: Apache-2.0
"""Random texts."""

from node import PATTERNS, TYPES, Node, quoted

PATHS = [
    "$.a",
    "$.a.b",
    "$.a.b[1]",
    "$.a.b[2]",
    "$.ø",
    "$[0]",
    "$[1][1]",
    "$[2].k",
    "$",
    "/a/b/0",
    "$.a.b[#-1]",
    "n",
    "$.x.y",
]


class TextForms:
    def needle(self):
        if self.random.random() < 0.6:
            return Node(quoted(self.pick([":", "a", "", "å", "😀", "é", "\u0301", "ab", "øre", "::", "e"])))
        return Node(self.pick(TYPES["text"]))

    def text(self, depth):
        form = self.random.randrange(19)
        a = self.make("text", depth)
        if form == 16:
            group = self.pick(["", "", ", 1", ", 0"])
            pattern = Node(
                quoted(self.pick([text for text in PATTERNS if "(" in text and "?" not in text]))
                if group
                else quoted(self.pick(PATTERNS))
            )
            return Node("regexp_extract({0}, {1}" + group + ")", a, pattern)
        if form == 17:
            options = self.pick(["", ", 'g'", ", 'i'", ", 'gi'"])
            replacement = Node(quoted(self.pick(["X", "<\\0>", "", "å-"])))
            return Node("regexp_replace({0}, {1}, {2}" + options + ")", a, self.regex(), replacement)
        if form == 18:
            if self.random.random() < 0.5:
                return Node(self.pick(["sha256({0})", "md5({0})"]), a)
            name = self.pick(["json_extract_text", "json_extract_string"])
            duck = "json_extract_string(cast({0} as json), {1})"
            return Node(name + "({0}, {1})", self.document(), Node(quoted(self.pick(PATHS))), duck=duck)
        number = Node(self.pick(["j", "0", "1", "2", "3", "-1", "-2", "5", "i", "40"]))
        if form <= 1:
            return Node("({0} || {1})", a, self.make("text", depth))
        if form == 2:
            other = self.make(self.pick(["integer", "date", "boolean"]), 0)
            return Node(self.pick(["({0} || {1})", "concat({0}, {1})", "concat({1}, null, {0}, '-')"]), a, other)
        if form == 3:
            name = self.pick(["upper", "ucase"])
            return Node(name + "({0})", a, duck="up({0})", rules=("case mapping",))
        if form == 4:
            return Node(self.pick(["lower", "lcase"]) + "({0})", a, duck="low({0})", rules=("case mapping",))
        if form == 5:
            name = self.pick(["trim", "ltrim", "rtrim"])
            if self.random.random() < 0.3:
                return Node(name + "({0})", a, duck=name + "({0}, ' ')", rules=("blanks",))
            return Node(name + self.pick(["({0}, 'a :')", "({0}, 'åé😀')", "({0}, {1})"]), a, Node("t"))
        if form == 6:
            word = self.pick(["left", "right"])
            return Node(word + "({0}, {1})", a, number, duck=word + "({0}, clamp({1}))", rules=("huge counts",))
        if form == 7:
            duck = "split_part_like({0}, {1}, {2})".replace("split_part_like", "part")
            return Node(
                "split_part({0}, {1}, {2})",
                a,
                self.needle(),
                Node(self.pick(["1", "2", "-1", "3", "j"])),
                duck=duck,
                rules=("split by nothing", "part zero"),
            )
        if form == 8:
            return Node("replace({0}, {1}, {2})", a, self.needle(), self.make("text", 0))
        if form == 9:
            side = self.pick(["l", "r"])
            length = Node(self.pick(["j", "0", "3", "8", "20", "-1"]))
            if self.random.random() < 0.3:
                return Node(side + "pad({0}, {1})", a, length, duck=side + "pad({0}, ({1})::integer, ' ')")
            name = {"l": "pad_left", "r": "pad_right"}[side]
            return Node(
                side + "pad({0}, {1}, {2})",
                a,
                length,
                self.needle(),
                duck=name + "({0}, {1}, {2})",
                rules=("empty filling",),
            )
        if form <= 11:
            name = self.pick(["substring", "substr"])
            if self.random.random() < 0.3:
                return Node(name + "({0}, {1})", a, number, duck="from_start({0}, {1})", rules=("start before text",))
            return Node(
                name + "({0}, {1}, {2})",
                a,
                number,
                Node(self.pick(["j", "0", "1", "3", "10"])),
                duck="sub({0}, {1}, {2})",
                rules=("start before text",),
            )
        if form == 12 and self.random.random() < 0.25:
            return Node("cast({0} as text)", self.make("float", depth), duck="f2t({0})", rules=("float as text",))
        if form == 12:
            return Node("cast({0} as text)", self.make(self.pick(["integer", "decimal", "date", "boolean"]), depth))
        if form == 13:
            return Node(
                "cast({0} as varchar)", self.make("instant", depth), duck="ts2t({0})", rules=("instant as text",)
            )
        if form == 14:
            formats = ["%d.%m.%Y", "%Y-%j", "%G-W%V-%u", "%F", "%y%m%d", "%%æ%m"]
            return self.formatted(formats, self.make("date", depth))
        formats = ["%H:%M:%S", "%FT%T.%f", "%Y%m%d%H", "%T"]
        return self.formatted(formats, self.make("instant", depth))

    def formatted(self, formats, value):
        wanted = self.pick(formats)
        duck = wanted.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S")
        return Node("strftime({0}, '" + wanted + "')", value, duck="strftime({0}, '" + duck + "')")

# SPDX-License-Identifier: Apache-2.0
"""Random typed columns: nulls, extremes, empty texts, Nordic letters, emoji and combining characters."""

from datetime import date, datetime, timedelta
from decimal import Decimal, getcontext

getcontext().prec = 100
INT_MAX = 2**63 - 1
EPOCH = datetime(1970, 1, 1)

# name: (type in Fjord, type in DuckDB, pool)
COLUMNS = {
    "b": ("boolean", "boolean", "boolean"),
    "c": ("boolean", "boolean", "boolean"),
    "i": ("int64", "bigint", "integer"),
    "j": ("int64", "bigint", "small"),
    "p": ("decimal(18,3)", "decimal(18,3)", "decimal"),
    "q": ("decimal(38,10)", "decimal(38,10)", "decimal"),
    "r": ("decimal(9,2)", "decimal(9,2)", "decimal"),
    "f": ("float64", "double", "float"),
    "g": ("float64", "double", "float"),
    "s": ("text", "varchar", "text"),
    "t": ("text", "varchar", "text"),
    "w": ("text", "varchar", "word"),
    "d": ("date", "date", "date"),
    "e": ("date", "date", "date"),
    "ts": ("timestamp", "timestamp", "timestamp"),
    "us": ("timestamp", "timestamp", "timestamp"),
}

TEXTS = [
    "", "a", "A", "abc", "ABC", "a:b:c", ":x", "::", "æøå", "ÆØÅ", "Ærlig Øre", "øre:ære", "e\u0301",
    "\u00e9", "a\u030a", "å", "😀", "a😀b", "👩‍👩‍👧", "🇳🇴", "🤦🏼‍♂️x", "%", "_", "a%b_c", "\\", "a\\b", " lead",
    "trail ", "  ", "\ttab\n", "straße", "İstanbul", "ΑΣΣ", "ﬁn", "o'clock", '"q"', "x" * 40, "capture",
    "refund", "api:708629", "null", "日本語", "\u00a0", "z", "æ", "aaa", "abab", "ÅÄÖ", "\u0130", "\u1e9e",
]
WORDS = [
    "42", "-7", "+5", " 5 ", "3.5", "-0.005", "1e3", "1E-2", "0x10", "1_000", "true", "F", "1", "0", "yes",
    "", "x", "2026-10-01", "2024-02-29", "2023-02-29", "2026-1-1", "2026-10-01T08:12:45.118302Z",
    "2026-10-01 08:12:45", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1.255",
    "2.5", "-2.5", ".5", "5.", "inf", "nan", "1e400", "12345678901234567890.5", "0.1", "00012", "--1", "1 2",
    "1e", "æ", "٣",
]
ALPHABET = ["a", "b", "B", ":", "æ", "Ø", "å", "%", "_", "e\u0301", "😀", " ", "-", "1", "é", "Z"]


def integer(random):
    return random.choice(
        [0, 1, -1, 2, 3, 7, -3, 10, 100, 2**31, -(2**31), 2**53 + 1, -(2**53) - 1, INT_MAX, -INT_MAX - 1, INT_MAX - 1]
        + [random.randrange(-1000, 1000)] * 12
        + [random.randrange(-(10**12), 10**12)] * 3
        + [random.randrange(-INT_MAX - 1, INT_MAX + 1)]
    )


def scaled(random, precision, scale):
    largest = 10**precision - 1
    digits = random.choice(
        [0, 1, -1, 5, -5, largest, -largest, 10**scale, 25 * 10**scale // 10, -(35 * 10**scale // 10)]
        + [random.randrange(-(10**6), 10**6)] * 8
        + [random.randrange(-largest, largest + 1)] * 2
    )
    return max(-largest, min(largest, digits))


def double(random):
    return random.choice(
        [0.0, -0.0, 1.0, -1.5, 2.5, -2.5, 0.5, 0.1, -0.3, 1e-3, 1e15, 9007199254740993.0, 1e16, 1e300, -1e300, 5e-324]
        + [1.7976931348623157e308, 123456.789, 1.005, -1234.5678, 4.35, 1e22]
        + [round(random.uniform(-1000, 1000), 3)] * 10
        + [random.uniform(-1, 1) * 10.0 ** random.randrange(-12, 20)] * 5
    )


def text(random):
    if random.random() < 0.5:
        return random.choice(TEXTS)
    return "".join(random.choice(ALPHABET) for _ in range(random.randrange(0, 9)))


def day(random):
    return random.choice(
        [date(1, 1, 1), date(9999, 12, 31), date(1970, 1, 1), date(1969, 12, 31), date(2024, 2, 29), date(2026, 1, 1)]
        + [date(2020, 12, 31), date(2021, 1, 3), date(2021, 1, 4), date(2026, 1, 31), date(1900, 3, 1)]
        + [date(1990, 1, 1) + timedelta(days=random.randrange(16000))] * 14
    )


def instant(random):
    return random.choice(
        [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999), EPOCH, EPOCH - timedelta(microseconds=1)]
        + [datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 0, 59, 59, 999999), datetime(2026, 1, 1)]
        + [datetime(1990, 1, 1) + timedelta(microseconds=random.randrange(40 * 365 * 86400 * 10**6))] * 14
    )


def value(random, name):
    kind, pool = COLUMNS[name][0], COLUMNS[name][2]
    if random.random() < 1 / 6:
        return None
    if pool == "decimal":
        precision, scale = (int(part) for part in kind[8:-1].split(","))
        return Decimal(scaled(random, precision, scale)).scaleb(-scale)
    return {
        "boolean": lambda: random.random() < 0.5,
        "integer": lambda: integer(random),
        "small": lambda: random.choice([0, 1, 2, 3, -1, -2, 5, 11]),
        "float": lambda: double(random),
        "text": lambda: text(random),
        "word": lambda: random.choice(WORDS),
        "date": lambda: day(random),
        "timestamp": lambda: instant(random),
    }[pool]()


def table(random, row_count):
    """One list of values per column."""
    return {name: [value(random, name) for _ in range(row_count)] for name in COLUMNS}


def portable(name, item):
    """A value as text that reads back exactly: digits without their point, days, microseconds."""
    kind = COLUMNS[name][0]
    if item is None or kind == "text":
        return item
    if kind.startswith("decimal"):
        return str(int(item.scaleb(int(kind[8:-1].split(",")[1]))))
    if kind == "date":
        return str((item - EPOCH.date()).days)
    if kind == "timestamp":
        return str((item - EPOCH) // timedelta(microseconds=1))
    return {True: "true", False: "false"}[item] if kind == "boolean" else repr(item)


def literal(name, item):
    """A value as a DuckDB expression."""
    duck = COLUMNS[name][1]
    if item is None:
        return f"cast(null as {duck})"
    if duck == "varchar":
        return "'" + item.replace("'", "''") + "'"
    if duck == "boolean":
        return str(item).lower()
    shown = (
        item.isoformat(sep=" ")
        if isinstance(item, datetime)
        else format(item, "f") if duck.startswith("dec") else str(item)
    )
    return f"cast('{shown}' as {duck})"


def create(connection, name, rows):
    """Makes a DuckDB table with those columns and the row's number."""
    columns = ", ".join(f'"{column}" {COLUMNS[column][1]}' for column in rows)
    connection.execute(f"create or replace table {name} (row_number integer, {columns})")
    count = len(next(iter(rows.values())))
    lines = [
        f"({index}, " + ", ".join(literal(column, items[index]) for column, items in rows.items()) + ")"
        for index in range(count)
    ]
    connection.execute(f"insert into {name} values " + ", ".join(lines))

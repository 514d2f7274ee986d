#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares Fjord's expressions with DuckDB's on random expressions over random columns.

  compare.py check                                    says whether the duckdb module is there
  compare.py generate FOLDER --cases N --seed S       writes FOLDER/cases.json
  compare.py compare FOLDER --cases N --seed S        reads FOLDER/results.jsonl, prints a report

DuckDBTests.swift runs both and evaluates in between.
"""

import argparse
import collections
import json
import random
import sys
from datetime import date, datetime
from decimal import Decimal

import columns
from aggregates import AggregateGenerator, Close, Refused
from expressions import Generator
from rules import MACROS, RULES

EXPRESSIONS_IN_BLOCK, ROWS = 500, 20
AGGREGATES_IN_BLOCK, AGGREGATE_ROWS = 60, 40


def blocks(case_count, seed):
    """Each a table with scalar expressions, and a longer one with aggregates."""
    made = 0
    number = 0
    while made < case_count:
        source = random.Random(f"{seed}/{number}")
        size = min(case_count - made, EXPRESSIONS_IN_BLOCK)
        rows = columns.table(source, ROWS)
        generator = Generator(source)
        scalars = [generator.any() for _ in range(size)]
        longer = columns.table(source, AGGREGATE_ROWS)
        aggregator = AggregateGenerator(source)
        aggregates = [aggregator.aggregate() for _ in range(size * AGGREGATES_IN_BLOCK // EXPRESSIONS_IN_BLOCK)]
        yield rows, scalars, longer, aggregates
        made += size
        number += 1


def portable(rows):
    return [
        {"name": name, "type": columns.COLUMNS[name][0], "values": [columns.portable(name, item) for item in items]}
        for name, items in rows.items()
    ]


def generate(options):
    with open(f"{options.folder}/cases.json", "w", encoding="utf-8") as file:
        for rows, scalars, longer, aggregates in blocks(options.cases, options.seed):
            block = {
                "columns": portable(rows),
                "expressions": [node.text("fjord") for _, node in scalars],
                "aggregateColumns": portable(longer),
                "aggregates": [{"by": item.by, "text": item.text("fjord")} for item in aggregates],
            }
            file.write(json.dumps(block) + "\n")


# What both programs say, made comparable: ("value", x), ("error",).
ERROR = ("error",)


def from_fjord(outcome, kind):
    if "error" in outcome:
        return ERROR
    text = outcome.get("value")
    if text is None:
        return ("value", None)
    if kind == "boolean":
        return ("value", text == "true")
    if kind == "int64":
        return ("value", int(text))
    if kind == "float64":
        return ("value", float(text))
    return ("value", Decimal(text) if kind.startswith("decimal") else text)


def from_duck(value):
    if isinstance(value, datetime):
        value = value.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")
    elif isinstance(value, date):
        value = value.isoformat()
    return ("value", value)


def same(fjord, duck):
    if fjord == ERROR or duck == ERROR:
        return fjord == duck
    left, right = fjord[1], duck[1]
    if left is None or right is None:
        return left is right
    if isinstance(right, Close):
        return abs(left - right) <= max(1e-12 * abs(right), 1e-150)
    if isinstance(left, bool) != isinstance(right, bool) or isinstance(left, str) != isinstance(right, str):
        return False
    if isinstance(left, float) or isinstance(right, float):
        return repr(float(left)) == repr(float(right))
    return left == right


class Comparison:
    def __init__(self, connection):
        self.connection = connection
        self.counts, self.kinds, self.rows = collections.Counter(), collections.Counter(), collections.Counter()
        self.problems = []
        self.errors = self.values = self.refused = self.nulls = self.rendered = 0

    def duck(self, text, table):
        """One outcome per row; None if DuckDB does not take the expression at all."""
        try:
            rows = self.connection.execute(f"select try({{'v': {text}}}) from {table} order by row_number").fetchall()
        except Exception as error:
            self.last_error = str(error).split("\n")[0]
            # Constant parts that fail do so before any row is asked.
            known = any(word in self.last_error for word in ("Binder", "Parser", "Catalog", "format specifier"))
            return None if known else []
        return [ERROR if row[0] is None else from_duck(row[0]["v"]) for row in rows]

    def scalar(self, kind, node, result):
        self.kinds[kind] += 1
        found = node.rules()
        self.counts.update(found)
        duck = self.duck(node.text("duck"), "rows")
        if "faults" in result or duck is None:
            if "faults" in result and duck is None:
                self.refused += 1
            elif "faults" in result:
                self.problem(node, "Fjord refuses: " + "; ".join(result["faults"]))
            else:
                self.problem(node, "DuckDB refuses: " + self.last_error)
            return
        if not duck:
            self.counts["constants first"] += 1
            return
        if result.get("roundTrip"):
            self.problem(node, "rendered as SQL and read again: " + result["roundTrip"])
        strict = None
        for row, outcome in enumerate(result["rows"]):
            fjord = from_fjord(outcome, result["type"])
            self.count(fjord)
            if same(fjord, duck[row]):
                continue
            if strict is None:
                strict = self.duck(node.text("strict"), "rows") or duck
            if same(fjord, strict[row]):
                self.counts["left to right"] += 1
                continue
            if fjord == ERROR and self.is_null_beside_error(node, row):
                self.counts["null beside an error"] += 1
                continue
            if self.is_tolerated(found, fjord, duck[row]):
                continue
            if "exact comparison" in found:
                self.rows["exact comparison"] += 1
                continue
            self.problem(node, f"row {row}: Fjord {outcome}, DuckDB {duck[row]}, strict {strict[row]}")
            return
        if not found:
            self.compare_rendered(node, result)

    def is_tolerated(self, found, fjord, duck):
        """Decimals that DuckDB cannot hold with all their digits."""
        if "digits of choices" in found:
            self.rows["digits of choices"] += 1
            return True
        is_double = duck != ERROR and isinstance(duck[1], float) and fjord != ERROR and isinstance(fjord[1], Decimal)
        if "past 38 digits" in found and (is_double or duck == ERROR):
            self.rows["past 38 digits"] += 1
            return True
        return False

    def is_null_beside_error(self, node, row, table="rows", is_asked=True):
        """Whether DuckDB agrees that an operand fails on that row (None: any), and left it out of the whole.

        Behind a choice, which may not ask for the operand, another one must be null, or 0.
        """
        is_asked = is_asked and not node.is_conditional
        if len(node.parts) > 1 and not node.is_conditional:
            parts = [self.duck(part.text("strict"), table) for part in node.parts]
            rows = list(zip(*parts)) if all(parts) else []
            for outcomes in rows if row is None else rows[row : row + 1]:
                spared = is_asked or ("value", None) in outcomes or ("value", 0) in outcomes
                if ERROR in outcomes and spared:
                    return True
        return any(self.is_null_beside_error(part, row, table, is_asked) for part in node.parts)

    def compare_rendered(self, node, result):
        """Fjord's own SQL, run by DuckDB as it stands."""
        duck = self.duck(result["sql"], "rows")
        if duck is None:
            return
        self.rendered += 1
        for row, outcome in enumerate(result["rows"]):
            fjord = from_fjord(outcome, result["type"])
            if not same(fjord, duck[row]) and duck[row] != ERROR and fjord != ERROR:
                self.problem(node, f"rendered {result['sql']} row {row}: Fjord {outcome}, DuckDB {duck[row]}")
                return

    def count(self, fjord):
        if fjord == ERROR:
            self.errors += 1
        elif fjord[1] is None:
            self.nulls += 1
        else:
            self.values += 1

    def aggregate(self, item, result):
        self.kinds["aggregate"] += 1
        self.counts.update(item.node.rules())
        if "faults" in result:
            self.problem(item.node, f"by {item.by} Fjord refuses: " + "; ".join(result["faults"]))
            return
        for number, group in enumerate(result["groups"]):
            fjord = from_fjord(group["outcome"], result["type"])
            self.count(fjord)
            keys = [
                from_fjord({"value": key} if key is not None else {}, columns.COLUMNS[name][0])[1]
                for name, key in zip(item.by, group["keys"])
            ]
            duck = self.duck_group(item, "duck", keys)
            if same(fjord, duck) or fjord == ("value", 0.0) == duck:
                continue
            strict = self.duck_group(item, "strict", keys)
            if same(fjord, strict):
                self.counts["left to right"] += 1
                continue
            if self.is_tolerated(item.node.rules(), fjord, duck):
                continue
            if duck == ERROR and self.duck_group(item, "duck", [], "where false") == ERROR:
                self.counts["constants first"] += 1
                continue
            if fjord == ERROR and self.is_null_beside_error(item.node, None, "longer"):
                self.counts["null beside an error"] += 1
                continue
            self.problem(
                item.node,
                f"by {item.by} group {group['keys']}: Fjord {group['outcome']}, DuckDB {duck}, strict {strict}",
            )
            return

    def duck_group(self, item, mode, keys, condition=""):
        where = " and ".join(
            f'"{name}" is not distinct from {columns.literal(name, key)}' for name, key in zip(item.by, keys)
        )
        by = ", ".join(f'"{name}"' for name in item.by)
        query = f"select {item.text(mode)} from (select * from longer order by row_number) l"
        query += condition or (f" where {where}" if where else "") + (f" group by {by}" if by else "")
        try:
            row = self.connection.execute(query).fetchone()
        except Exception as error:
            self.last_error = str(error).split("\n")[0]
            return (
                ERROR
                if "Binder" not in self.last_error and "Parser" not in self.last_error
                else ("refused", self.last_error)
            )
        value = row[0] if row else None
        if not item.finish:
            return from_duck(value)
        try:
            return ("value", item.finish(value or []))
        except Refused:
            return ERROR

    def problem(self, node, text):
        self.problems.append(f"{node.text('fjord')}\n    {node.text('duck')}\n    {text}")


def compare(options):
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads = 1")
    # It would take common parts, and with them their errors, out of try().
    connection.execute("set disabled_optimizers = 'common_subexpressions'")
    for macro in MACROS.split(";\n"):
        if macro.strip():
            connection.execute(macro)
    comparison = Comparison(connection)
    with open(f"{options.folder}/results.jsonl", encoding="utf-8") as file:
        for rows, scalars, longer, aggregates in blocks(options.cases, options.seed):
            columns.create(connection, "rows", rows)
            columns.create(connection, "longer", longer)
            result = json.loads(next(file))
            for (kind, node), found in zip(scalars, result["expressions"], strict=True):
                comparison.scalar(kind, node, found)
            for item, found in zip(aggregates, result["aggregates"], strict=True):
                comparison.aggregate(item, found)
    report(comparison, duckdb.__version__, options)
    return 1 if comparison.problems else 0


def report(comparison, version, options):
    total = sum(comparison.kinds.values())
    print(f"{total} expressions compared with DuckDB {version}, seed {options.seed}:", end=" ")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(comparison.kinds.items())))
    print(
        f"{comparison.values} values, {comparison.nulls} nulls, {comparison.errors} errors; "
        f"{comparison.refused} expressions refused by both; {comparison.rendered} run as Fjord renders them"
    )
    print("documented differences, by the number of expressions in which they stand:")
    for name, count in sorted(comparison.counts.items()):
        accepted = f" (results taken as different on {comparison.rows[name]} rows)" if comparison.rows[name] else ""
        print(f"  {count:5} {name}: {RULES[name]}{accepted}")
    print(f"{len(comparison.problems)} expressions differ")
    for problem in comparison.problems[: options.show]:
        print(problem)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("phase", choices=["check", "generate", "compare"])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=40)
    options = parser.parse_args()
    if options.phase == "check":
        import duckdb

        return 0
    return generate(options) if options.phase == "generate" else compare(options)


sys.exit(main())

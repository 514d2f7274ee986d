# SPDX-License-Identifier: Apache-2.0
"""Prints what DuckDB makes of each line of its argument, an expression or `aggregate;value, value`: a text, null or error."""

import sys

import duckdb


def result(connection, line):
    expression, _, values = line.partition(";")
    table = ", ".join(f"({value})" for value in values.split(", ")) if values else "(0)"
    try:
        text = connection.execute(f"select cast(({expression}) as varchar) from (values {table}) t(x)").fetchone()[0]
    except duckdb.Error:
        return "error"
    # The sign of a NaN means nothing.
    return "null" if text is None else text.replace("-nan", "nan")


connection = duckdb.connect()
for line in sys.argv[1].splitlines():
    print(result(connection, line))

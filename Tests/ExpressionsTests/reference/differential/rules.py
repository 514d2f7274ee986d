# SPDX-License-Identifier: Apache-2.0
"""Where Fjord means something else than DuckDB on purpose: each rule spelled in DuckDB's SQL, so that results must agree.

A rule whose macro stands in an expression is counted; DocumentedDifferenceTests asserts each in Fjord alone, and
docs/reference/sql-differences.md tells users.
"""

RULES = {
    "division": "'/' on exact numbers is an exact decimal with at least six digits after the point, by zero an error",
    "finite floats": "a float64 is never NaN or infinite: that is an error",
    "float to integer": "a float64 becomes a whole number half away from zero; DuckDB: half to even",
    "float to decimal": "a float64 becomes a decimal by its shortest digits, rounded half away from zero",
    "calendar": "days and instants lie in the years 1 to 9999: past them is an error",
    "text to number": "cast reads plain numbers only: no 0x10, 1_000, 5.5 as an integer, inf, nan",
    "text to boolean": "cast reads true, t, 1, false, f, 0: no yes, no, y, n",
    "text to date": "cast reads 2026-10-01 only: no other order or width",
    "instant as text": "an instant is written 2026-10-01T08:12:45.118302Z",
    "float as text": "a float64 is written with the shortest digits; where the exponent begins differs",
    "case mapping": "upper and lower use all of Unicode's mappings: ß becomes SS; DuckDB's map one letter to one",
    "split by nothing": "split_part with an empty delimiter has one part; DuckDB splits at every letter",
    "digits of choices":
        "a choice among decimals keeps the most digits after the point, or is an error; DuckDB drops digits",
    "huge counts": "left, right and substring take any count; DuckDB refuses some past 32 bits",
    "past 38 digits": "a decimal is never turned into a double: where 38 digits do not do, an error names the row; "
    "DuckDB computes some such operations in double, and refuses others whose result would fit",
    "whole numbers": "ceil and floor of int64 are int64; DuckDB: double",
    "constants first": "an error among constants counts where a row asks for it; DuckDB raises it before any row",
    "json null": "the JSON value null is null: it has no length; DuckDB: 0",
    "blanks": "trim, ltrim and rtrim take blanks away; DuckDB all of Unicode's spaces",
    "null beside an error": "an operand's error counts even where another operand is null; DuckDB may not ask for it",
    "deviation range": "stddev of numbers past 1e150 is an error, since their squares are past float64",
    "remainder by -1": "the smallest integer % -1 is 0; DuckDB: an error",
    "part zero": "split_part's part 0 is an error; DuckDB: empty",
    "start before text": "substring counts a start below 1 from before the text, and a negative length is an error",
    "empty filling": "lpad and rpad with an empty filling leave the text; DuckDB: an error",
    "weeks between": "date_diff('week') counts Mondays passed; DuckDB counts whole weeks",
    "truncated day": "date_trunc of a date is a date; DuckDB: a timestamp",
    "seconds": "to_timestamp takes an exact number and rounds to microseconds",
    "integer sum": "sum of int64 is int64, past it an error; DuckDB: hugeint",
    "exact average": "avg and median of exact numbers are exact decimals; DuckDB: double",
    "exact float sum": "sum, avg and stddev of float64 are those of the exact sum, rounded once",
    "first not null": "first and last leave nulls out",
    "left to right":
        "and, or, in, between and coalesce ask their right side only where it is needed; DuckDB may ask more",
    "exact comparison": "exact numbers and int64 with float64 compare by value; DuckDB casts both to one type first",
}

# Raising by a failing cast: error() is volatile, which try() does not take.
MACROS = """
create or replace macro fin(x) as case when not isfinite(x) then cast('not finite' as double) else x end;
create or replace macro fquo(x, y) as case when y = 0 and x is not null
  then cast('division by zero' as double) else fin(x / y) end;
create or replace macro frem(x, y) as case when y = 0 and x is not null
  then cast('division by zero' as double) else x % y end;
create or replace macro irem(x, y) as case when y = -1 then x - x else x % y end;
create or replace macro f2i(x) as cast(round(x) as bigint);
create or replace macro sgn(n, m) as case when (n < 0) = (m < 0) then cast(1 as hugeint) else cast(-1 as hugeint) end;
create or replace macro halves(n, m) as sgn(n, m) * ((abs(n) * 2 + abs(m)) // (2 * abs(m)));
create or replace macro micro(n) as cast(n as decimal(38,0)) * 0.000001;
create or replace macro quoi(n, m) as case when m = 0 and n is not null then cast('division by zero' as decimal(38,6))
  else micro(halves(cast(n as hugeint) * 1000000, cast(m as hugeint))) end;
create or replace macro quod(n, m) as case when m = 0 and n is not null then cast('division by zero' as decimal(38,6))
  else micro(halves(cast(cast(n as decimal(30,3)) * 1000 as hugeint) * 1000000, cast(cast(m as decimal(30,3)) * 1000 as hugeint))) end;
create or replace macro day_in(x) as case when x < date '0001-01-01' or x > date '9999-12-31'
  then cast('out of range' as date) else x end;
create or replace macro instant_in(x) as case
  when x < timestamp '0001-01-01' or x > timestamp '9999-12-31 23:59:59.999999'
  then cast('out of range' as timestamp) else x end;
create or replace macro t2i(x) as case when regexp_matches(x, '^[ \\t\\n]*[+-]?[0-9]+[ \\t\\n]*$')
  then cast(x as bigint)
  when x is null then null else cast('not a number' as bigint) end;
create or replace macro is_number(x) as
  regexp_matches(x, '^[ \\t\\n]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?[ \\t\\n]*$');
create or replace macro t2f(x) as case when is_number(x) then fin(cast(x as double))
  when x is null then null else cast('not a number' as double) end;
create or replace macro t2b(x) as case when lower(x) in ('true', 't', '1') then true
  when lower(x) in ('false', 'f', '0') then false when x is null then null else cast('not a boolean' as boolean) end;
create or replace macro t2d(x) as case when regexp_matches(x, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then cast(x as date)
  when x is null then null else cast('not a date' as date) end;
create or replace macro t2ts(x) as case
  when regexp_matches(x, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?Z?)?$')
  then cast(x as timestamp) when x is null then null else cast('not an instant' as timestamp) end;
create or replace macro f2t(x) as case when abs(x) > 9007199254740992 and abs(x) < 1e16
  then case when x < 0 then '-' else '' end
  || rtrim(regexp_replace(rtrim(cast(cast(abs(x) as hugeint) as varchar), '0'), '^(.)', '\\1.'), '.') || 'e+15'
  else cast(x as varchar) end;
create or replace macro json_count(x) as case when x <> 'null'
  then cast(json_array_length(cast(x as json)) as bigint) end;
create or replace macro ts2t(x) as strftime(x, '%Y-%m-%dT%H:%M:%S.%fZ');
create or replace macro up(x) as replace(replace(upper(replace(replace(x, 'ß', 'ss'), 'ﬁ', 'fi')), '\u0130', '\u0130'), 'ŉ', 'ʼN');
create or replace macro low(x) as lower(replace(x, '\u0130', 'i\u0307'));
create or replace macro part(x, y, n) as case when n = 0 and x is not null and y is not null
  then cast(cast('part zero' as integer) as varchar)
  when y = '' then case when n in (1, -1) then x when n is null then null else left(x, 0) end
  else split_part(x, y, n) end;
create or replace macro from_start(x, n) as case when n is null then null when n < 1 then x
  else substring(x, least(n, 1000000)) end;
create or replace macro sub(x, n, m) as case when m < 0 and x is not null and n is not null
    then cast(cast('negative length' as integer) as varchar)
  when n < 1 then case when m + greatest(n, -1000000) < 1 then left(x, m - m) else substring(x, 1, m + n - 1) end
  when n is null then null else substring(x, least(n, 1000000), m) end;
create or replace macro clamp(n) as case when n > 1000000 then 1000000 when n < -1000000 then -1000000 else n end;
create or replace macro units(x, n) as case when x is null then null else cast(n as integer) end;
create or replace macro pad_left(x, n, y) as case when n is null then null when y = ''
  then left(x, greatest(n, 0)) else lpad(x, n::integer, y) end;
create or replace macro pad_right(x, n, y) as case when n is null then null when y = ''
  then left(x, greatest(n, 0)) else rpad(x, n::integer, y) end;
create or replace macro weeks(x, y) as date_diff('day', date_trunc('week', x), date_trunc('week', y)) // 7;
"""

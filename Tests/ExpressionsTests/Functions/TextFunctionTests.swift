// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("functions of texts and times")
struct TextFunctionTests {
    @Test(
        "texts",
        arguments: [
            ("length('æøå')", "3"), ("length('👩‍💻')", "3"), ("substring('Øresund', 2, 3)", "res"),
            ("substring('abc', 0, 2)", "a"), ("substring('abc', -1, 3)", "a"),
            ("substring('abc', 2)", "bc"),
            ("substring('abc', 9)", ""), ("substring('abc', -9223372036854775808, 0)", ""),
            ("substring('abc', -9223372036854775808)", "abc"),
            ("substring('abc', 1, 9223372036854775807)", "abc"),
            ("left('Øre', -1)", "Ør"), ("right('Øre', 2)", "re"), ("right('abc', -5)", ""),
            ("left('abc', 9)", "abc"),
            ("split_part('a:b:c', ':', 3)", "c"), ("split_part('a:b:c', ':', 4)", ""),
            ("split_part('a:b:c', ':', -1)", "c"), ("split_part('a:b:c', ':', -4)", ""),
            ("split_part('a--b', '--', 2)", "b"), ("split_part('abc', '', 1)", "abc"),
            ("split_part('', ':', 1)", ""),
            ("trim('xxaxx', 'x')", "a"), ("trim('æaæ', 'æ')", "a"), ("ltrim('  a ')", "a "),
            ("replace('aaa', 'aa', 'b')", "ba"), ("replace('abc', '', 'x')", "abc"),
            ("lpad('Øre', 5, 'ab')", "abØre"), ("lpad('abcdef', 3)", "abc"),
            ("rpad('a', 4, '')", "a"),
            ("position('øre', 're')", "2"), ("position('', '')", "1"), ("strpos('a', 'b')", "0"),
            ("ends_with('a', 'ba')", "false"), ("contains('abc', '')", "true"),
            ("upper('straße')", "STRASSE"), ("lower('ÆØÅ')", "æøå"), ("'a' || 1 || true", "a1true"),
            ("'abc' like 'a_c'", "true"), ("'aøc' like 'a_c'", "true"), ("'abc' like 'a%'", "true"),
            ("'abc' like '%b%'", "true"), ("'abc' like 'b%'", "false"), ("'' like '%'", "true"),
            ("'a%c' like 'a!%c' escape '!'", "true"), ("'abc' like 'a!%c' escape '!'", "false"),
            ("'ABC' ilike 'a%'", "true"), ("'ÆBC' ilike 'æ%'", "true"),
            ("'abc' not like 'x%'", "true"),
            ("'a\\b' like 'a\\b'", "true"), ("'aab' like '%ab'", "true"),
            ("'ø' like '__'", "false"),
        ]
    )
    func texts(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test("a hostile pattern ends soon")
    func hostilePattern() throws {
        let text = String(repeating: "a", count: 5_000)
        let pattern = String(repeating: "%a", count: 500) + "%b"
        #expect(try result(of: "'\(text)' like '\(pattern)'") == "false")
    }

    @Test(
        "times",
        arguments: [
            ("date_trunc('week', date '2026-10-04')", "2026-09-28"),
            ("date_trunc('quarter', date '2026-06-30')", "2026-04-01"),
            ("date_trunc('YEAR', date '2026-06-30')", "2026-01-01"),
            ("date_trunc('hour', timestamp '2026-10-01T08:12:45Z')", "2026-10-01T08:00:00.000000Z"),
            ("date_trunc('hour', timestamp '1969-12-31T23:59:59Z')", "1969-12-31T23:00:00.000000Z"),
            ("date_trunc('month', '2026-10-17')", "2026-10-01"),
            ("extract(week from date '2027-01-01')", "53"),
            ("extract(isoyear from date '2027-01-01')", "2026"),
            ("extract(dow from date '2026-10-04')", "0"),
            ("extract(isodow from date '2026-10-04')", "7"),
            ("extract(doy from date '2024-12-31')", "366"),
            ("date_part('hour', timestamp '1969-12-31T23:59:59Z')", "23"),
            ("date_part('microsecond', timestamp '2026-10-01T00:00:01.5Z')", "1500000"),
            ("date_add('month', -1, date '2024-03-31')", "2024-02-29"),
            ("date_add('years', 1, date '2024-02-29')", "2025-02-28"),
            (
                "date_add('hour', 25, timestamp '2026-10-01T00:00:00Z')",
                "2026-10-02T01:00:00.000000Z"
            ),
            ("date_diff('month', date '2026-01-31', date '2026-02-01')", "1"),
            ("date_diff('year', date '2026-12-31', date '2026-01-01')", "0"),
            ("date_diff('week', date '2026-10-04', date '2026-10-05')", "1"),
            (
                "date_diff('hour', timestamp '2026-10-01T00:59:00Z', timestamp '2026-10-01T01:00:00Z')",
                "1"
            ),
            ("date '2026-10-01' - date '2026-09-01'", "30"),
            ("date '2026-10-01' + 31", "2026-11-01"),
            ("date '2026-10-01' - '2026-09-30'", "1"),
            ("date '2026-10-01' < timestamp '2026-10-01T00:00:01Z'", "true"),
            ("cast(timestamp '2026-10-01T23:59:59Z' as date)", "2026-10-01"),
            ("cast('2026-10-01' as date) + 1", "2026-10-02"),
            ("to_timestamp(0)", "1970-01-01T00:00:00.000000Z"),
            ("to_timestamp(-0.0000015)", "1969-12-31T23:59:59.999998Z"),
            (
                "strftime(timestamp '2026-01-05T03:04:05.000006Z', '%y-%j %T.%f %u %G-W%V 100%%')",
                "26-005 03:04:05.000006 1 2026-W02 100%"
            ),
            ("to_date(timestamp '2026-03-29T00:59:59Z', 'UTC')", "2026-03-29"),
            ("last_day('2024-02-01')", "2024-02-29"),
        ]
    )
    func times(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test(
        "numbers",
        arguments: [
            ("round(1250, -2)", "1300"), ("round(-2.5)", "-3"), ("round(2.345, 5)", "2.345"),
            ("round(9.99, 1)", "10.0"),
            ("round(2.5e0)", "3.0"), ("round(1.005e0, 2)", "1.0"), ("ceil(2.01)", "3"),
            ("floor(-7)", "-7"), ("ceil(-0.5)", "0"),
            ("abs(-9223372036854775807)", "9223372036854775807"), ("sign(0.00)", "0"),
            ("mod(7.5, -2)", "1.5"),
            ("greatest(1, 2.5, null)", "2.5"), ("least(1e0, 2)", "1.0"),
            ("greatest('a', 'b')", "b"),
            ("power(2, 0.5) > 1.41421", "true"), ("round(12345, -9223372036854775808)", "0"),
        ]
    )
    func numbers(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test(
        "faults of rows",
        arguments: [
            ("split_part('a', ':', 0)", "0: split_part has no part number 0 [invalid-argument]"),
            ("substring('a', 1, -1)", "0: substring of a negative length, -1 [invalid-argument]"),
            (
                "lpad('a', 9999999)",
                "0: a text filled up to 9999999 code points; the limit is 1048576 [invalid-argument]"
            ),
            ("sqrt(-1)", "0: the square root of a negative number [invalid-argument]"),
            ("power(10, 400)", "0: the result is not a finite number [float-overflow]"),
            ("1e308 * 10", "0: the result is not a finite number [float-overflow]"),
            ("1e0 / 0", "0: division by zero [division-by-zero]"),
            (
                "date '9999-12-31' + 1",
                "0: the result lies outside the years 1 to 9999 [date-out-of-range]"
            ),
            ("cast('x' as int64)", "0: 'x' cannot be converted to int64 [cannot-convert]"),
            ("cast('1.5' as int64)", "0: '1.5' cannot be converted to int64 [cannot-convert]"),
            ("cast(1e30 as int64)", "0: 1e+30 cannot be converted to int64 [cannot-convert]"),
            ("money(1, 'XXX')", "0: 'XXX' is not a currency of ISO 4217 [unknown-currency]"),
            (
                "money(9223372036854775807, 'NOK') + money(1, 'NOK')",
                "0: 9223372036854775807 + 1 minor units is more than money can hold (64 bits) [money-overflow]"
            ),
            (
                "money(9223372036854775807, 'NOK') * 2",
                "0: 92233720368547758.07 NOK * 2 is more than money can hold (64 bits) [money-overflow]"
            ),
            (
                "99999999999999999999999999999999999999 + 1",
                "0: 99999999999999999999999999999999999999 + 1 has more than 38 digits [decimal-overflow]"
            ),
        ]
    )
    func faults(expression: String, expected: String) throws {
        #expect(try rowFault(of: expression) == expected)
    }
}

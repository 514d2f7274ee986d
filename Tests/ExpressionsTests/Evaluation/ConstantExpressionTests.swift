// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("expressions over constants")
struct ConstantExpressionTests {
    @Test(
        "precedence",
        arguments: [
            ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("-2 * 3", "-6"), ("- 2 - -3", "1"),
            ("2 - 3 - 4", "-5"), ("7 % 4 * 2", "6"), ("'a' || 1 + 2", "a3"),
            ("not 1 = 2", "true"), ("not true and false", "false"),
            ("true or false and false", "true"), ("1 = 1 is not null", "true"),
            ("1 between 0 and 2 and true", "true"), ("not 1 in (1, 2)", "false"),
            ("1 not in (2, 3)", "true"), ("'abc' like 'a' || '%'", "true"),
            ("-5::decimal(3, 1)", "-5.0"), ("1 + 1::text::int64", "2"),
            ("1 < 2 is true", "true"), ("case 1 + 1 when 2 then 'two' end || '!'", "two!"),
        ]
    )
    func precedence(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test(
        "literals",
        arguments: [
            ("'it''s'", "it's", "text"), ("0.25", "0.25", "decimal(2, 2)"),
            ("1e3", "1000.0", "float64"),
            (".5", "0.5", "decimal(1, 1)"), ("9223372036854775807", "9223372036854775807", "int64"),
            ("-9223372036854775808", "-9223372036854775808", "int64"),
            ("9223372036854775808", "9223372036854775808", "decimal(19, 0)"),
            ("date '2026-10-01'", "2026-10-01", "date"), ("null", "null", "text"),
            ("timestamp '2026-10-01T08:12:45.118302Z'", "2026-10-01T08:12:45.118302Z", "timestamp"),
            ("timestamp '2026-10-01 10:12+02:00'", "2026-10-01T08:12:00.000000Z", "timestamp"),
            ("TRUE", "true", "boolean"), ("'' -- a comment", "", "text"),
            ("1 /* one */ + 1", "2", "int64"),
            ("money(-100, 'NOK')", "-1.00 NOK", "money"), ("money(5, 'JPY')", "5 JPY", "money"),
        ]
    )
    func literals(expression: String, expected: String, type name: String) throws {
        #expect(try result(of: expression) == expected)
        #expect(try type(of: expression) == name)
    }

    @Test(
        "exact numbers",
        arguments: [
            ("1 / 3", "0.333333", "decimal(38, 6)"), ("2 / 3", "0.666667", "decimal(38, 6)"),
            ("-2 / 3", "-0.666667", "decimal(38, 6)"),
            ("1.00000001 / 1", "1.00000001", "decimal(38, 8)"),
            ("0.10 + 0.2", "0.30", "decimal(3, 2)"), ("1.5 * 1.5", "2.25", "decimal(4, 2)"),
            ("1 - 0.05", "0.95", "decimal(22, 2)"), ("-7 % 3", "-1", "int64"),
            ("7 % -3", "1", "int64"),
            ("-7.5 % 2", "-1.5", "decimal(20, 1)"), ("1 + 1e0", "2.0", "float64"),
            ("0.5 + 1e0", "1.5", "float64"),
            ("cast(2.345 as decimal(5, 2))", "2.35", "decimal(5, 2)"),
            ("cast(-2.5 as int64)", "-3", "int64"), ("cast(2.4999 as int)", "2", "int64"),
            ("cast('12.50' as decimal(4, 2))", "12.50", "decimal(4, 2)"),
            ("cast(0.1 as double)", "0.1", "float64"),
            ("cast(1e-7 as decimal(10, 8))", "0.00000010", "decimal(10, 8)"),
            ("try_cast('x' as int64)", "null", "int64"),
            ("try_cast('2026-02-30' as date)", "null", "date"),
            ("-9223372036854775808 % -1", "0", "int64"),
            ("9007199254740993 = 9007199254740992e0", "false", "boolean"),
            ("9007199254740993 > 9007199254740992e0", "true", "boolean"),
            ("9223372036854775807 < 9.3e18", "true", "boolean"), ("0.1 = 0.10", "true", "boolean"),
            (
                "12345678901234567890123456789012345678 > 0.00000000000000000000000000000000000001",
                "true", "boolean"
            ),
        ]
    )
    func exactNumbers(expression: String, expected: String, type name: String) throws {
        #expect(try result(of: expression) == expected)
        #expect(try type(of: expression) == name)
    }

    @Test(
        "money",
        arguments: [
            ("money(100, 'NOK') + money(5, 'NOK')", "1.05 NOK"),
            ("money(100, 'NOK') * 0.255", "0.26 NOK"),
            ("0.245 * money(-100, 'NOK')", "-0.25 NOK"), ("money(100, 'NOK') / 3", "0.33 NOK"),
            ("money(100, 'NOK') / money(300, 'NOK')", "0.333333"),
            ("-money(1, 'NOK')", "-0.01 NOK"),
            ("money(7, 'NOK') % money(4, 'NOK')", "0.03 NOK"),
            ("abs(money(-7, 'NOK'))", "0.07 NOK"),
            ("round(money(150, 'NOK'))", "2.00 NOK"), ("round(money(-155, 'NOK'), 1)", "-1.60 NOK"),
            ("money(1, 'NOK') < money(2, 'NOK')", "true"), ("sign(money(-3, 'NOK')) < 0", "true"),
            ("money_major(1.005, 'NOK')", "1.01 NOK"), ("money_major(1.5, 'JPY')", "2 JPY"),
            ("money_major(1.0005, 'KWD')", "1.001 KWD"), ("minor_units(money(3, 'NOK')) + 1", "4"),
            ("major_units(money(5, 'JPY'))", "5.0000"),
            ("greatest(money(3, 'NOK'), null)", "0.03 NOK"),
            ("coalesce(null, money(3, 'NOK'))", "0.03 NOK"),
        ]
    )
    func money(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test(
        "nulls and logic",
        arguments: [
            ("null and false", "false"), ("null and true", "null"), ("null or true", "true"),
            ("null or false", "null"), ("not null", "null"), ("null is null", "true"),
            ("1 in (2, null)", "null"), ("1 in (1, null)", "true"), ("1 not in (2, null)", "null"),
            ("'a' in ('b', null)", "null"), ("'a' not in ('a', null)", "false"),
            ("null is distinct from 1", "true"), ("null is not distinct from null", "true"),
            ("1 is distinct from 1", "false"), ("nullif(1, 1)", "null"), ("nullif(1, 2)", "1"),
            ("coalesce(null, null, 3)", "3"), ("least(null, 2, 1)", "1"), ("1 + null", "null"),
            ("case when null then 1 else 2 end", "2"), ("case when false then 1 end", "null"),
            ("(null = 1) is null", "fault"), ("null is not true", "true"),
            ("false is false", "true"),
            ("concat('a', null, 1.50, true)", "a1.50true"), ("'a' || null", "null"),
        ]
    )
    func nulls(expression: String, expected: String) throws {
        if expected == "fault" {
            #expect(!faults(of: expression).isEmpty)
        } else {
            #expect(try result(of: expression) == expected)
        }
    }

    @Test("an error in a constant part arises only if a row asks for it")
    func lazyErrors() throws {
        #expect(try result(of: "case when 1 = 0 then 1 / 0 else 2 end") == "2.000000")
        #expect(try result(of: "false and 1 / 0 > 1") == "false")
        #expect(try result(of: "coalesce(1, 1 % 0)") == "1")
        #expect(try rowFault(of: "1 / 0") == "0: division by zero [division-by-zero]")
    }

    @Test("parameters are bound values")
    func parameters() throws {
        let values: [String: ScalarValue] = [
            "currency": .text("NOK"), "window.start": .date(20_000), "missing": .null(.int64),
        ]
        #expect(try result(of: "$currency || '!'", parameters: values) == "NOK!")
        #expect(try result(of: "$window.start + 1", parameters: values) == "2024-10-05")
        #expect(try result(of: "$window.start = '2024-10-04'", parameters: values) == "true")
        #expect(try result(of: "$missing + 1", parameters: values) == "null")
        #expect(try result(of: "$missing = 1", parameters: values) == "null")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("values as text")
struct TextCastTests {
    @Test("columns with nulls are written as single values are")
    func columns() throws {
        let days: [Int32?] = [
            0, nil, 20_727, CalendarDate.earliest.daysSinceEpoch,
            CalendarDate.latest.daysSinceEpoch,
        ]
        let instants: [Int64?] = [0, nil, -1, 1_791_015_165_118_302, 253_402_300_799_999_999]
        let decimals: [Int128?] = [
            0, nil, -5, 99_999_999_999_999_999_999_999_999_999_999_999_999, -123_456,
        ]
        let columns: [Column] = [
            .integers([0, nil, -7, .max, .min]),
            .float64(Float64Array([0, nil, -0.1, 1e300, .leastNonzeroMagnitude])),
            .boolean(BooleanArray(Bitmap([true, false, false, true, true]))),
            .date(Date32Array(days)), .timestamp(TimestampArray(instants)),
            .decimal(DecimalArray(decimals), precision: 38, scale: 3),
            .decimal(DecimalArray(decimals), precision: 38, scale: 0),
            .decimal(DecimalArray(decimals), precision: 38, scale: 38),
        ]
        for column in columns {
            let rows = batch(["x": column])
            let expected: [String?] = (0..<5).map { row in
                let value = column.scalar(atRow: row)
                return value.isNull ? nil : TextFromValues.text(value)
            }
            #expect(try results(of: "cast(x as text)", over: rows) == expected)
            #expect(try results(of: "concat(x)", over: rows) == expected.map { $0 ?? "" })
        }
    }

    @Test(
        "single values",
        arguments: [
            ("cast(-1.05 as text)", "-1.05"), ("cast(0.001 as text)", "0.001"),
            ("cast(9223372036854775807 as text)", "9223372036854775807"),
            ("date '0001-01-01'::text", "0001-01-01"), ("cast(null as text)", "null"),
            ("timestamp '9999-12-31T23:59:59.999999Z'::text", "9999-12-31T23:59:59.999999Z"),
        ]
    )
    func singleValues(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test(
        "text as days and instants",
        arguments: [
            ("cast('2026-10-01' as date)", "2026-10-01"), ("try_cast('2026-10-1' as date)", "null"),
            ("try_cast(' 2026-10-01' as date)", "null"), ("try_cast('' as date)", "null"),
            ("try_cast('20260-10-1' as date)", "null"), ("try_cast('2026-1o-01' as date)", "null"),
            ("cast('2026-10-01T08:12' as timestamp)", "2026-10-01T08:12:00.000000Z"),
            (
                "cast('2026-10-01 08:12:45.5+0200' as timestamp)",
                "2026-10-01T06:12:45.500000Z"
            ),
            (
                "cast('2026-10-01T08:12:45.1234567890Z' as timestamp)",
                "2026-10-01T08:12:45.123456Z"
            ),
            ("try_cast('2026-10-01T' as timestamp)", "null"),
            ("try_cast('2026-10-01T08:12Zx' as timestamp)", "null"),
            ("try_cast('2026-10-01X08:12' as timestamp)", "null"),
            ("try_cast('2026-10-01T24:00' as timestamp)", "null"),
            ("try_cast('2026-10-01T08:12:45.Z' as timestamp)", "null"),
            ("try_cast('0001-01-01T00:00+01:00' as timestamp)", "null"),
        ]
    )
    func reading(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }
}

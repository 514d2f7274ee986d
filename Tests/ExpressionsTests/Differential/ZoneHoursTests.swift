// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("every hour of 2020 to 2030 in time zones")
struct ZoneHoursTests {
    private static let hour: Int64 = 3_600_000_000
    private static let zones = [
        "Europe/Oslo", "Europe/Copenhagen", "Europe/Helsinki", "America/New_York", "UTC",
    ]

    /// `zone_hours.py ZONE YEAR UNIT` prints what a digest stands for.
    @Test("to_date and date_trunc are Python's", arguments: zones)
    func equalsPython(zone: String) throws {
        let rows = try referenceRows("zone_hours.csv").filter { $0[0] == zone }
        #expect(rows.count == 11 * 7)
        for row in rows {
            let year = try #require(Int(row[1])), count = try #require(Int(row[3]))
            let first = try #require(CalendarDate(year: year, month: 1, day: 1))
            let start = Int64(first.daysSinceEpoch) * 24 * Self.hour
            let instants = (0..<Int64(count)).map { start + $0 * Self.hour }
            let batch = batch(["ts": .timestamp(TimestampArray(Values(instants)))])
            let text =
                row[2] == "to_date"
                ? "to_date(ts, '\(zone)')" : "date_trunc('\(row[2])', ts, '\(zone)')"
            #expect(try digest(of: text, over: batch) == row[4], "\(row)")
        }
    }

    private func digest(of text: String, over batch: RecordBatch) throws -> String {
        let scope = ExpressionScope(schema: batch.schema)
        let column = try CompiledExpression.compile(text, in: scope).evaluate(batch)
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for value in numbers(column) {
            state = (state ^ UInt64(bitPattern: value)) &* 0x100_0000_01B3
            state ^= state >> 29
        }
        return String(state)
    }

    /// Days, or seconds.
    private func numbers(_ column: Column) -> [Int64] {
        switch column {
        case .date(let array): (0..<array.count).map { Int64(array.values[$0]) }
        case .timestamp(let array): (0..<array.count).map { array.values[$0] / 1_000_000 }
        default: []
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("time zones")
struct TimeZoneTests {
    @Test("offsets, days and starts of days are Python's")
    func reference() throws {
        let rows = try referenceRows("zones.csv")
        #expect(rows.count > 1_000)
        for (zone, group) in Dictionary(grouping: rows, by: { $0[0] }) {
            let table = try #require(TimeZoneTable.named(zone))
            let instants = try group.map { try #require(Int64($0[1])) * 1_000_000 }
            for (row, instant) in zip(group, instants) {
                #expect(table.offset(at: instant) / 1_000_000 == Int64(row[2]), "\(row)")
            }
            let batch = batch(["ts": .timestamp(TimestampArray(Values(instants)))])
            #expect(try results(of: "to_date(ts, '\(zone)')", over: batch) == group.map { $0[3] })
            let starts = try group.map {
                TimestampText.text(try #require(Int64($0[4])) * 1_000_000)
            }
            #expect(
                try results(of: "date_trunc('day', ts, '\(zone)')", over: batch) == starts,
                "\(zone)"
            )
        }
    }

    @Test(
        "the rule of a footer",
        arguments: [
            ("UTC0", 0, 0), ("<+0545>-5:45", 20_700, 20_700),
            ("NZST-12NZDT,M9.5.0,M4.1.0/3", 43_200, 46_800),
            ("EST5EDT,M3.2.0,M11.1.0", -18_000, -14_400),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 3_600, 0),
        ]
    )
    func footers(text: String, standard: Int64, summer: Int64) throws {
        let rule = try #require(PosixZoneRule(text))
        #expect(rule.standardOffset == standard * 1_000_000)
        #expect(rule.summerOffset == summer * 1_000_000)
    }

    @Test("southern summers span the new year")
    func southern() throws {
        let rule = try #require(PosixZoneRule("NZST-12NZDT,M9.5.0,M4.1.0/3"))
        let january = try #require(TimestampText.parse("2050-01-15T00:00:00Z"))
        let july = try #require(TimestampText.parse("2050-07-15T00:00:00Z"))
        #expect(rule.offset(at: january) == rule.summerOffset)
        #expect(rule.offset(at: july) == rule.standardOffset)
    }

    @Test(
        "malformed footers are none",
        arguments: ["", "X", "CET-1CEST", "CET-1CEST,M13.1.0,M1.1.0", "CET-1 x"]
    )
    func malformed(text: String) {
        #expect(PosixZoneRule(text) == nil)
    }

    @Test(
        "names that are no zones",
        arguments: ["", "Europe/Nowhere", "../passwd", "/etc/passwd", "Europe", "tzdata.zi"]
    )
    func unknown(name: String) {
        #expect(TimeZoneTable.named(name) == nil)
    }
}

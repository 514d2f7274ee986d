// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Schedules

@Suite("What is wrong with a cron expression")
struct CronFaultTests {
    @Test(
        "each fault with its place and advice",
        arguments: [
            (
                "1 2 3", "0..<5: cron must have five fields, not 3",
                "minute, hour, day of the month, month, day of the week: \"17 6 * * *\""
            ),
            (
                "61 * * * *", "0..<2: '61' is no minute",
                "it takes 0 to 59, '*', lists, ranges and steps"
            ),
            (
                "0 7,,8 * * *", "4..<4: '' is no hour",
                "it takes 0 to 23, '*', lists, ranges and steps"
            ),
            (
                "0 0 0 * *", "4..<5: '0' is no day of the month",
                "it takes 1 to 31, 'L' for the last day, '*', lists, ranges and steps"
            ),
            (
                "0 0 * sept *", "6..<10: 'sept' is no month",
                "it takes 1 to 12 or jan to dec, '*', lists, ranges and steps"
            ),
            (
                "0 0 * * mon-frei", "12..<16: 'frei' is no day of the week",
                "it takes 0 to 7 or sun to sat, 'friL' for the last Friday, '*', lists, ranges and steps"
            ),
            (
                "*/0 * * * *", "2..<3: '0' is no step between values of the minute",
                "it takes a whole number from 1 to 59, as in '*/2'"
            ),
            (
                "0 22-4 * * *", "2..<6: the range '22-4' ends before it begins",
                "put the smaller value first, or write '22-23,0-4' for a range that goes round"
            ),
            (
                "0 0 31 2,4 *", "4..<12: no day of any year fits",
                "check the day against the length of the month"
            ),
        ]
    )
    func fault(text: String, message: String, fix: String) throws {
        let faults = try #require(throws: CronFaults.self) { try CronExpression(parsing: text) }
        let shown = faults.all.map { "\($0.range): \($0.message)" }
        #expect(shown == [message])
        #expect(faults.all.first?.fix == fix)
    }

    @Test("one fault for each field at once")
    func several() throws {
        let faults = try #require(throws: CronFaults.self) {
            try CronExpression(parsing: "99 x 2 13 1-9")
        }
        #expect(faults.all.map(\.range) == [0..<2, 3..<4, 7..<9, 12..<13])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Expressions
import Foundation
import Testing

@testable import Schedules

/// What `reference/generate.py` found with croniter and Python's own zones.
@Suite("Fire times as croniter finds them")
struct CronReferenceTests {
    private struct Case: Decodable {
        let cron: String
        let zone: String
        let at: String
        let seconds: Int64
        let next: Int64
        let previous: Int64
    }

    @Test("the next and the previous fire time")
    func fireTimes() throws {
        // More cases than those kept here can be tried through the environment.
        let path =
            ProcessInfo.processInfo.environment["FJORD_CRON_CASES"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("reference/cases.json").path
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let cases = try JSONDecoder().decode([Case].self, from: data)
        #expect(cases.count >= 300)
        for one in cases {
            let expression = try CronExpression(parsing: one.cron)
            let clock = try #require(ZoneClock(named: one.zone))
            let instant = one.seconds * 1_000_000
            let place = "'\(one.cron)' in \(one.zone) at \(one.at)"
            #expect(expression.next(after: instant, in: clock) == one.next * 1_000_000, "\(place)")
            #expect(
                expression.previous(before: instant, in: clock) == one.previous * 1_000_000,
                "\(place)"
            )
        }
    }
}

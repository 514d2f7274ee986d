// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sandbox

@Suite("Dates and local days")
struct CalendarTests {
    @Test(
        "dates read and write alike",
        arguments: ["2020-05-01", "2024-02-29", "2026-12-31", "1970-01-01"]
    )
    func roundTrip(text: String) throws {
        #expect(try #require(SandboxDate(text)).description == text)
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-1-01", "2026-01-01T", "20260101", "", "æ026-01-01",
        ]
    )
    func refuses(text: String) {
        #expect(SandboxDate(text) == nil)
    }

    @Test("weekdays count from Monday")
    func weekdays() throws {
        #expect(try #require(SandboxDate("2026-10-19")).weekday == 0)
        #expect(try #require(SandboxDate("2026-10-25")).weekday == 6)
    }

    @Test(
        "days of a switch have 23 and 25 hours in every country",
        arguments: [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24), ("2021-03-28", 23)]
    )
    func switches(text: String, hours: Int) throws {
        let date = try #require(SandboxDate(text))
        for country in Country.allCases {
            let length = country.midnight(of: date.advanced(by: 1)) - country.midnight(of: date)
            #expect(length == Int64(hours) * 3_600_000_000)
        }
    }

    @Test("an instant belongs to the local date it falls on")
    func localDates() throws {
        let date = try #require(SandboxDate("2026-10-25"))
        for country in Country.allCases {
            let midnight = country.midnight(of: date)
            #expect(country.date(at: midnight) == date)
            #expect(country.date(at: midnight - 1) == date.advanced(by: -1))
        }
        #expect(
            Country.norway.midnight(of: date) - Country.finland.midnight(of: date) == 3_600_000_000
        )
    }
}

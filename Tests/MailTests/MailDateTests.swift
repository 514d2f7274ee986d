// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Mail

@Suite("The date of a mail")
struct MailDateTests {
    @Test(
        "is 00:00 after the window's last day, by the clock of its time zone",
        arguments: [
            ("2026-10-01", "Europe/Oslo", "Fri, 2 Oct 2026 00:00:00 +0200"),
            ("2026-10-24", "Europe/Oslo", "Sun, 25 Oct 2026 00:00:00 +0200"),
            ("2026-10-25", "Europe/Oslo", "Mon, 26 Oct 2026 00:00:00 +0100"),
            ("2026-03-28", "Europe/Oslo", "Sun, 29 Mar 2026 00:00:00 +0100"),
            ("2026-03-29", "Europe/Oslo", "Mon, 30 Mar 2026 00:00:00 +0200"),
            ("2026-12-31", "UTC", "Fri, 1 Jan 2027 00:00:00 +0000"),
            ("2024-02-28", "Europe/Helsinki", "Thu, 29 Feb 2024 00:00:00 +0200"),
            ("2026-01-09", "America/St_Johns", "Sat, 10 Jan 2026 00:00:00 -0330"),
            ("2018-11-03", "America/Sao_Paulo", "Sun, 4 Nov 2018 01:00:00 -0200"),
        ]
    )
    func isMidnightAfterTheWindow(day: String, zone: String, expected: String) throws {
        #expect(try MailDate(of: SampleMail.run(day: day, timeZone: zone)).text == expected)
    }

    @Test("takes the last day of a longer window")
    func takesTheLastDay() throws {
        let run = try SampleMail.run(day: "2026-10-01", through: "2026-10-31")
        #expect(try MailDate(of: run).text == "Sun, 1 Nov 2026 00:00:00 +0100")
    }

    @Test("is the start of a run without a window")
    func isTheStartOfARunWithoutAWindow() throws {
        #expect(
            try MailDate(of: SampleMail.run(day: nil)).text == "Mon, 21 Sep 2026 16:13:20 +0200"
        )
    }
}

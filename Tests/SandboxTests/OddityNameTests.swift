// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import HTTPTypes
import Testing

@testable import Sandbox

@Suite("Names of oddities")
struct OddityNameTests {
    @Test("the table is sorted, and names and oddities are different")
    func table() {
        let names = OddityRule.all.map(\.name)
        #expect(names == names.sorted() && Set(names).count == names.count)
        #expect(Set(OddityRule.all.map(\.oddity)).count == names.count)
        #expect(OddityRule.all.allSatisfy { !$0.help.hasSuffix(".") && !$0.help.isEmpty })
    }

    @Test("the help explains each")
    func help() {
        let help = SandboxSettings.oddityHelp
        #expect(help.contains("gap-dates\n    Every fourth date has no entries\n"))
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 78 })
        let unwrapped = help.replacing("\n    ", with: " ")
        #expect(OddityRule.all.allSatisfy { unwrapped.contains("\($0.name) \($0.help)") })
    }

    @Test("an unknown one is explained")
    func unknown() {
        for (text, question) in [
            ("grss", "did you mean 'gross'? "), ("gross@x", "did you mean 'gross'? "),
        ] {
            let error = #expect(throws: PipelineError.self) {
                try SandboxSettings(query: "oddities=weekly,\(text)")
            }
            #expect(
                error?.description == """
                    sandbox: error: '\(text)' is not a value of 'oddities' [sandbox-setting-value]
                      = fix: \(question)write a list of oddities ('fjord sandbox --help' explains \
                    each); 'gross@418207' is for one ledger only
                    """
            )
        }
    }

    @Test("the setting reads back")
    func canonicalText() throws {
        let query = "oddities=gross@418207,weekly&growth=4&v1=decimals&feed_start=2026-10-01"
        let settings = try SandboxSettings(query: query)
        #expect(settings.oddities == ["gross@418207", "weekly"])
        #expect(try SandboxSettings(query: settings.canonicalText) == settings)
    }

    @Test("an oddity of one ledger leaves the others alone")
    func oneLedger() async throws {
        let plain = try await SandboxCaller("entries_per_day=40&today=2026-11-20")
        let ledgers = plain.service.ledgers
        let odd = try await SandboxCaller(
            "entries_per_day=40&today=2026-11-20&oddities=gross@\(ledgers[1].id)"
        )
        for (place, ledger) in ledgers.enumerated() {
            let one = try await plain.page(ledger, .funds, "2026-10-05")
            let other = try await odd.page(ledger, .funds, "2026-10-05")
            #expect((one.body == other.body) == (place != 1))
        }
    }

    @Test("the header adds to the setting, for one request")
    func header() async throws {
        let caller = try await SandboxCaller("entries_per_day=40&today=2026-11-20&oddities=weekly")
        let path = "/report/v2/ledgers/\(caller.ledger.id)/funds/dates/2026-10-05"
        let plain = try await caller.get(path).text
        let both = try await caller.get(path, oddities: "gross, unknown-fields").text
        #expect(both.contains("\"tags\":") && !both.contains("fees-retained"))
        #expect(!both.contains("payout-scheduled"))
        #expect(try await caller.get(path).text == plain)
        let elsewhere = try await caller.get(path, oddities: "gross@1").text
        #expect(elsewhere == plain)
    }

    @Test("an unknown name in the header is refused")
    func unknownInHeader() async throws {
        let caller = try await SandboxCaller()
        for path in ["/settlement/v1/ledgers", "/report/v2/ledgers/\(caller.ledger.id)/fees/feed"] {
            let answer = try await caller.get(path, oddities: "gross,grss")
            #expect(answer.status == .badRequest)
            #expect(
                try answer.json("errorMessage", as: String.self)
                    == "Invalid Sandbox-Oddities: there is no oddity 'grss'"
            )
        }
    }
}

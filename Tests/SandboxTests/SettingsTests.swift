// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import Sandbox

@Suite("Settings of the sandbox")
struct SettingsTests {
    @Test("a query sets what it names and leaves the rest")
    func readsQuery() throws {
        let settings = try SandboxSettings(
            query: "seed=7&entries_per_day=1000&today=2026-10-15&faults=429%2Creset"
        )
        #expect(settings.seed == 7)
        #expect(settings.entriesPerDay == 1_000)
        #expect(settings.today?.description == "2026-10-15")
        #expect(settings.faults == ["429", "reset"])
        #expect(settings.ledgers == 3)
        #expect(settings.pageSize == 1_000)
    }

    @Test("flags are the keys with hyphens, with the value behind a space or an equals sign")
    func readsFlags() throws {
        let flags = try SandboxSettings(
            arguments: ["--latency-ms", "80", "--token-seconds=5", "--faults", "500,423"]
        )
        let query = try SandboxSettings(query: "latency_ms=80&token_seconds=5&faults=500,423")
        #expect(flags == query)
    }

    @Test("the canonical text names all settings in order and reads back")
    func canonicalText() throws {
        #expect(
            try SandboxSettings(query: "").canonicalText
                == "cache_mb=64&entries_per_day=5000&fault_every=10&faults=&feed_start=&growth=0&ideas=on"
                + "&latency_ms=0&ledger_page_size=100&ledgers=3&management=latest&msn_type=string"
                + "&oddities=&page_size=1000&seed=1&slow_ms=5000&today=&token_seconds=&v1=gone"
        )
        let settings = try SandboxSettings(
            query:
                "token_seconds=9&faults=429,500@418207&today=2026-01-31&management=2023&ideas=off"
                + "&msn_type=number&seed=4"
        )
        #expect(try SandboxSettings(query: settings.canonicalText) == settings)
    }

    @Test(
        "a setting that cannot be read is explained",
        arguments: [
            (
                "entires_per_day=5",
                """
                sandbox: error: no setting is called 'entires_per_day' [sandbox-unknown-setting]
                  = fix: did you mean 'entries_per_day'? 'fjord sandbox --help' lists all \(SandboxSetting.all.count)
                """
            ),
            (
                "colour=red",
                """
                sandbox: error: no setting is called 'colour' [sandbox-unknown-setting]
                  = fix: 'fjord sandbox --help' lists all \(SandboxSetting.all.count)
                """
            ),
            (
                "page_size=0",
                """
                sandbox: error: '0' is not a value of 'page_size' [sandbox-setting-value]
                  = fix: write a whole number from 1 to 10000
                """
            ),
            (
                "seed=+1",
                """
                sandbox: error: '+1' is not a value of 'seed' [sandbox-setting-value]
                  = fix: write a whole number from 0 to 4294967295
                """
            ),
            (
                "today=2026-02-29",
                """
                sandbox: error: '2026-02-29' is not a value of 'today' [sandbox-setting-value]
                  = fix: write a date from 2020-05-01 on
                """
            ),
            (
                "faults=429,truncate",
                """
                sandbox: error: 'truncate' is not a value of 'faults' [sandbox-setting-value]
                  = fix: did you mean 'truncated'? write a list of 401, 403, 410, 423, 429, 429-bare, \
                429-date, 500, 502-html, 503-html, 504-html, gzip, reset, slow, truncated; \
                '429@418207' strikes one ledger or sales unit only
                """
            ),
            (
                "faults=429@",
                """
                sandbox: error: '429@' is not a value of 'faults' [sandbox-setting-value]
                  = fix: did you mean '429'? write a list of 401, 403, 410, 423, 429, 429-bare, \
                429-date, 500, 502-html, 503-html, 504-html, gzip, reset, slow, truncated; \
                '429@418207' strikes one ledger or sales unit only
                """
            ),
            (
                "management=2022",
                """
                sandbox: error: '2022' is not a value of 'management' [sandbox-setting-value]
                  = fix: did you mean '2023'? write seed, 2023 or latest
                """
            ),
            (
                "seed",
                """
                sandbox: error: 'seed' has no value [sandbox-setting-value]
                  = fix: write a whole number from 0 to 4294967295
                """
            ),
            (
                "seed=1&seed=2",
                """
                sandbox: error: 'seed' is given twice [sandbox-setting-repeated]
                  = fix: keep one of the two
                """
            ),
        ]
    )
    func explainsFaults(query: String, message: String) {
        let error = #expect(throws: PipelineError.self) { try SandboxSettings(query: query) }
        #expect(error?.description == message)
    }

    @Test("an unknown flag is answered with flags")
    func explainsFlags() {
        let error = #expect(throws: PipelineError.self) {
            try SandboxSettings(arguments: ["--latncy-ms", "5"])
        }
        #expect(
            error?.description == """
                sandbox: error: no setting is called '--latncy-ms' [sandbox-unknown-setting]
                  = fix: did you mean '--latency-ms'? 'fjord sandbox --help' lists all \(SandboxSetting.all.count)
                """
        )
    }

    @Test("the help has every flag with its values and default")
    func help() {
        let help = SandboxSettings.help
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 78 })
        #expect(SandboxSetting.all.allSatisfy { help.contains("\($0.flag)  (default: ") })
        #expect(
            help.contains(
                """
                --entries-per-day  (default: 5000)
                    Payments and refunds per ledger and day, on average:
                    a whole number from 1 to 5000000
                """
            )
        )
        #expect(SandboxSetting.all.map(\.name) == SandboxSetting.all.map(\.name).sorted())
    }
}

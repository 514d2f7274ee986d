// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// One line of the table of settings, from which query strings, flags and help are derived.
package struct SandboxSetting: Sendable {
    /// Where a value is stored, what may stand there, and how it is read and written.
    enum Storage: Sendable {
        case number(any WritableKeyPath<SandboxSettings, Int> & Sendable, ClosedRange<Int>)
        case optionalNumber(any WritableKeyPath<SandboxSettings, Int?> & Sendable, ClosedRange<Int>)
        case date(any WritableKeyPath<SandboxSettings, SandboxDate?> & Sendable)
        case faults(any WritableKeyPath<SandboxSettings, [String]> & Sendable)
        case oddities(any WritableKeyPath<SandboxSettings, [String]> & Sendable)
        case choice(SettingChoice)
    }

    /// The key in a query string, `latency_ms`.
    package let name: String
    /// One line without a full stop.
    package let help: String
    let storage: Storage

    /// The flag on a command line, `--latency-ms`.
    package var flag: String { "--" + name.map { $0 == "_" ? "-" : String($0) }.joined() }

    /// The default as it would be written; empty where the setting is off by default.
    package var defaultText: String { text(in: SandboxSettings()) }

    /// What may be written, `a whole number from 1 to 10000`.
    package var values: String {
        switch storage {
        case .number(_, let range), .optionalNumber(_, let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .date: "a date from \(SandboxDate.first) on"
        case .faults:
            "a list of " + FaultRule.all.map(\.name).joined(separator: ", ")
                + "; '429@418207' strikes one ledger or sales unit only"
        case .oddities:
            "a list of oddities ('fjord sandbox --help' explains each); "
                + "'gross@418207' is for one ledger only"
        case .choice(let choice):
            choice.names.dropLast().joined(separator: ", ") + " or " + (choice.names.last ?? "")
        }
    }

    /// The same for a help page that explains faults and oddities elsewhere.
    var valuesInHelp: String {
        switch storage {
        case .faults: "a list of names; '429@418207' strikes one ledger or sales unit only"
        case .oddities: "a list of names; 'gross@418207' is for one ledger only"
        default: values
        }
    }

    /// All settings, sorted by name.
    package static let all: [SandboxSetting] = [
        SandboxSetting(
            name: "cache_mb",
            help: "Megabytes of rendered answers to keep",
            storage: .number(\.cacheMegabytes, 0...65_536)
        ),
        SandboxSetting(
            name: "entries_per_day",
            help: "Payments and refunds per ledger and day, on average",
            storage: .number(\.entriesPerDay, 1...5_000_000)
        ),
        SandboxSetting(
            name: "fault_every",
            help: "Every how many requests a fault of 'faults' strikes; a retry gets through",
            storage: .number(\.faultEvery, 1...1_000_000)
        ),
        SandboxSetting(
            name: "faults",
            help: "Faults to produce, in turn",
            storage: .faults(\.faults)
        ),
        SandboxSetting(
            name: "feed_start",
            help: "The oldest date of the feed; without it 31 days before today",
            storage: .date(\.feedStart)
        ),
        SandboxSetting(
            name: "growth",
            help: "Entries of today that each call at the end of a feed uncovers; 0 for all so far",
            storage: .number(\.growth, 0...1_000_000)
        ),
        SandboxSetting(
            name: "ideas",
            help: "Whether the endpoints exist that the vendor has only proposed",
            storage: .choice(SettingChoice(\.ideas))
        ),
        SandboxSetting(
            name: "latency_ms",
            help: "Milliseconds to wait before every answer",
            storage: .number(\.latencyMilliseconds, 0...60_000)
        ),
        SandboxSetting(
            name: "ledger_page_size",
            help: "Ledgers per page of their list",
            storage: .number(\.ledgerPageSize, 1...1_000)
        ),
        SandboxSetting(
            name: "ledgers",
            help: "How many ledgers there are; Norway, Denmark and Finland take turns",
            storage: .number(\.ledgers, 1...1_000)
        ),
        SandboxSetting(
            name: "management",
            help: "Which generation of the Management API answers: mid 2023, November 2023, latest",
            storage: .choice(SettingChoice(\.management))
        ),
        SandboxSetting(
            name: "msn_type",
            help: "How the Management API writes the numbers of sales units",
            storage: .choice(SettingChoice(\.msnType))
        ),
        SandboxSetting(
            name: "oddities",
            help: "What is odd about data and answers",
            storage: .oddities(\.oddities)
        ),
        SandboxSetting(
            name: "page_size",
            help: "Entries per page",
            storage: .number(\.pageSize, 1...10_000)
        ),
        SandboxSetting(
            name: "seed",
            help: "Root of all data; the same seed gives the same data",
            storage: .number(\.seed, 0...4_294_967_295)
        ),
        SandboxSetting(
            name: "slow_ms",
            help: "Milliseconds that the fault 'slow' waits",
            storage: .number(\.slowMilliseconds, 0...600_000)
        ),
        SandboxSetting(
            name: "today",
            help: "The date that is still open, at noon; without it the machine's clock decides",
            storage: .date(\.today)
        ),
        SandboxSetting(
            name: "token_seconds",
            help:
                "Life of a token; without it a day, 15 minutes for accounting and management keys",
            storage: .optionalNumber(\.tokenSeconds, 1...86_400)
        ),
        SandboxSetting(
            name: "v1",
            help:
                "Whether the Report API's version 1 is gone, or answers in minor units or decimals",
            storage: .choice(SettingChoice(\.v1))
        ),
    ]
}

extension SandboxSetting {
    func text(in settings: SandboxSettings) -> String {
        switch storage {
        case .number(let path, _): String(settings[keyPath: path])
        case .optionalNumber(let path, _): settings[keyPath: path].map(String.init) ?? ""
        case .date(let path): settings[keyPath: path]?.description ?? ""
        case .faults(let path): settings[keyPath: path].joined(separator: ",")
        case .oddities(let path): settings[keyPath: path].joined(separator: ",")
        case .choice(let choice): choice.text(settings)
        }
    }

    /// Reads `text` into `settings`; an empty text is the default of a setting that is off by
    /// default.
    func read(_ text: String, into settings: inout SandboxSettings) throws(PipelineError) {
        switch storage {
        case .number(let path, let range):
            settings[keyPath: path] = try number(text, in: range)
        case .optionalNumber(let path, let range):
            settings[keyPath: path] = text.isEmpty ? nil : try number(text, in: range)
        case .date(let path):
            settings[keyPath: path] = text.isEmpty ? nil : try date(text)
        case .faults(let path):
            settings[keyPath: path] = try faults(text)
        case .oddities(let path):
            settings[keyPath: path] = try oddities(text)
        case .choice(let choice):
            guard choice.read(text, &settings) else {
                throw nearestValue(to: text, among: choice.names)
            }
        }
    }

    private func number(_ text: String, in range: ClosedRange<Int>) throws(PipelineError) -> Int {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
            range.contains(number)
        else { throw .sandboxSettingValue(text, of: self) }
        return number
    }

    private func date(_ text: String) throws(PipelineError) -> SandboxDate {
        guard let date = SandboxDate(text), date >= .first else {
            throw .sandboxSettingValue(text, of: self)
        }
        return date
    }

    private func faults(_ text: String) throws(PipelineError) -> [String] {
        let items = text.split(separator: ",").map(String.init)
        for item in items where FaultTarget(item) == nil {
            let name = String(item.prefix { $0 != "@" })
            throw nearestValue(to: item, spelled: name, among: FaultRule.all.map(\.name))
        }
        return items
    }

    private func oddities(_ text: String) throws(PipelineError) -> [String] {
        let items = text.split(separator: ",").map(String.init)
        for item in items where OddityChoice(item) == nil {
            let name = String(item.prefix { $0 != "@" })
            throw nearestValue(to: item, spelled: name, among: OddityRule.all.map(\.name))
        }
        return items
    }

    private func nearestValue(
        to text: String,
        spelled name: String? = nil,
        among names: [String]
    ) -> PipelineError {
        .sandboxSettingValue(
            text,
            of: self,
            nearest: Suggestion.nearest(to: name ?? text, among: names)
        )
    }
}

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
        case .faults: "a list of " + FaultRule.all.map(\.name).joined(separator: ", ")
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
            name: "latency_ms",
            help: "Milliseconds to wait before every answer",
            storage: .number(\.latencyMilliseconds, 0...60_000)
        ),
        SandboxSetting(
            name: "ledgers",
            help: "How many ledgers there are; Norway, Denmark and Finland take turns",
            storage: .number(\.ledgers, 1...1_000)
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
    ]
}

extension SandboxSetting {
    func text(in settings: SandboxSettings) -> String {
        switch storage {
        case .number(let path, _): String(settings[keyPath: path])
        case .optionalNumber(let path, _): settings[keyPath: path].map(String.init) ?? ""
        case .date(let path): settings[keyPath: path]?.description ?? ""
        case .faults(let path): settings[keyPath: path].joined(separator: ",")
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
        let names = text.split(separator: ",").map(String.init)
        for name in names where !FaultRule.all.contains(where: { $0.name == name }) {
            throw .sandboxSettingValue(
                name,
                of: self,
                nearest: Suggestion.nearest(to: name, among: FaultRule.all.map(\.name))
            )
        }
        return names
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Diagnostics

extension SandboxSettings {
    /// Reads settings as they stand behind `sandbox?`: `seed=7&entries_per_day=1000`.
    ///
    /// - Parameter query: Percent escapes are allowed in values; empty for the defaults.
    /// - Throws: The first unknown, repeated or ill-valued setting.
    package init(query: String) throws(PipelineError) {
        var pairs: [(name: String, value: String?)] = []
        for part in query.split(separator: "&") {
            let cut = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = cut.count > 1 ? PercentEncoding.decoded(cut[1]) : nil
            pairs.append((String(cut[0]), value))
        }
        try self.init(pairs: pairs, spelledBy: \.name)
    }

    /// Reads settings as they stand on a command line: `--seed 7 --entries-per-day=1000`.
    ///
    /// - Parameter arguments: Only flags of the table and their values.
    /// - Throws: The first unknown, repeated or ill-valued flag.
    package init(arguments: [String]) throws(PipelineError) {
        var pairs: [(name: String, value: String?)] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let cut = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            pairs.append((String(cut[0]), cut.count > 1 ? String(cut[1]) : rest.popFirst()))
        }
        try self.init(pairs: pairs, spelledBy: \.flag)
    }

    private init(
        pairs: [(name: String, value: String?)],
        spelledBy spelling: (SandboxSetting) -> String
    ) throws(PipelineError) {
        self.init()
        var given: Set<String> = []
        for (name, value) in pairs {
            guard let setting = SandboxSetting.all.first(where: { spelling($0) == name }) else {
                throw .sandboxUnknownSetting(name, among: SandboxSetting.all.map(spelling))
            }
            guard given.insert(name).inserted else { throw .sandboxSettingRepeated(name) }
            guard let value else { throw .sandboxSettingMissing(name, of: setting) }
            try setting.read(value, into: &self)
        }
    }

    /// All settings with their values, sorted by name: the identity of a sandbox connection.
    ///
    /// `SandboxSettings(query:)` reads it back.
    package var canonicalText: String {
        SandboxSetting.all.map { "\($0.name)=\($0.text(in: self))" }.joined(separator: "&")
    }

    /// The oddities for a help page: a name, below it its meaning.
    package static var oddityHelp: String {
        OddityRule.all.map { "  \($0.name)\n\(wrapped($0.help))" }.joined(separator: "\n")
    }

    /// The settings for a help page: a flag with its default and values, below it its meaning.
    package static var help: String {
        SandboxSetting.all.map { setting in
            let standard = setting.defaultText.isEmpty ? "none" : setting.defaultText
            return """
                \(setting.flag)  (default: \(standard))
                \(wrapped(setting.help + ":"))
                \(wrapped(setting.valuesInHelp))
                """
        }.joined(separator: "\n")
    }

    /// Lines of at most 78 characters that begin with four spaces.
    private static func wrapped(_ text: String) -> String {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let line = lines.last, line.count + 1 + word.count <= 78 {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append("    \(word)")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The faults for a help page, one line each.
    package static var faultHelp: String {
        let width = FaultRule.all.map(\.name.count).max() ?? 0
        return FaultRule.all.map { rule in
            let name = rule.name + String(repeating: " ", count: width - rule.name.count)
            return "  \(name)  \(rule.help)"
        }.joined(separator: "\n")
    }
}

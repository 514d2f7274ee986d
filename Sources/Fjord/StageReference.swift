// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The reference of stages, made from their specs.
enum StageReference {
    /// One stage or connection and the word that it stands behind.
    struct Entry {
        let word: String
        let spec: StageSpec
        /// The columns of a fetch whose options may all be left out; nil if they are not known without the pipeline.
        var columns: Schema?
        /// How a registered transform takes its rows; nil for other stages.
        var rows: String?
    }

    /// All stages: the language's own first, then the registered ones by word and name; connections at the end.
    static func entries(_ stages: StageList) -> [Entry] {
        let registered = [
            stages.fetches.map { Entry(word: "fetch", spec: $0.spec, columns: columns(of: $0)) },
            stages.transformEntries,
            stages.sinkSpecs.map { Entry(word: "sink", spec: $0) },
            stages.connections.map { Entry(word: "connection", spec: $0.spec) },
        ]
        return LanguageStages.entries
            + registered.flatMap { $0.sorted { $0.spec.name < $1.spec.name } }
    }

    /// The columns of a fetch without options; those of one that needs options depend on them.
    private static func columns(of fetch: any FetchStage.Type) -> Schema? {
        guard !fetch.spec.options.contains(where: \.isRequired) else { return nil }
        return try? fetch.init(StageOptions(fetch.spec)).outputSchema()
    }

    /// One line per stage.
    static func list(_ stages: StageList) -> String {
        let rows = entries(stages).map { entry in
            [entry.word, entry.spec.name == entry.word ? "" : entry.spec.name, entry.spec.summary]
        }
        return TextTable.lines(rows).joined(separator: "\n")
    }

    /// All that is known of one stage.
    static func page(_ entry: Entry) -> String {
        let spec = entry.spec
        let title = spec.name == entry.word ? entry.word : "\(entry.word): \(spec.name)"
        var lines = [title, spec.summary]
        if !spec.options.isEmpty {
            lines += ["", "Options:"] + TextTable.lines(spec.options.map(row))
        }
        if let rows = entry.rows { lines += ["", rows] }
        if let columns = entry.columns {
            lines += ["", "Columns:"]
            lines += TextTable.lines(columns.fields.map { ["  " + $0.name, "\($0.type)"] })
        }
        if let connection = spec.connection {
            lines += [
                "",
                "Speaks over the connection '\(connection.type)' unless 'connection:' names another.",
            ]
        }
        if let remote = spec.urlConnections {
            let schemes = remote.needs.keys.sorted().map { scheme in
                "\(scheme):// over '\(remote.needs[scheme]?.type ?? "")'"
            }
            lines += [
                "",
                "Speaks over a connection only where '\(remote.option)' is a URL, unless 'connection:' names "
                    + "another: \(schemes.joined(separator: ", ")).",
            ]
        }
        if !spec.example.isEmpty {
            lines += ["", "Example:"] + spec.example.split(separator: "\n").map { "  " + $0 }
        }
        return lines.joined(separator: "\n")
    }

    private static func row(_ option: OptionSpec) -> [String] {
        let need =
            option.isRequired
            ? "required"
            : option.defaultText.map { "default \($0.isEmpty ? "''" : $0)" } ?? "optional"
        return ["  " + option.name, option.kind.phrase, need, option.summary]
    }
}

extension StageList {
    fileprivate var transformEntries: [StageReference.Entry] {
        func entry(_ spec: StageSpec, _ rows: String) -> StageReference.Entry {
            StageReference.Entry(word: "transform", spec: spec, rows: rows)
        }
        return batchTransforms.map { entry($0.spec, "Takes each row by itself.") }
            + orderedTransforms.map {
                entry($0.spec, "Takes rows in order.")
            }
            + wholeRunTransforms.map {
                entry(
                    $0.spec,
                    "Takes \($0.spec.inputPhrase), and may need all of them before it gives any; those that do not "
                        + "fit in memory wait on disk."
                )
            }
    }
}

extension StageSpec {
    /// Which rows a transform takes, in words.
    fileprivate var inputPhrase: String {
        if let list = options.first(where: { $0.kind == .stages }) {
            return "the rows of the stages in '\(list.name)', in place of 'input'"
        }
        let others = options.filter { $0.kind == .stage }.map { "those of '\($0.name)'" }
        return (["the rows of 'input'"] + others).joined(separator: " and ")
    }
}

extension OptionSpec.Kind {
    /// What may stand behind the key, in a few words.
    var phrase: String {
        switch self {
        case .text: "text"
        case .path: "path"
        case .integer(let bounds):
            bounds.upperBound == .max
                ? "whole number from \(bounds.lowerBound)"
                : "\(bounds.lowerBound) to \(bounds.upperBound)"
        case .boolean: "true or false"
        case .choice(let words): words.joined(separator: " | ")
        case .textListOr(let word): "\(word) or a list of texts"
        case .textList: "list of texts"
        case .columns: "list of columns"
        case .mapping: "mapping of names to texts"
        case .rules: "list of rules"
        case .stage: "id of a stage"
        case .stages: "list of ids of stages"
        case .secret: "secret"
        }
    }
}

/// The stages that are part of the language itself.
enum LanguageStages {
    static let entries: [StageReference.Entry] = [
        .init(
            word: "filter",
            spec: StageSpec(
                "filter",
                "Keep the rows for which an SQL condition is true.",
                example: """
                    - id: sales
                      filter: entryType in ('capture', 'refund')
                    """
            )
        ),
        .init(
            word: "transform",
            spec: StageSpec(
                "transform",
                "Add or replace columns by SQL expressions; then drop, keep, rename.",
                example: """
                    - id: payments
                      transform:
                        msn: split_part(recipientHandle, ':', 2)
                      drop: [balanceBefore, balanceAfter]
                    """
            )
        ),
        .init(
            word: "aggregate",
            spec: StageSpec(
                "aggregate",
                "Make one row per group of rows by SQL aggregates.",
                example: """
                    - id: per_unit
                      aggregate:
                        payments: count(*)
                        net: sum(amount)
                      by: [msn, currency]
                    """
            )
        ),
    ]
}

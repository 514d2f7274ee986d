// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The reference of stages, made from their specs.
enum StageReference {
    /// One stage and the word that it stands behind.
    struct Entry {
        let word: String
        let spec: StageSpec
    }

    /// All stages: the language's own first, then the registered ones by word and name.
    static func entries(_ stages: StageList) -> [Entry] {
        let registered = [
            ("fetch", stages.fetchSpecs), ("transform", stages.transformSpecs),
            ("sink", stages.sinkSpecs),
        ]
        return LanguageStages.entries
            + registered.flatMap { word, specs in
                specs.sorted { $0.name < $1.name }.map { Entry(word: word, spec: $0) }
            }
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
        if let connection = spec.connection {
            lines += [
                "",
                "Speaks over the connection '\(connection.type)' unless 'connection:' names another.",
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
            ? "required" : option.defaultText.map { "default \($0)" } ?? "optional"
        return ["  " + option.name, option.kind.phrase, need, option.summary]
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

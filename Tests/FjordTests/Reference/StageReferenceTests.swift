// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import Pipelines
import Testing

@testable import Fjord

@Suite("Reference of stages")
struct StageReferenceTests {
    private static let stages = ShippedStages.list

    @Test("the list has every stage on a line of its own, the language's first")
    func list() {
        let entries = StageReference.entries(Self.stages)
        let lines = StageReference.list(Self.stages).split(separator: "\n")
        #expect(lines.count == entries.count)
        for (line, entry) in zip(lines, entries) {
            #expect(line.hasPrefix(entry.word) && line.hasSuffix(entry.spec.summary))
        }
        #expect(
            entries.map(\.spec.name) == [
                "filter", "transform", "aggregate", "vipps.fees", "vipps.funds", "vipps.ledgers",
                "limit", "csv", "email", "jsonl",
            ]
        )
    }

    @Test("names are unique behind each word")
    func uniqueNames() {
        let names = StageReference.entries(Self.stages).map { "\($0.word) \($0.spec.name)" }
        #expect(Set(names).count == names.count)
    }

    @Test("each stage and option is described in a sentence")
    func summaries() {
        for entry in StageReference.entries(Self.stages) {
            #expect(entry.spec.summary.hasSuffix("."), "\(entry.spec.name)")
            for option in entry.spec.options {
                #expect(option.summary.hasSuffix("."), "\(entry.spec.name) \(option.name)")
            }
        }
    }

    @Test("each example is a stage that checks clean", arguments: ShippedStages.names)
    func examples(name: String) throws {
        let entry = try #require(
            StageReference.entries(Self.stages).first { "\($0.word) \($0.spec.name)" == name }
        )
        try #require(!entry.spec.example.isEmpty)
        let pipeline = try CheckedPipeline(
            checking: DefinitionSource(name: "p.yaml", text: Self.pipeline(around: entry)),
            in: Project(folder: "/project", file: Self.project),
            registered: Self.stages,
            overrides: .none
        )
        #expect(pipeline.warnings.map(\.description) == [])
    }

    @Test("the page of a stage tells options, connection and example, word for word")
    func page() throws {
        let entries = StageReference.entries(Self.stages)
        let limit = try #require(entries.first { $0.spec.name == "limit" })
        #expect(
            StageReference.page(limit) == """
                transform: limit
                Keep the first rows.

                Options:
                  rows  whole number from 0  required  How many to keep.

                Example:
                  - transform: limit
                    rows: 100
                """
        )
        let funds = try #require(entries.first { $0.spec.name == "vipps.funds" })
        #expect(
            StageReference.page(funds).contains(
                "\nSpeaks over the connection 'vipps' unless 'connection:' names another.\n"
            )
        )
    }

    /// Columns as examples use them, before and behind the stage where its word needs that.
    private static func pipeline(around entry: StageReference.Entry) -> String {
        let source = """
            - id: source
              fetch: vipps.funds
            - id: with_msn
              transform: {msn: "split_part(recipientHandle, ':', 2)"}
            """
        let sink = """
            - sink: csv
              path: last-${window}.csv
            """
        let parts =
            switch entry.word {
            case "fetch": [entry.spec.example, sink]
            case "sink": [source, entry.spec.example]
            default: [source, entry.spec.example, sink]
            }
        let stages = parts.joined(separator: "\n").split(separator: "\n")
            .map { "  \($0)" }.joined(separator: "\n")
        let path =
            entry.spec.name == "vipps.ledgers"
            ? stages.replacing("-${window}", with: "") : stages
        return "fjord: 1\nname: example\nstages:\n\(path)\n"
    }

    private static let project = DefinitionSource(
        name: "fjord.yaml",
        text: """
            connections:
              vipps: {type: vipps, key_type: accounting, client_id: a, client_secret: "${env:S}"}
            """
    )
}

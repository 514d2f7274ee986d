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
        let names = entries.map { $0.word == $0.spec.name ? $0.word : "\($0.word) \($0.spec.name)" }
        #expect(
            names == [
                "filter", "transform", "aggregate", "fetch file", "fetch http",
                "fetch vipps.api_quality", "fetch vipps.contracts", "fetch vipps.fees",
                "fetch vipps.funds", "fetch vipps.ledger_transactions", "fetch vipps.ledgers",
                "fetch vipps.merchant", "fetch vipps.merchants", "fetch vipps.partner",
                "fetch vipps.payouts", "fetch vipps.price_packages", "fetch vipps.product_orders",
                "fetch vipps.sales_units", "fetch vipps.settlement_file", "transform changes",
                "transform check", "transform distinct", "transform explode", "transform join",
                "transform limit", "transform mask", "transform pivot", "transform reconcile",
                "transform sort", "transform union", "transform vipps.check_ledger", "sink csv",
                "sink email", "sink jsonl", "connection http", "connection sftp",
                "connection vipps",
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
        let project = entry.word == "connection" ? Self.project(with: entry) : Self.project
        let pipeline = try CheckedPipeline(
            checking: DefinitionSource(name: "p.yaml", text: Self.pipeline(around: entry)),
            in: Project(folder: "/project", file: project),
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

                Takes rows in order.

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

    @Test("columns stand where they are known without a pipeline, connections beside the stages")
    func columnsAndConnections() throws {
        let entries = StageReference.entries(Self.stages)
        let pages = entries.map(StageReference.page)
        let funds = try #require(pages.first { $0.hasPrefix("fetch: vipps.funds\n") })
        #expect(funds.contains("\nColumns:\n  ledgerId         text\n"))
        let file = try #require(pages.first { $0.hasPrefix("fetch: file\n") })
        #expect(!file.contains("\nColumns:\n"))
        let vipps = try #require(pages.first { $0.hasPrefix("connection: vipps\n") })
        #expect(vipps.contains("\n  client_secret"))
        let join = try #require(pages.first { $0.hasPrefix("transform: join\n") })
        #expect(join.contains("\nTakes the rows of 'input' and those of 'with', and may need all"))
        let union = try #require(pages.first { $0.hasPrefix("transform: union\n") })
        #expect(
            union.contains(
                "\nTakes the rows of the stages in 'inputs', in place of 'input', and may"
            )
        )
    }

    /// Columns as examples use them, before and behind the stage where its word needs that.
    private static func pipeline(around entry: StageReference.Entry) -> String {
        let example = entry.spec.example
        let others = ["units", "norway", "denmark"].filter { example.contains($0) }
            .filter { !example.contains("id: \($0)_") }
            .map { "- id: \($0)\n  input: source\n  aggregate: {n: count(*)}\n  by: [msn]" }
        let payments =
            example.contains("with: payments")
            ? ["- id: payments\n  input: source\n  filter: amount > 0"] : []
        let sink = "- sink: csv\n  path: last-${window}.csv"
        let parts =
            switch entry.word {
            case "connection": [sink]
            case "fetch": [example, sink]
            case "sink": [example]
            default: others + payments + [Self.behindSource(example, entry.spec.name), sink]
            }
        let stages = ([Self.source] + parts).joined(separator: "\n").split(separator: "\n")
            .map { "  \($0)" }.joined(separator: "\n")
        return "fjord: 1\nname: example\nstages:\n\(stages)\n"
    }

    /// The example of a transform, fed by the source unless it names its inputs.
    private static func behindSource(_ example: String, _ name: String) -> String {
        let source = name.hasPrefix("vipps.") ? "funds" : "source"
        return example.contains("inputs:") ? example : example + "\n  input: \(source)"
    }

    /// A fetch that knows dates, and one with columns as examples use them.
    private static let source = """
        - id: funds
          fetch: vipps.funds
        - sink: jsonl
          path: funds-${window}.jsonl
        - id: source
          fetch: file
          path: rows.jsonl
          schema:
            ledgerDate: date
            entryType: text
            recipientHandle: text
            currency: text
            amount: decimal(18, 2)
            net: decimal(18, 2)
            balanceBefore: decimal(18, 2)
            balanceAfter: decimal(18, 2)
            msn: text
            name: text
            orderLines: json
            status: text
            pspReference: text
            reference: text
            maskedPhoneNo: text
            message: text
            orderId: text
            ordered: date
            total: decimal(18, 2)
        - sink: jsonl
          path: source-${window}.jsonl
        """

    private static let project = DefinitionSource(
        name: "fjord.yaml",
        text: """
            connections:
              vipps: {type: vipps, key_type: accounting, client_id: a, client_secret: "${env:S}"}
              shop: {type: http, base_url: "https://shop.example.com"}
            """
    )

    private static func project(with connection: StageReference.Entry) -> DefinitionSource {
        let lines = connection.spec.example.split(separator: "\n").map { "  \($0)" }
        return DefinitionSource(
            name: "fjord.yaml",
            text: "connections:\n" + lines.joined(separator: "\n") + "\n"
        )
    }
}

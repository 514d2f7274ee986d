// SPDX-License-Identifier: Apache-2.0

package import FjordKit

extension Conformance {
    /// What a fetch stage breaks of its contract, over a source that does not change meanwhile.
    ///
    /// - Throws: What reading the source throws; that is no breach but a broken test.
    package static func breaches(
        of stage: any FetchStage,
        in context: FetchContext
    ) async throws -> [String] {
        var findings = Findings()
        var stage = stage
        if stage.schema == nil {
            stage = try await stage.inferringSchema(in: context)
            findings.expect(stage.schema != nil, "inferring a schema gives none")
        }
        let partitions = try await stage.partitions(in: context)
        let again = try await stage.partitions(in: context)
        findings.expect(partitions == again, "re-opened: the partitions are others")
        check(partitions, of: stage, in: context, &findings)
        for partition in partitions {
            let reading = try await stage.read(partition, in: context)
            try check(reading, of: stage, &findings)
            await checkCancelling(reading, of: stage, in: context, &findings)
            let second = try await stage.read(partition, in: context)
            findings.expect(
                second.decoded == reading.decoded && second.finality == reading.finality,
                "re-opened: \(partition.key) gives other rows"
            )
        }
        return findings.breaches
    }

    /// What a fetch stage breaks of its contract with pages that are given: one without rows, one whose rows hold
    /// nothing but nulls, and one with a single row.
    package static func breaches(
        of stage: any FetchStage,
        partition: Partition,
        empty: String,
        allNull: String,
        oneRow: String
    ) -> [String] {
        var findings = Findings()
        func rows(_ name: String, _ text: String) -> Rows? {
            findings.attempt(name) {
                var decoder = try stage.makeDecoder()
                let page = Page(bytes: Bytes(text), number: 1)
                return try DecodedPages([page], of: partition, with: &decoder).rows
            }
        }
        let none = rows("empty input", empty)
        findings.expect(none?.isEmpty ?? true, "empty input: it gives rows")
        let names = stage.schema?.names ?? []
        for row in rows("all null", allNull) ?? [] {
            let given = zip(names, row).filter { name, value in
                value != nil && partition.constants[name] == nil
            }
            findings.expect(given.isEmpty, "all null: \(given.map(\.0)) have values")
        }
        let one = rows("one row", oneRow)
        findings.expect(one.map { $0.count == 1 } ?? true, "one row: it gives another number")
        return findings.breaches
    }

    private static func check(
        _ partitions: [Partition],
        of stage: any FetchStage,
        in context: FetchContext,
        _ findings: inout Findings
    ) {
        let keys = Set(partitions.map(\.key))
        findings.expect(keys.count == partitions.count, "two partitions have one key")
        let dates = partitions.compactMap(\.date)
        guard type(of: stage).isDated, let window = context.window else {
            return findings.expect(dates.isEmpty, "a stage without dates gives partitions dates")
        }
        findings.expect(dates.count == partitions.count, "a partition has no date")
        findings.expect(dates == dates.sorted(), "the partitions are not in the order of dates")
        findings.expect(
            dates.allSatisfy { window.first <= $0 && $0 <= window.last },
            "a partition's date is outside the window"
        )
    }

    private static func check(
        _ reading: FetchReading,
        of stage: any FetchStage,
        _ findings: inout Findings
    ) throws {
        let (partition, pages, decoded) = (reading.partition, reading.pages, reading.decoded)
        let key = partition.key
        let numbers = pages.map(\.number)
        findings.expect(numbers == Array(pages.indices.map { $0 + 1 }), "\(key): page numbers")
        findings.expect(
            decoded.schemas.allSatisfy { $0 == stage.schema },
            "\(key): a batch has other columns than the stage's schema"
        )
        findings.expect(
            decoded.largestBatch <= RecordBatch.maximumRowCount,
            "\(key): a batch has \(decoded.largestBatch) rows"
        )
        findings.expect(decoded.summary.rowCount == decoded.rows.count, "\(key): rows counted")
        var decoder = try stage.makeDecoder()
        let morsels = try DecodedPages(pages, of: partition, with: &decoder, flushesEachPage: true)
        findings.expect(
            morsels.rows == decoded.rows && morsels.summary == decoded.summary,
            "\(key): the cut into morsels shows"
        )
        // The same decoder, with half of the partition behind it.
        _ = try DecodedPages(Array(pages.prefix(pages.count / 2)), of: partition, with: &decoder)
        let retried = try DecodedPages(pages, of: partition, with: &decoder)
        findings.expect(retried == decoded, "retried: \(key) decodes to something else")
    }

    private static func checkCancelling(
        _ reading: FetchReading,
        of stage: any FetchStage,
        in context: FetchContext,
        _ findings: inout Findings
    ) async {
        let (partition, half) = (reading.partition, reading.pages.count / 2)
        let reader = Task {
            var source = stage.pages(of: partition, in: context)
            for _ in 0..<half { _ = try await source.next() }
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            _ = try await source.next()
        }
        do {
            try await reader.value
            findings.expect(false, "cancelled half-way: \(partition.key) reads on")
        } catch {
            findings.expect(
                error is CancellationError,
                "cancelled half-way: \(partition.key): \(error)"
            )
        }
    }
}

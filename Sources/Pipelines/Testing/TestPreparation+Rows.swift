// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit

extension TestPreparation {
    /// The rows of each stage that is given some; nil if any are faulty.
    func givenRows(
        of test: TestDefinition,
        _ builder: GraphBuilder,
        isKnown: Bool
    ) -> [Int: GivenRows]? {
        var found: [Int: GivenRows] = [:]
        for rows in test.given {
            guard let schema = schema(of: rows, builder, isKnown: isKnown) else { continue }
            let reader = TestRowReader(schema: schema, text: text)
            found[rows.position] = reader.batches(rows.rows).map {
                GivenRows(schema: schema, batches: $0)
            }
        }
        return found.count == test.given.count ? found : nil
    }

    /// The columns of a stage; nil if they are not known, which is reported unless it follows from another fault.
    private func schema(
        of rows: TestDefinition.StageRows,
        _ builder: GraphBuilder,
        isKnown: Bool
    ) -> Schema? {
        let schema = builder.built[rows.position].schema
        if schema == nil, isKnown {
            text.faults.add(.unknownTestColumns(rows.id, at: rows.location))
        }
        return schema
    }

    /// What a test expects, its rows read; nil if any are faulty.
    func expectation(
        of test: TestDefinition,
        _ builder: GraphBuilder,
        _ graph: TestGraph?,
        isKnown: Bool
    ) -> PipelineTest.Expectation? {
        switch test.expectation {
        case .error(let error): return .error(error)
        case .rows(let rows, let findings):
            let read = rows.map { rows in
                // Of a stage that is given rows too, it has been said before.
                let isGiven = test.given.contains { $0.position == rows.position }
                return expected(rows, builder, graph, isKnown: isKnown && !isGiven)
            }
            guard !read.contains(where: { $0 == nil }) else { return nil }
            return .rows(read.compactMap { $0 }, findings: findings)
        }
    }

    private func expected(
        _ rows: TestDefinition.StageRows,
        _ builder: GraphBuilder,
        _ graph: TestGraph?,
        isKnown: Bool
    ) -> ExpectedRows? {
        guard let schema = schema(of: rows, builder, isKnown: isKnown) else { return nil }
        let reader = TestRowReader(schema: schema, text: text)
        guard let read = reader.read(rows.rows), let node = graph?.places[rows.position] else {
            return nil
        }
        let columns = Set(read.flatMap(\.values.keys)).sorted()
        return ExpectedRows(
            stage: rows.id,
            node: node,
            location: rows.location,
            columns: columns,
            rows: read.map { row in
                ExpectedRows.Row(
                    values: columns.map { row.values[$0] ?? .null },
                    location: row.location
                )
            }
        )
    }
}

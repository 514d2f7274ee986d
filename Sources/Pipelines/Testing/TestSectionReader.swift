// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Reads the shape of `tests:`.
struct TestSectionReader {
    let file: PipelineFile
    let text: DefinitionText
    /// The positions of the stages that feed each stage.
    let inputs: [[Int?]]

    private static let keys = [
        "name", "given", "expect", "expect_error", "expect_findings", "parameters", "window",
    ]

    /// The tests that are sound; what is wrong with others is reported.
    func read() -> [TestDefinition] {
        guard let node = file.tests, !node.isNull, let items = text.list(node, of: "tests") else {
            return []
        }
        var names: Set<String> = []
        return items.compactMap { item in
            guard let test = read(item) else { return nil }
            guard names.insert(test.name).inserted else {
                text.faults.add(.duplicateTest(test.name, at: test.location))
                return nil
            }
            return test
        }
    }

    private func read(_ item: YAMLNode) -> TestDefinition? {
        guard let keys = text.mapping(item, keys: Self.keys, of: "a test") else { return nil }
        let place = text.location(of: item)
        // Everything is read, so that all faults are reported.
        let name = readName(keys["name"], item, place)
        let location = keys["name"].map { text.location(of: $0.value) } ?? place
        let given = keys["given"].map { readStages($0.value, of: "given") } ?? []
        let expectation = readExpectation(keys, item, at: location)
        let parameters = keys["parameters"].flatMap { entry in
            entry.value.isNull ? [] : text.entries(entry.value, of: "parameters")
        }
        guard let name, let given, let expectation else { return nil }
        return TestDefinition(
            name: name,
            location: location,
            given: given,
            expectation: expectation,
            parameters: parameters ?? [],
            window: keys["window"]?.value
        )
    }

    private func readName(
        _ entry: YAMLNode.Entry?,
        _ item: YAMLNode,
        _ place: SourceLocation
    ) -> String? {
        guard let entry else {
            let entries = item.entries ?? []
            text.missing("name", of: "a test", among: entries, legal: Self.keys, at: place)
            return nil
        }
        return text.text(entry.value, of: "name")
    }

    private func readExpectation(
        _ keys: [String: YAMLNode.Entry],
        _ item: YAMLNode,
        at location: SourceLocation
    ) -> TestDefinition.Expectation? {
        let rows = keys["expect"], findings = keys["expect_findings"]
        if let error = keys["expect_error"] {
            for entry in [rows, findings].compactMap({ $0 }) {
                text.faults.add(.errorBesideRows(entry.key, at: text.location(ofKey: entry)))
            }
            let place = text.location(of: error.value)
            return text.text(error.value, of: "expect_error").map {
                .error(ExpectedError(text: $0, location: place))
            }
        }
        let isEmpty = rows?.value.entries?.isEmpty == true
        guard rows != nil && !isEmpty || findings != nil else {
            // A mistyped key has been reported as what it is.
            let isKnown = (item.entries ?? []).allSatisfy { Self.keys.contains($0.key) }
            if isKnown { text.faults.add(.noExpectation(at: location)) }
            return nil
        }
        let read = rows.map { readStages($0.value, of: "expect") } ?? []
        let all = findings.map { readFindings($0) }
        guard let read, all == nil || all != .some(nil) else { return nil }
        return .rows(read, findings: all ?? nil)
    }

    /// Rows by stage; nil if any are faulty.
    private func readStages(_ node: YAMLNode, of key: String) -> [TestDefinition.StageRows]? {
        guard let entries = node.isNull ? [] : text.entries(node, of: key) else { return nil }
        let stages = entries.map { readStage($0) }
        return stages.contains { $0 == nil } ? nil : stages.compactMap { $0 }
    }

    private func readStage(_ entry: YAMLNode.Entry) -> TestDefinition.StageRows? {
        let items = text.list(entry.value, of: "the rows of '\(entry.key)'")
        let rows = items?.filter { text.entries($0, of: "a row") != nil }
        guard let position = position(of: entry.key, at: text.location(ofKey: entry)), let items,
            let rows, rows.count == items.count
        else { return nil }
        return TestDefinition.StageRows(
            position: position,
            id: entry.key,
            location: text.location(ofKey: entry),
            rows: rows
        )
    }

    /// The position of a stage that gives rows.
    private func position(of id: String, at location: SourceLocation) -> Int? {
        guard let position = file.stages.firstIndex(where: { $0.id == id }) else {
            let legal = file.stages.filter { $0.word != .sink }.compactMap(\.id)
            text.faults.add(.unknownTestStage(id, legal: legal, at: location))
            return nil
        }
        guard file.stages[position].word == .sink else { return position }
        let input = inputs[position].first.flatMap { $0 }.flatMap { file.stages[$0].id }
        text.faults.add(.testOfSink(id, input: input, at: location))
        return nil
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Expressions
import FjordKit

extension TestPreparation {
    /// The values that a test runs with: its own, and otherwise those of a check.
    func values(of test: TestDefinition) -> RunValues? {
        var window = base.values.window
        var isSound = true
        if let node = test.window {
            let read = readWindow(node)
            isSound = read != nil
            window = read
        }
        guard let parameters = parameters(of: test), isSound else { return nil }
        return RunValues(
            window: window,
            batch: base.values.batch,
            parameters: parameters,
            areSamples: true
        )
    }

    private func readWindow(_ node: YAMLNode) -> DateWindow? {
        guard let written = text.text(node, of: "window") else { return nil }
        let location = text.location(of: node)
        guard let window = TestWindow.read(written) else {
            text.faults.add(.invalidTestWindow(written, at: location))
            return nil
        }
        if base.values.window != nil { return window }
        text.faults.add(.testWindowOfNone(at: location))
        return nil
    }

    private func parameters(of test: TestDefinition) -> ParameterValues? {
        let declared = base.file.parameters
        var isSound = true
        for entry in test.parameters where !declared.contains(where: { $0.name == entry.key }) {
            let place = text.location(ofKey: entry)
            let legal = declared.map(\.name)
            text.faults.add(.unknownTestParameter(entry.key, legal: legal, at: place))
            isSound = false
        }
        let definitions = declared.map { parameter -> ParameterDefinition in
            let entry = test.parameters.first { $0.key == parameter.name }
            let value = entry.map { read($0, parameter) } ?? parameter.defaultValue
            if entry == nil, value == nil {
                let fault = PipelineError.missingTestParameter(
                    parameter.name,
                    parameter.type,
                    at: test.location
                )
                text.faults.add(fault)
            }
            isSound = isSound && value != nil
            return ParameterDefinition(
                name: parameter.name,
                type: parameter.type,
                defaultValue: value,
                description: nil,
                location: parameter.location
            )
        }
        return isSound ? ParameterValues(samplesFor: definitions) : nil
    }

    private func read(
        _ entry: YAMLNode.Entry,
        _ parameter: ParameterDefinition
    ) -> ScalarValue? {
        if entry.value.isNull { return parameter.type.null }
        guard let written = text.text(entry.value, of: "the parameter '\(entry.key)'") else {
            return nil
        }
        if let value = ScalarValue(reading: written, as: parameter.type) { return value }
        let place = text.location(of: entry.value)
        text.faults.add(.invalidDefault(written, parameter.type, at: place))
        return nil
    }

    /// The stages built with a test's values, and with the columns of its rows where only those tell them.
    func builder(for test: TestDefinition, _ values: RunValues) -> GraphBuilder? {
        guard let inferred = inferred(for: test) else { return nil }
        if test.parameters.isEmpty, test.window == nil, inferred.fetches.isEmpty { return base }
        let faults = FaultList()
        var builder = GraphBuilder(
            base.file,
            registered: base.registered,
            values: values,
            folder: base.folder,
            inferred: inferred,
            faults: faults
        )
        builder.build()
        // A fetch that the test has no use for may keep its columns to itself.
        let unknown = base.undeclared.filter { inferred.fetches[$0] == nil }.compactMap {
            position in
            base.file.stages[position].argument.map {
                PipelineError.schemaNotFound(at: text.location(of: $0.value))
            }
        }
        let errors = faults.all.filter { $0.severity == .error && !unknown.contains($0) }
        for error in errors { text.faults.add(.unsoundInTest(error, at: test.location)) }
        return errors.isEmpty ? builder : nil
    }

    /// Stand-ins for the fetches whose columns only their data tells; nil if given rows do not tell them either.
    private func inferred(for test: TestDefinition) -> InferredFetches? {
        var inferred = InferredFetches()
        var isSound = true
        for rows in test.given where base.undeclared.contains(rows.position) {
            let stage = base.file.stages[rows.position]
            if let schema = GivenSchema.infer(rows.rows, of: stage) {
                inferred.fetches[rows.position] = GivenRows(schema: schema, batches: [])
            } else {
                text.faults.add(.emptyGivenSchema(rows.id, at: rows.location))
                isSound = false
            }
        }
        return isSound ? inferred : nil
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Engine
import FjordKit

/// Makes tests that can run of those of a file, and reports all that is wrong with them.
///
/// A check makes them as a test run does, so that it finds the same faults.
struct TestPreparation {
    /// The stages, built for sample values, without a fault.
    let base: GraphBuilder
    let text: DefinitionText

    init(over base: GraphBuilder, faults: FaultList) {
        self.base = base
        text = DefinitionText(source: base.file.source, faults: faults)
    }

    /// Reports what is wrong with the tests.
    func check() { _ = prepare() }

    /// All tests that are sound.
    ///
    /// If the stages are not, only the shape of the tests can be looked at.
    func prepare() -> [PipelineTest] {
        // What is wrong with one test must not hide what is wrong with another.
        let isWhole = base.isWhole
        let inputs = base.file.stages.indices.map { base.order.sources(of: $0) }
        let reader = TestSectionReader(file: base.file, text: text, inputs: inputs)
        let definitions = reader.read()
        guard isWhole else { return [] }
        return definitions.compactMap { prepare($0) }
    }

    private func prepare(_ test: TestDefinition) -> PipelineTest? {
        let values = self.values(of: test)
        let needed = self.needed(by: test)
        let sound = values.flatMap { self.builder(for: test, $0) }
        // Whatever else is wrong, the rows are read against what is known of the columns.
        let builder = sound ?? base
        let isKnown = sound != nil
        let given = givenRows(of: test, builder, isKnown: isKnown)
        let graph = needed.flatMap { TestGraph(of: builder, needed: $0, given: given ?? [:]) }
        let expectation = self.expectation(of: test, builder, graph, isKnown: isKnown)
        guard let values, isKnown, given != nil, let graph, let expectation else { return nil }
        return PipelineTest(
            name: test.name,
            location: test.location,
            graph: graph.graph,
            window: values.window,
            expectation: expectation
        )
    }

    /// The positions of the stages that a test runs, those with given rows included; nil if rows are missing, which has
    /// been reported.
    private func needed(by test: TestDefinition) -> Set<Int>? {
        let given = Set(test.given.map(\.position))
        var waiting: [(position: Int, place: SourceLocation)] = []
        if test.runsAll {
            waiting = base.leaves.map { ($0, test.location) }
        }
        if case .rows(let rows, _) = test.expectation {
            waiting += rows.map { ($0.position, $0.location) }
        }
        var needed: Set<Int> = []
        var isSound = true
        while let (position, place) = waiting.popLast() {
            guard needed.insert(position).inserted, !given.contains(position) else { continue }
            let stage = base.file.stages[position]
            if stage.word == .fetch {
                let fault = PipelineError.notGiven(
                    stage.label,
                    hasID: stage.id != nil,
                    isAll: test.runsAll,
                    at: place
                )
                text.faults.add(fault)
                isSound = false
            }
            waiting += base.order.sources(of: position).compactMap { $0 }.map { ($0, place) }
        }
        return isSound ? needed : nil
    }
}

extension GraphBuilder {
    /// Whether every stage could be built as far as its columns are known.
    fileprivate var isWhole: Bool { !text.faults.hasErrors }

    /// The positions of the fetches whose columns only their data tells.
    var undeclared: [Int] {
        built.indices.filter { position in
            if case .fetch(let fetch, _) = built[position].operation {
                fetch.schema == nil
            } else {
                false
            }
        }
    }

    /// The positions of the stages that feed no other.
    fileprivate var leaves: [Int] {
        let read = Set(file.stages.indices.flatMap { order.sources(of: $0) })
        return file.stages.indices.filter { !read.contains($0) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Which stage feeds which, and an order in which each comes after its input.
struct StageOrder {
    enum Input: Hashable {
        /// A fetch stage.
        case none
        /// The position of the stage that feeds it, from 0.
        case stage(Int)
        /// None that could be told; reported.
        case faulty
    }

    private(set) var inputs: [Input] = []
    /// Positions from 0; as in the file wherever that can be.
    private(set) var order: [Int] = []

    private let stages: [StageDefinition]
    private let text: DefinitionText

    init(of stages: [StageDefinition], _ text: DefinitionText) {
        self.stages = stages
        self.text = text
        inputs = stages.indices.map { resolveInput(of: $0) }
        var path: [Int] = []
        for position in stages.indices { visit(position, &path) }
    }

    /// The position of the stage that feeds another; nil for a fetch stage.
    func input(of position: Int) -> Int? {
        guard case .stage(let input) = inputs[position] else { return nil }
        return input
    }

    private func resolveInput(of position: Int) -> Input {
        let stage = stages[position]
        if stage.word == .fetch {
            if let input = stage.input {
                text.faults.add(.inputOfFetch(at: text.location(ofKey: input)))
            }
            return .none
        }
        if let input = stage.input { return named(input, position) }
        let before = stages[..<position].lastIndex { $0.word != .sink }
        if let before { return .stage(before) }
        if let word = stage.word {
            text.faults.add(.nothingFeeds(word, at: stage.location))
        }
        return .faulty
    }

    private func named(_ entry: YAMLNode.Entry, _ position: Int) -> Input {
        guard let id = text.text(entry.value, of: "input") else { return .faulty }
        let location = text.location(of: entry.value)
        guard let found = stages.firstIndex(where: { $0.id == id }) else {
            let legal = stages.filter { $0.word != .sink }.compactMap(\.id)
            text.faults.add(.unknownInput(id, legal: legal, at: location))
            return .faulty
        }
        if stages[found].word == .sink {
            text.faults.add(.inputIsSink(id, at: location))
            return .faulty
        }
        if found == position {
            text.faults.add(.cycle([id, id], at: location))
            return .faulty
        }
        return .stage(found)
    }

    /// Puts a stage behind those that it needs; `path` holds the stages that wait for it.
    private mutating func visit(_ position: Int, _ path: inout [Int]) {
        guard !order.contains(position) else { return }
        if let start = path.firstIndex(of: position) {
            breakCycle(Array(path[start...]))
            return
        }
        path.append(position)
        if case .stage(let input) = inputs[position] { visit(input, &path) }
        path.removeLast()
        // A stage of a broken cycle may have been put in order meanwhile.
        if !order.contains(position) { order.append(position) }
    }

    /// Reports a cycle at the input that closes it, and takes that away.
    private mutating func breakCycle(_ cycle: [Int]) {
        let explicit = cycle.filter { stages[$0].input != nil }
        // Default inputs only point back, so that every cycle has an input that was written.
        guard let closing = explicit.min(), let input = stages[closing].input else { return }
        let names = cycle.sorted().map { stages[$0].label }
        text.faults.add(.cycle(names, at: text.location(of: input.value)))
        for position in cycle { inputs[position] = .faulty }
    }
}

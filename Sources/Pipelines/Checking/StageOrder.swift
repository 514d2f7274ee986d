// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit

/// Which stages feed which, and an order in which each comes after its inputs.
struct StageOrder {
    /// One way on which rows come into a stage.
    struct Edge {
        enum Source: Hashable {
            /// The position of the stage that feeds it, from 0.
            case stage(Int)
            /// None that could be told; reported.
            case faulty
        }

        var source: Source
        /// The id where it was written; nil for a default.
        let node: YAMLNode?

        static let faulty = Edge(source: .faulty, node: nil)
    }

    /// The inputs of each stage: those of `input`, then those of its options; none of a fetch stage.
    private(set) var inputs: [[Edge]] = []
    /// Positions from 0; as in the file wherever that can be.
    private(set) var order: [Int] = []

    private let stages: [StageDefinition]
    private let text: DefinitionText
    private var isOrdered: [Bool]

    /// Resolves all inputs; `transforms` tell which options of registered transforms name stages.
    init(of stages: [StageDefinition], transforms: [StageSpec], _ text: DefinitionText) {
        self.stages = stages
        self.text = text
        isOrdered = stages.map { _ in false }
        let inputs = stages.indices.map { position in
            resolve(position, stages[position].optionsNamingStages(among: transforms))
        }
        self.inputs = inputs
        var path: [Int] = []
        for position in stages.indices { visit(position, &path) }
    }

    /// The positions of the stages that feed another, nil for those that could not be told.
    func sources(of position: Int) -> [Int?] {
        inputs[position].map { edge in
            if case .stage(let source) = edge.source { source } else { nil }
        }
    }

    private func resolve(_ position: Int, _ options: [OptionSpec]) -> [Edge] {
        let stage = stages[position]
        let lists = options.filter { $0.kind == .stages }.compactMap { stage.value(of: $0) }
        let named = options.filter { $0.kind == .stage }.compactMap { stage.value(of: $0) }
        let first = lists.isEmpty ? resolveInput(of: position) : nil
        if let list = lists.first, let input = stage.input {
            text.faults.add(.inputBesideList(list.key, at: text.location(ofKey: input)))
        }
        return (first ?? []) + lists.flatMap { resolveList($0, position) }
            + named.map { resolveID($0.value, of: $0.key, position) }
    }

    private func resolveInput(of position: Int) -> [Edge] {
        let stage = stages[position]
        if stage.word == .fetch {
            if let input = stage.input {
                text.faults.add(.inputOfFetch(at: text.location(ofKey: input)))
            }
            return []
        }
        if let input = stage.input { return [resolveID(input.value, of: "input", position)] }
        let before = stages[..<position].lastIndex { $0.word != .sink }
        if let before { return [Edge(source: .stage(before), node: nil)] }
        if let word = stage.word {
            text.faults.add(.nothingFeeds(word, at: stage.location))
        }
        return [.faulty]
    }

    private func resolveList(_ entry: YAMLNode.Entry, _ position: Int) -> [Edge] {
        guard let items = text.texts(entry.value, of: entry.key) else { return [.faulty] }
        guard !items.isEmpty else {
            text.faults.add(.noInputs(entry.key, at: text.location(of: entry.value)))
            return [.faulty]
        }
        return items.map { resolveID($0, of: entry.key, position) }
    }

    private func resolveID(_ node: YAMLNode, of key: String, _ position: Int) -> Edge {
        guard let id = text.text(node, of: key) else { return .faulty }
        let location = text.location(of: node)
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
        return Edge(source: .stage(found), node: node)
    }

    /// Puts a stage behind those that it needs; `path` holds the stages that wait for it.
    private mutating func visit(_ position: Int, _ path: inout [Int]) {
        guard !isOrdered[position] else { return }
        if let start = path.firstIndex(of: position) {
            breakCycle(Array(path[start...]))
            return
        }
        path.append(position)
        for edge in inputs[position].indices {
            // A cycle found on the way may have taken the edge away.
            guard case .stage(let input) = inputs[position][edge].source else { continue }
            visit(input, &path)
        }
        path.removeLast()
        isOrdered[position] = true
        order.append(position)
    }

    /// Reports a cycle at the written input that stands first, and takes all its edges away.
    private mutating func breakCycle(_ cycle: [Int]) {
        var written: [(position: Int, node: YAMLNode)] = []
        for (index, position) in cycle.enumerated() {
            let next = cycle[(index + 1) % cycle.count]
            for edge in inputs[position].indices
            where inputs[position][edge].source == .stage(next) {
                if let node = inputs[position][edge].node { written.append((position, node)) }
                inputs[position][edge].source = .faulty
            }
        }
        // Default inputs only point back, so that every cycle has an input that was written.
        guard let closing = written.min(by: { $0.position < $1.position }) else { return }
        let names = cycle.sorted().map { stages[$0].label }
        text.faults.add(.cycle(names, at: text.location(of: closing.node)))
    }
}

extension StageDefinition {
    /// The options of a registered transform that name stages.
    func optionsNamingStages(among transforms: [StageSpec]) -> [OptionSpec] {
        guard word == .transform, let name = argument?.value.scalarText else { return [] }
        let spec = transforms.first { $0.name == name }
        return spec?.options.filter { $0.kind == .stage || $0.kind == .stages } ?? []
    }

    /// What was written for an option; nil if nothing was.
    fileprivate func value(of option: OptionSpec) -> YAMLNode.Entry? {
        options.first { $0.key == option.name && !$0.value.isNull }
    }
}

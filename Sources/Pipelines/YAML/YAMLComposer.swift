// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Builds the tree of one YAML file from the parser's events.
struct YAMLComposer: ~Copyable {
    /// Deeper than any definition, and far from what recursion could not bear.
    static let maximumDepth = 64
    /// How many values a file may have once its aliases are expanded.
    static let maximumNodeCount = 100_000

    enum Failure: Error {
        case syntax(YAMLSyntaxError)
        case fault(PipelineError)
    }

    private struct Anchored {
        let node: YAMLNode
        let nodeCount: Int
    }

    private var reader: YAMLEventReader
    private let source: SourceText
    private let faults: FaultList
    private var anchors: [String: Anchored] = [:]
    private var nodeCount = 0
    private var depth = 0

    init(_ text: String, source: SourceText, faults: FaultList) {
        reader = YAMLEventReader(text)
        self.source = source
        self.faults = faults
    }

    /// The file's one document; nil if it is empty.
    mutating func compose() throws(Failure) -> YAMLNode? {
        var root: YAMLNode?
        var isFirst = true
        while true {
            switch try next() {
            case .streamEnd:
                return root
            case .documentStart(let range):
                guard isFirst else { throw .fault(.secondDocument(at: source.location(of: range))) }
                isFirst = false
                root = try node(from: next())
            default:
                continue
            }
        }
    }

    private mutating func next() throws(Failure) -> YAMLEvent {
        do { return try reader.next() } catch { throw .syntax(error) }
    }

    private mutating func node(from event: YAMLEvent) throws(Failure) -> YAMLNode {
        switch event {
        case .scalar(let text, let style, let properties, let range):
            let start = properties.areNone ? range.start : source.start(ofScalarIn: range)
            let node = YAMLNode(
                .scalar(text, style),
                range: YAMLRange(start: start, end: range.end)
            )
            try count(1, at: range)
            remember(node, as: properties.anchor, nodeCount: 1)
            return node
        case .alias(let name, let range):
            guard let anchored = anchors[name] else {
                throw .fault(.unknownAnchor(name, at: source.location(of: range)))
            }
            try count(anchored.nodeCount, at: range)
            return anchored.node
        case .listStart(let anchor, let isFlow, let range):
            return try collection(anchor, at: range) { (composer) throws(Failure) in
                try composer.list(isFlow: isFlow, from: range)
            }
        case .mappingStart(let anchor, let isFlow, let range):
            return try collection(anchor, at: range) { (composer) throws(Failure) in
                try composer.mapping(isFlow: isFlow, from: range)
            }
        case .documentStart, .end, .streamEnd, .other:
            preconditionFailure("the parser gives whole documents")
        }
    }

    private mutating func collection(
        _ anchor: String?,
        at range: YAMLRange,
        _ body: (inout YAMLComposer) throws(Failure) -> YAMLNode
    ) throws(Failure) -> YAMLNode {
        let before = nodeCount
        try count(1, at: range)
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw .fault(.tooDeep(Self.maximumDepth, at: source.location(of: range)))
        }
        let node = try body(&self)
        depth -= 1
        remember(node, as: anchor, nodeCount: nodeCount - before)
        return node
    }

    private mutating func list(
        isFlow: Bool,
        from range: YAMLRange
    ) throws(Failure) -> YAMLNode {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if case .end(let end) = event {
                let whole = YAMLRange(start: range.start, end: end.end)
                return YAMLNode(.list(items), range: whole, isFlow: isFlow)
            }
            items.append(try node(from: event))
        }
    }

    private mutating func mapping(
        isFlow: Bool,
        from range: YAMLRange
    ) throws(Failure) -> YAMLNode {
        var pairs: [(key: YAMLNode, value: YAMLNode)] = []
        while true {
            let event = try next()
            if case .end(let end) = event {
                let entries = YAMLMerge.entries(of: pairs, source: source, faults: faults)
                let whole = YAMLRange(start: range.start, end: end.end)
                return YAMLNode(.mapping(entries), range: whole, isFlow: isFlow)
            }
            let key = try node(from: event)
            pairs.append((key, try node(from: next())))
        }
    }

    private mutating func remember(_ node: YAMLNode, as anchor: String?, nodeCount: Int) {
        guard let anchor else { return }
        anchors[anchor] = Anchored(node: node, nodeCount: nodeCount)
    }

    private mutating func count(_ more: Int, at range: YAMLRange) throws(Failure) {
        nodeCount += more
        guard nodeCount <= Self.maximumNodeCount else {
            throw .fault(.tooManyNodes(Self.maximumNodeCount, at: source.location(of: range)))
        }
    }
}

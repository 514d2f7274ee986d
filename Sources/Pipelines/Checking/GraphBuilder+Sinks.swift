// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Engine
import FjordKit

extension GraphBuilder {
    /// Names sinks without an id after what feeds them, `csv of stage payments`.
    mutating func nameSinks() {
        var taken: Set<String> = []
        for position in built.indices where file.stages[position].word == .sink {
            let stage = file.stages[position]
            guard stage.id == nil, let input = order.sources(of: position).first ?? nil,
                let name = stage.argument?.value.scalarText
            else { continue }
            let label = "\(name) of stage \(built[input].label)"
            let twins = taken.filter { $0 == label || $0.hasPrefix("\(label) (") }.count
            let unique = twins == 0 ? label : "\(label) (\(twins + 1))"
            taken.insert(unique)
            built[position].label = unique
        }
    }

    /// Reports sinks that would write over each other's files.
    func reportSharedPaths() {
        var owners: [String: SourceLocation] = [:]
        for (stage, result) in zip(file.stages, built) {
            guard let path = result.operation?.path else { continue }
            let node = pathNode(of: stage)
            let location = node.map { text.location(of: $0) } ?? stage.location
            let normalized = Self.normalized(path)
            if let first = owners[normalized] {
                // The values of a check are samples that nobody has seen.
                let shown = values.areSamples ? node?.scalarText ?? path : path
                text.faults.add(.sharedPath(shown, firstLine: first.line, at: location))
            } else {
                owners[normalized] = location
            }
        }
    }

    /// Reports paths that no file can have.
    func checkPath(of stage: StageDefinition, _ path: String) {
        let location = pathNode(of: stage).map { text.location(of: $0) } ?? stage.location
        let last = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if ["", ".", ".."].contains(last) {
            text.faults.add(.pathOfFolder(path, at: location))
        } else if path.hasPrefix("~/") {
            text.faults.add(.pathOfHome(path, at: location))
        }
    }

    /// A dated pipeline that always writes to one path replaces yesterday's file by today's.
    func warnOfWindowlessPath(of stage: StageDefinition, _ spec: StageSpec) {
        guard file.isDated(among: registered.fetches) else { return }
        for option in spec.options where option.kind == .path {
            guard let node = stage.options.first(where: { $0.key == option.name })?.value,
                let path = node.scalarText, !node.isMangled, !path.contains("${window")
            else { continue }
            text.faults.add(.pathWithoutWindow(at: text.location(of: node)))
        }
    }

    /// A file fed by a feed holds what came since the last run: the next run must not replace it.
    func reportBatchlessPath(of stage: StageDefinition, _ spec: StageSpec) {
        guard isFedByFeed(stage.position - 1) else { return }
        for option in spec.options where option.kind == .path {
            guard let node = stage.options.first(where: { $0.key == option.name })?.value,
                let path = node.scalarText, !node.isMangled, !path.contains("${batch}")
            else { continue }
            text.faults.add(.pathWithoutBatch(at: text.location(of: node)))
        }
    }

    private func isFedByFeed(_ position: Int) -> Bool {
        if file.stages[position].readsFeed(among: registered.fetches) { return true }
        return order.sources(of: position).contains { $0.map(isFedByFeed) ?? false }
    }

    /// Warns of stages whose rows nothing takes.
    func reportUnread() {
        let read = Set(order.inputs.flatMap { $0.map(\.source) })
        // A faulty item may be the missing reader, and so may a transform that no one knows.
        guard !read.contains(.faulty), file.stages.allSatisfy(isKnown) else { return }
        for (position, stage) in file.stages.enumerated()
        where stage.word != .sink && !read.contains(.stage(position))
            && !(built[position].operation?.seesAllRows ?? isCheck(stage))
        {
            let place = stage.argument.map { text.location(ofKey: $0) } ?? stage.location
            text.faults.add(.unreadStage(built[position].label, at: place))
        }
    }

    /// Whether a stage that could not be made has rules, so that nothing has to take its rows.
    private func isCheck(_ stage: StageDefinition) -> Bool {
        let name = stage.argument?.value.scalarText
        return registered.orderedTransforms.contains { type in
            type.spec.name == name && type.spec.options.contains { $0.kind == .rules }
        }
    }

    private func isKnown(_ stage: StageDefinition) -> Bool {
        guard stage.word == .transform, let name = stage.argument?.value.scalarText,
            stage.argument?.value.isNull == false
        else { return stage.word != nil }
        return registered.transformSpecs.contains { $0.name == name }
    }

    private func pathNode(of stage: StageDefinition) -> YAMLNode? {
        let specs = registered.sinkSpecs.first { $0.name == stage.argument?.value.scalarText }?
            .options
        let names = specs?.filter { $0.kind == .path }.map(\.name) ?? []
        return stage.options.first { names.contains($0.key) }?.value
    }

    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}

extension StageGraph.Operation {
    /// Whether the stage works although nothing takes its rows, as a check does.
    var seesAllRows: Bool {
        if case .orderedTransform(let transform) = self { transform.needsAllRows } else { false }
    }

    /// Where a sink writes; nil for other stages.
    var path: String? {
        switch self {
        case .streamSink(let sink): sink.path
        case .batchSink(let sink, _): sink.path
        default: nil
        }
    }
}

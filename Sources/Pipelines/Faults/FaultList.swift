// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Collects the faults of one pass over the definition files; belongs to one task.
final class FaultList {
    /// More than anyone reads; what comes after is found once these are mended.
    private static let limit = 1_000

    private(set) var all: [PipelineError] = []
    private(set) var hasErrors = false
    private var seen: Set<Seen> = []

    private struct Seen: Hashable {
        let place: [Int]
        let file: String
        let message: String
    }

    /// Adds a fault, unless it is known: a value behind an alias is read once per use, yet stands in the file once.
    func add(_ fault: PipelineError) {
        let isFirstError = fault.severity == .error && !hasErrors
        guard all.count < Self.limit || isFirstError else { return }
        hasErrors = hasErrors || isFirstError
        guard case .source(let source) = fault.location else {
            all.append(fault)
            return
        }
        let place = [source.line, source.column, source.length]
        let key = Seen(place: place, file: source.file, message: fault.message)
        if seen.insert(key).inserted { all.append(fault) }
    }

    func add(contentsOf other: FaultList) {
        for fault in other.all { add(fault) }
    }

    /// The faults by file, in the order in which the files are named, then by place; those without a place last.
    func sorted(files: [String]) -> [PipelineError] {
        func place(_ fault: PipelineError) -> [Int] {
            guard case .source(let source) = fault.location else { return [files.count + 1, 0, 0] }
            let file = files.firstIndex(of: source.file) ?? files.count
            return [file, source.line, source.column]
        }
        // Faults of one place stay in the order in which they were found.
        return all.enumerated()
            .map { (place: place($0.element) + [$0.offset], fault: $0.element) }
            .sorted { $0.place.lexicographicallyPrecedes($1.place) }
            .map(\.fault)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Where in a page a byte stands, found by brackets, keys and commas alone: for the message about a page at fault.
struct JSONPlace {
    private enum Step {
        case key(String)
        case index(Int)
    }

    private struct Container {
        let isObject: Bool
        /// The key of an object's member at hand; nil before it.
        var key: String?
        var index = 0
    }

    /// Deeper steps would tell nothing more.
    private static let mostSteps = 12

    private var open: [Container] = []
    /// How many outermost objects and lists end before the byte.
    private var closedCount = 0

    /// Finds the place of a byte.
    init(of offset: Int, in page: Bytes) {
        let bytes = page.span
        var at = 0
        while at < min(offset, bytes.count) {
            if bytes[at] == .quote {
                let end = Self.stringEnd(bytes, at)
                guard end <= offset else { return }
                take(page.slice(at + 1..<end - 1))
                at = end
            } else {
                take(bytes[at])
                at += 1
            }
        }
    }

    private mutating func take(_ string: Bytes) {
        guard let last = open.indices.last, open[last].isObject, open[last].key == nil else {
            return
        }
        open[last].key = string.text
    }

    private mutating func take(_ byte: UInt8) {
        switch byte {
        case .openBrace: open.append(Container(isObject: true))
        case .openBracket: open.append(Container(isObject: false))
        case .closeBrace, .closeBracket:
            if open.popLast() != nil, open.isEmpty { closedCount += 1 }
        case .comma:
            guard let last = open.indices.last else { return }
            open[last].key = nil
            open[last].index += 1
        default: break
        }
    }

    /// The offset after the closing quote; past the end if there is none.
    private static func stringEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var at = start + 1
        while at < bytes.count {
            if bytes[at] == .quote { return at + 1 }
            at += bytes[at] == .backslash ? 2 : 1
        }
        return .max
    }

    /// The row, from 1, and the path of the place; nil if it is in no record.
    func row(_ records: JSONDecodePlan.Records) -> (row: Int, path: String?)? {
        var steps: [Step] = []
        for container in open {
            if !container.isObject {
                steps.append(.index(container.index))
            } else if let key = container.key {
                steps.append(.key(key))
            }
        }
        switch records {
        case .lines: return (closedCount + 1, Self.path(steps))
        case .document:
            guard let first = open.first, closedCount == 0 else { return nil }
            return (first.isObject ? 1 : first.index + 1, Self.path(steps))
        case .list(let keys):
            guard steps.count > keys.count, case .index(let index) = steps[keys.count] else {
                return nil
            }
            for (step, wanted) in zip(steps, keys) {
                guard case .key(wanted) = step else { return nil }
            }
            return (index + 1, Self.path(steps))
        }
    }

    private static func path(_ steps: [Step]) -> String? {
        guard !steps.isEmpty else { return nil }
        var path = ""
        for step in steps.prefix(mostSteps) {
            switch step {
            case .key(let key): path += path.isEmpty ? key : ".\(key)"
            case .index(let index): path += "[\(index)]"
            }
        }
        return steps.count > mostSteps ? "\(path)…" : path
    }
}

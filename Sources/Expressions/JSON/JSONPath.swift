// SPDX-License-Identifier: Apache-2.0

/// The way to one value in JSON text: `$.a.b[0]`, the pointer `/a/b/0`, or a single key.
struct JSONPath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        /// The member of that name.
        case key([UInt8])
        /// The element at that place, from 0.
        case index(Int)
        /// The element at that place from the end, the last one being 1.
        case fromEnd(Int)
        /// In an object the member of that name, in a list the element at that place.
        case keyOrIndex([UInt8], Int)
    }

    let steps: [Step]

    /// Each step may go through its list a second time, to count from the end.
    static let maximumStepCount = 64

    /// The way to the value itself.
    static let whole = JSONPath(steps: [])

    private init(steps: [Step]) {
        self.steps = steps
    }

    /// Reads a path; an empty one leads to the whole value.
    init(_ text: String) throws(JSONPathFault) {
        if text.isEmpty {
            steps = []
        } else if text.hasPrefix("$") {
            var reader = Reader(text)
            steps = try reader.steps()
        } else if text.hasPrefix("/") {
            steps = try text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
                .map { (token) throws(JSONPathFault) in try Self.step(pointer: token) }
        } else {
            steps = [Self.step(named: Array(text.utf8))]
        }
        guard steps.count <= Self.maximumStepCount else { throw JSONPathFault(.tooLong, at: 0) }
    }

    /// A token of RFC 6901, in which `~1` is `/` and `~0` is `~`.
    private static func step(pointer token: Substring) throws(JSONPathFault) -> Step {
        var name: [UInt8] = []
        var bytes = token.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == 0x7E else {
                name.append(byte)
                continue
            }
            switch bytes.next() {
            case 0x30: name.append(0x7E)
            case 0x31: name.append(0x2F)
            default: throw JSONPathFault(.tilde, at: 0)
            }
        }
        return step(named: name)
    }

    private static func step(named name: [UInt8]) -> Step {
        let hasDigits = !name.isEmpty && name.allSatisfy { (0x30...0x39).contains($0) }
        guard hasDigits, name.count == 1 || name[0] != 0x30,
            let index = Int(String(decoding: name, as: UTF8.self))
        else { return .key(name) }
        return .keyOrIndex(name, index)
    }
}

/// Why a text is no path, and at which code point from 1; 0 if the place says nothing.
struct JSONPathFault: Error, Hashable {
    enum Kind: Sendable {
        case wildcard, emptyKey, unclosed, index, expectedStep, tilde, tooLong
    }

    let kind: Kind
    let place: Int

    init(_ kind: Kind, at place: Int) {
        self.kind = kind
        self.place = place
    }
}

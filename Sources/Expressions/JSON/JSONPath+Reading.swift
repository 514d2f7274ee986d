// SPDX-License-Identifier: Apache-2.0

extension JSONPath {
    /// Reads the steps after a `$`.
    struct Reader {
        private let scalars: [Unicode.Scalar]
        private var position = 1

        init(_ text: String) {
            scalars = Array(text.unicodeScalars)
        }

        private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

        private func fault(_ kind: JSONPathFault.Kind) -> JSONPathFault {
            JSONPathFault(next == "*" ? .wildcard : kind, at: position + 1)
        }

        mutating func steps() throws(JSONPathFault) -> [Step] {
            var steps: [Step] = []
            while let symbol = next {
                position += 1
                switch symbol {
                case ".": steps.append(.key(next == "\"" ? try quoted() : try name()))
                case "[": steps.append(next == "\"" ? .key(try bracketedKey()) : try index())
                default:
                    position -= 1
                    throw fault(.expectedStep)
                }
            }
            return steps
        }

        private mutating func name() throws(JSONPathFault) -> [UInt8] {
            let start = position
            while let scalar = next, scalar != ".", scalar != "[", scalar != "*" { position += 1 }
            guard position > start, next != "*" else { throw fault(.emptyKey) }
            return bytes(scalars[start..<position])
        }

        /// A key in double quotes, in which a backslash stands before a quote or a backslash.
        private mutating func quoted() throws(JSONPathFault) -> [UInt8] {
            position += 1
            var name: [Unicode.Scalar] = []
            while let scalar = next, scalar != "\"" {
                position += 1
                if scalar == "\\", let escaped = next {
                    position += 1
                    name.append(escaped)
                } else {
                    name.append(scalar)
                }
            }
            guard next != nil else { throw fault(.unclosed) }
            position += 1
            return bytes(name[...])
        }

        private mutating func bracketedKey() throws(JSONPathFault) -> [UInt8] {
            let name = try quoted()
            try close()
            return name
        }

        /// `[0]`, or from the end `[-1]` and `[#-1]`.
        private mutating func index() throws(JSONPathFault) -> Step {
            if next == "#" { position += 1 }
            let isFromEnd = next == "-"
            if isFromEnd { position += 1 }
            let start = position
            while let scalar = next, ("0"..."9").contains(scalar) { position += 1 }
            let digits = String(decoding: bytes(scalars[start..<position]), as: UTF8.self)
            let hasHash = scalars[start - 1] == "#"
            guard let number = Int(digits), !hasHash, !isFromEnd || number > 0 else {
                throw fault(.index)
            }
            try close()
            return isFromEnd ? .fromEnd(number) : .index(number)
        }

        private mutating func close() throws(JSONPathFault) {
            guard next == "]" else { throw fault(.unclosed) }
            position += 1
        }

        private func bytes(_ scalars: ArraySlice<Unicode.Scalar>) -> [UInt8] {
            scalars.flatMap { UTF8.encode($0).map(Array.init) ?? [] }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Splits a text at its `${…}` references.
enum Interpolation {
    enum Piece: Hashable {
        case text(String)
        /// What stands between the braces, and the whole reference in Unicode scalars of the text.
        case reference(String, Range<Int>)
        /// A `${` without its brace.
        case unclosed(Range<Int>)
    }

    static func pieces(of text: String) -> [Piece] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [Piece] = []
        var plain = String.UnicodeScalarView()
        var position = 0
        func endPlain() {
            guard !plain.isEmpty else { return }
            pieces.append(.text(String(plain)))
            plain = String.UnicodeScalarView()
        }
        while position < scalars.count {
            guard scalars[position] == "$", position + 1 < scalars.count,
                scalars[position + 1] == "{"
            else {
                plain.append(scalars[position])
                position += 1
                continue
            }
            endPlain()
            guard let end = scalars[position...].firstIndex(of: "}") else {
                pieces.append(.unclosed(position..<scalars.count))
                return pieces
            }
            let name = String(String.UnicodeScalarView(scalars[(position + 2)..<end]))
            pieces.append(.reference(name, position..<(end + 1)))
            position = end + 1
        }
        endPlain()
        return pieces
    }
}

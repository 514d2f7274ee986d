// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How much memory a run may take, as `--max-memory` has it: `512MB`, `1.5GB`, `2GiB`.
struct MemorySize: Sendable, Hashable, CustomStringConvertible {
    /// Without the flag.
    static let standard = MemorySize(byteCount: 512_000_000)

    /// What the program itself and the pages under way take; nothing below it could be kept.
    private static let ownByteCount = 64_000_000

    let byteCount: Int

    /// What is left for rows that stages must keep.
    var scratchByteCount: Int { max(byteCount - Self.ownByteCount, byteCount / 4) }

    /// What each of several runs may take that go on at once.
    func shared(by count: Int) -> MemorySize {
        MemorySize(byteCount: max(byteCount / max(count, 1), 32_000_000))
    }

    /// In the largest unit that gives a whole number.
    var description: String {
        let unit = Self.units.last { byteCount % $0.byteCount == 0 }
        return unit.map { "\(byteCount / $0.byteCount)\($0.name)" } ?? "\(byteCount)"
    }

    private static let units = [
        (name: "kB", byteCount: 1_000), (name: "MB", byteCount: 1_000_000),
        (name: "GB", byteCount: 1_000_000_000), (name: "TB", byteCount: 1_000_000_000_000),
    ]

    private static let binaryUnits = [
        (name: "KiB", byteCount: 1 << 10), (name: "MiB", byteCount: 1 << 20),
        (name: "GiB", byteCount: 1 << 30), (name: "TiB", byteCount: 1 << 40),
    ]
}

extension MemorySize {
    /// Reads a number with a unit, in any case; without one it is bytes.
    ///
    /// - Throws: A sentence on what is wrong.
    init(reading text: String) throws(ValidationError) {
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        let known = Self.units + Self.binaryUnits
        let factor =
            unit.isEmpty || unit == "b"
            ? 1
            : known.first { [$0.name.lowercased(), Self.short($0.name)].contains(unit) }?.byteCount
        guard let number = Double(digits), number.isFinite, let factor else {
            throw ValidationError("write a size like 512MB, 1.5GB or 2GiB.")
        }
        let bytes = number * Double(factor)
        guard (32e6...1e15).contains(bytes) else {
            throw ValidationError("a run takes at least 32MB, and no machine has more than 1000TB.")
        }
        byteCount = Int(bytes)
    }

    /// `m` for `MB`; with powers of two only the whole word.
    private static func short(_ name: String) -> String {
        name.count == 2 ? name.prefix(1).lowercased() : name.lowercased()
    }
}

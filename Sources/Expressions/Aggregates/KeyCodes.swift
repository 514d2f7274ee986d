// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Small codes for the keys of one batch: the codes of its columns combined into one, which a table turns into a
/// number.
///
/// Serves batches whose keys are dictionary texts, booleans, or numbers and dates from a small range: then only the
/// few keys that differ are ever laid out and hashed.
struct KeyCodes: ~Copyable {
    /// The largest table: it is cleared for each batch and should stay in the cache.
    private static let codeLimit = 1 << 16

    private var digits: [KeyDigit] = []
    private var codeCount = 1
    private var rowCount = 0
    private var table: [UInt32] = []

    /// Whether the keys of this batch have small codes.
    mutating func prepare(_ columns: [Column], rowCount: Int) -> Bool {
        digits.removeAll(keepingCapacity: true)
        codeCount = 1
        self.rowCount = rowCount
        guard rowCount > 0 else { return false }
        for column in columns {
            guard let digit = KeyDigit(column, limit: Self.codeLimit) else { return false }
            codeCount *= digit.radix
            guard codeCount <= min(Self.codeLimit, max(64, 4 * rowCount)) else { return false }
            if digit.radix > 1 { digits.append(digit) }
        }
        return true
    }

    /// Numbers the different keys of the batch from 0, in the order in which they appear.
    ///
    /// - Returns: The number of each row's key, and for each number the row where it appears first.
    mutating func number() -> (numbers: Values<UInt32>, firstRows: Values<Int32>) {
        guard !digits.isEmpty else { return (Values(repeating: 0, count: rowCount), Values([0])) }
        var codes = ValuesBuilder<UInt32>(uninitializedCount: rowCount)
        for (index, digit) in digits.enumerated() {
            digit.add(to: &codes, isFirst: index == 0)
        }
        table.grow(to: codeCount, repeating: 0)
        return Self.number(&codes, codeCount, &table)
    }

    private static func number(
        _ codes: inout ValuesBuilder<UInt32>,
        _ codeCount: Int,
        _ table: inout [UInt32]
    ) -> (numbers: Values<UInt32>, firstRows: Values<Int32>) {
        var firstRows = ValuesBuilder<Int32>(capacity: 64)
        var table = table.mutableSpan
        var numbers = ValuesBuilder<UInt32>(capacity: codes.count)
        let codes = codes.span
        for code in 0..<codeCount { table[code] = 0 }
        for row in codes.indices {
            let code = Int(codes[row])
            if table[code] == 0 {
                firstRows.append(Int32(truncatingIfNeeded: row))
                table[code] = UInt32(truncatingIfNeeded: firstRows.count)
            }
            numbers.put(table[code] &- 1)
        }
        return (numbers.finish(), firstRows.finish())
    }
}

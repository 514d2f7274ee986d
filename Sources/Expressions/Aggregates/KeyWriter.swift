// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Lays columns out as the words of keys, one column after the other; `cursors` say where each row's next word goes.
enum KeyWriter {
    /// Sets `counts` to how many words the key of each row takes.
    static func measure(
        _ columns: [Column],
        _ layout: KeyLayout,
        _ rows: Span<Int32>,
        _ counts: inout [UInt32]
    ) {
        var counts = counts.mutableSpan
        let least = UInt32(layout.leastWordCount)
        for row in rows.indices { counts[row] = least }
        for column in columns {
            switch column {
            case .text(let array), .json(let array): addWordCounts(of: array, rows, &counts)
            default: break
            }
        }
    }

    private static func addWordCounts(
        of array: TextArray,
        _ rows: Span<Int32>,
        _ counts: inout MutableSpan<UInt32>
    ) {
        let offsets = array.offsets.span
        func wordCount(_ value: Int) -> UInt32 {
            UInt32(truncatingIfNeeded: offsets[value &+ 1] &- offsets[value] &+ 7) >> 3
        }
        if let codes = array.codes {
            let codes = codes.span
            for row in rows.indices { counts[row] &+= wordCount(Int(codes[Int(rows[row])])) }
        } else {
            for row in rows.indices { counts[row] &+= wordCount(Int(rows[row])) }
        }
        guard let validity = array.validity else { return }
        for row in rows.indices where !validity[Int(rows[row])] {
            let slot = Int(rows[row])
            counts[row] &-= wordCount(array.codes.map { Int($0[slot]) } ?? slot)
        }
    }

    /// Turns the word counts of the rows into where their keys begin, and where the last one ends.
    static func addUp(_ counts: inout [UInt32], _ rowCount: Int, _ starts: inout [UInt32]) {
        let counts = counts.span
        var starts = starts.mutableSpan
        var total: UInt32 = 0
        for row in 0..<rowCount {
            starts[row] = total
            total &+= counts[row]
        }
        starts[rowCount] = total
    }

    /// Begins each key with the number of its row, or with zero.
    static func putHeaders(
        _ numbers: Values<UInt32>?,
        _ rows: Span<Int32>,
        _ starts: [UInt32],
        _ words: inout [UInt64],
        _ cursors: inout [UInt32]
    ) {
        let starts = starts.span
        var words = words.mutableSpan
        var cursors = cursors.mutableSpan
        if let numbers {
            let numbers = numbers.span
            for row in rows.indices { words[Int(starts[row])] = UInt64(numbers[Int(rows[row])]) }
        } else {
            for row in rows.indices { words[Int(starts[row])] = 0 }
        }
        for row in rows.indices { cursors[row] = starts[row] &+ 1 }
    }

    /// Puts one column's part of each key; null bits are not its business.
    static func put(
        _ column: Column,
        isFirstText: Bool,
        _ rows: Span<Int32>,
        _ starts: [UInt32],
        _ words: inout [UInt64],
        _ cursors: inout [UInt32]
    ) {
        var words = words.mutableSpan
        var cursors = cursors.mutableSpan
        switch column {
        case .text(let array), .json(let array):
            putTexts(array, isFirst: isFirstText, rows, starts.span, &words, &cursors)
        case .int64(let array), .timestamp(let array):
            let values = array.values.span
            putWord(array.validity, rows, &words, &cursors) { UInt64(bitPattern: values[$0]) }
        case .date(let array):
            let values = array.values.span
            putWord(array.validity, rows, &words, &cursors) {
                UInt64(bitPattern: Int64(values[$0]))
            }
        case .boolean(let array):
            putWord(array.validity, rows, &words, &cursors) { array.values[$0] ? 1 : 0 }
        case .float64(let array):
            let values = array.values.span
            putWord(array.validity, rows, &words, &cursors) { word(of: values[$0]) }
        case .decimal(let array, _, _):
            let values = array.values.span
            putWord(array.validity, rows, &words, &cursors) {
                UInt64(truncatingIfNeeded: values[$0])
            }
            putWord(array.validity, rows, &words, &cursors) {
                UInt64(truncatingIfNeeded: values[$0] >> 64)
            }
        case .money(let array):
            let units = array.minorUnits.span
            putWord(array.validity, rows, &words, &cursors) { UInt64(bitPattern: units[$0]) }
            putWord(array.validity, rows, &words, &cursors) {
                UInt64(array.currency(ofSlot: $0).code)
            }
        }
    }

    /// The two zeros are one key, and so are all NaNs.
    @inline(__always)
    private static func word(of value: Double) -> UInt64 {
        value.isNaN ? Double.nan.bitPattern : (value + 0).bitPattern
    }

    /// Puts one word per row, zero for a null slot.
    @inline(__always)
    private static func putWord(
        _ validity: Bitmap?,
        _ rows: Span<Int32>,
        _ words: inout MutableSpan<UInt64>,
        _ cursors: inout MutableSpan<UInt32>,
        _ word: (Int) -> UInt64
    ) {
        if let validity {
            for row in rows.indices {
                let slot = Int(rows[row])
                words[Int(cursors[row])] = validity[slot] ? word(slot) : 0
            }
        } else {
            for row in rows.indices { words[Int(cursors[row])] = word(Int(rows[row])) }
        }
        for row in rows.indices { cursors[row] &+= 1 }
    }

    private static func putTexts(
        _ array: TextArray,
        isFirst: Bool,
        _ rows: Span<Int32>,
        _ starts: Span<UInt32>,
        _ words: inout MutableSpan<UInt64>,
        _ cursors: inout MutableSpan<UInt32>
    ) {
        let source = array.bytes.paddedSpan
        let offsets = array.offsets.span
        for row in rows.indices {
            let slot = Int(rows[row])
            let value = array.codes.map { Int($0[slot]) } ?? slot
            let first = Int(offsets[value])
            let isValid = array.validity.map { $0[slot] } ?? true
            let byteCount = isValid ? Int(offsets[value &+ 1]) &- first : 0
            var cursor = Int(cursors[row])
            if isFirst {
                words[Int(starts[row])] |= UInt64(byteCount) << 32
            } else {
                words[cursor] = UInt64(byteCount)
                cursor &+= 1
            }
            var done = 0
            while done < byteCount {
                words[cursor] = TextWords.word(
                    source,
                    at: first &+ done,
                    byteCount: byteCount &- done
                )
                cursor &+= 1
                done &+= 8
            }
            cursors[row] = UInt32(truncatingIfNeeded: cursor)
        }
    }
}

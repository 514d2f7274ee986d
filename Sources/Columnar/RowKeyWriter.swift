// SPDX-License-Identifier: Apache-2.0

/// Writes the keys of a batch column by column, each row's part behind the parts before it.
///
/// Unsafe for its speed: every value goes to a place that `measure` has made room for.
@safe
struct RowKeyWriter: ~Copyable {
    let rowCount: Int
    /// Byte counts while measuring, then where each row's next part goes.
    var cursors: ValuesBuilder<UInt32>
    private var offsets: ValuesBuilder<UInt32>
    private(set) var buffer = Buffer(minimumCapacity: 0)
    private var total = 0

    init(rowCount: Int) {
        self.rowCount = rowCount
        cursors = ValuesBuilder(uninitializedCount: rowCount)
        cursors.fill(with: 0)
        offsets = ValuesBuilder(capacity: rowCount + 1)
    }

    consuming func finish() -> (Values<UInt32>, Bytes) {
        let total = total
        return (offsets.finish(), Bytes(buffer: buffer, start: 0, count: total))
    }

    /// Counts the bytes of one column.
    mutating func measure(_ column: Column, _ key: KeyColumn) {
        let validity = column.validity
        precondition(key.nulls != .none || validity == nil, "a key column without nulls has one")
        let flag: UInt32 = key.nulls == .none ? 0 : 1
        switch column {
        case .text(let array), .json(let array): measure(array, validity, flag)
        default:
            let width = column.keyWidth
            var cursors = cursors.mutableSpan
            for row in cursors.indices {
                cursors[row] &+= flag &+ (validity.map { $0[row] } ?? true ? width : 0)
            }
        }
    }

    /// Turns byte counts into places.
    mutating func makeRoom() {
        total = 0
        for row in 0..<rowCount {
            let byteCount = Int(cursors[row])
            offsets.put(UInt32(truncatingIfNeeded: total))
            cursors[row] = UInt32(truncatingIfNeeded: total)
            total += byteCount
        }
        precondition(total <= UInt32.max, "the keys of one batch take at most 4 GiB")
        offsets.put(UInt32(truncatingIfNeeded: total))
        buffer = Buffer(minimumCapacity: total)
    }

    /// Writes one column.
    mutating func write(_ column: Column, _ key: KeyColumn) {
        switch column {
        case .boolean(let array):
            let values = array.values
            write(UInt8.self, column.validity, key) { values[$0] ? 1 : 0 }
        case .int64(let array), .timestamp(let array):
            let values = array.values.span
            write(UInt64.self, column.validity, key) {
                UInt64(bitPattern: values[$0]) ^ 1 << 63
            }
        case .date(let array):
            let values = array.values.span
            write(UInt32.self, column.validity, key) {
                UInt32(bitPattern: values[$0]) ^ 1 << 31
            }
        case .float64(let array):
            let values = array.values.span
            write(UInt64.self, column.validity, key) { Self.word(of: values[$0]) }
        case .decimal(let array, _, _):
            let values = array.values.span
            write(UInt128.self, column.validity, key) {
                UInt128(bitPattern: values[$0]) ^ 1 << 127
            }
        case .money(let array): write(array, key)
        case .text(let array), .json(let array): write(array, key)
        }
    }

    /// The order of doubles is that of their bits once those of negative ones are turned around.
    @inline(__always)
    private static func word(of value: Double) -> UInt64 {
        let bits = value.isNaN ? Double.nan.bitPattern : (value + 0).bitPattern
        return bits >> 63 == 0 ? bits ^ 1 << 63 : ~bits
    }

    @inline(__always)
    private mutating func write<Word: FixedWidthInteger & BitwiseCopyable>(
        _ type: Word.Type,
        _ validity: Bitmap?,
        _ key: KeyColumn,
        isSecondPart: Bool = false,
        _ word: (Int) -> Word
    ) {
        let flip = key.isDescending ? ~Word.zero : 0
        let (isFlagged, null) = key.flags(isSecondPart: isSecondPart)
        let width = UInt32(MemoryLayout<Word>.size)
        let base = unsafe buffer.base
        for row in 0..<rowCount {
            let isValid = validity.map { $0[row] } ?? true
            var at = Int(cursors[row])
            if isFlagged {
                unsafe base.storeBytes(of: isValid ? 1 : null, toByteOffset: at, as: UInt8.self)
                at &+= 1
            }
            if isValid {
                let value = word(row) ^ flip
                unsafe base.storeBytes(of: value.bigEndian, toByteOffset: at, as: Word.self)
                at &+= Int(width)
            }
            cursors[row] = UInt32(truncatingIfNeeded: at)
        }
    }

    private mutating func write(_ array: MoneyArray, _ key: KeyColumn) {
        let units = array.minorUnits.span
        write(UInt64.self, array.validity, key) { UInt64(bitPattern: units[$0]) ^ 1 << 63 }
        write(UInt16.self, array.validity, key, isSecondPart: true) {
            array.currency(ofSlot: $0).code
        }
    }
}

extension KeyColumn {
    /// Whether a byte tells that there is a value, which is 1, and what it is when there is none.
    func flags(isSecondPart: Bool) -> (isFlagged: Bool, null: UInt8) {
        (nulls != .none && !isSecondPart, nulls == .first ? 0 : 2)
    }
}

extension Column {
    /// How many bytes a value takes in a key.
    fileprivate var keyWidth: UInt32 {
        switch self {
        case .boolean: 1
        case .date: 4
        case .int64, .float64, .timestamp: 8
        case .money: 10
        case .decimal: 16
        case .text, .json: preconditionFailure("texts have no fixed width")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Values {
    /// How much memory the values hold, in bytes, room that is not used included.
    public var byteCount: Int { buffer.capacity + Buffer.slack }
}

extension Bitmap {
    /// How much memory the bits hold, in bytes.
    public var byteCount: Int { words.byteCount }
}

extension Bytes {
    /// How much memory these bytes keep alive, in bytes: their whole buffer, of which they may be a part.
    public var heldByteCount: Int { buffer.capacity + Buffer.slack }
}

extension Column {
    /// How much memory the column holds, in bytes; what it shares with others counts in full.
    public var byteCount: Int {
        let values =
            switch self {
            case .boolean(let array): array.values.byteCount
            case .int64(let array), .timestamp(let array): array.values.byteCount
            case .float64(let array): array.values.byteCount
            case .decimal(let array, _, _): array.values.byteCount
            case .money(let array): array.minorUnits.byteCount + array.currencies.byteCount
            case .text(let array), .json(let array): array.byteCount
            case .date(let array): array.values.byteCount
            }
        return values + (validity?.byteCount ?? 0)
    }
}

extension MoneyArray.Currencies {
    fileprivate var byteCount: Int {
        switch self {
        case .one: 0
        case .perSlot(let codes): codes.byteCount
        }
    }
}

extension TextArray {
    fileprivate var byteCount: Int {
        offsets.byteCount + bytes.heldByteCount + (codes?.byteCount ?? 0)
    }
}

extension RecordBatch {
    /// How much memory the batch holds, in bytes; what it shares with others counts in full.
    public var byteCount: Int {
        let fixed = 256 + 64 * columns.count
        return columns.reduce(fixed + (sourceSlots?.byteCount ?? 0)) { $0 + $1.byteCount }
    }
}

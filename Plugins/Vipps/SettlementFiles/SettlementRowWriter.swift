// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Writes the items of a settlement file as lines of JSON, which the decoder of all JSON sources reads.
///
/// The latest row stays open, so that what is unknown and comes after it can still be counted.
struct SettlementRowWriter: ~Copyable {
    private let rows: SettlementRows
    private var writer = ByteWriter(capacity: 64 << 10)
    /// The members of the row that is open; empty if none is.
    private var row = SettlementMembers()
    /// Names that belong to the next row, since none is open yet.
    private var unknown: [String] = []

    init(_ rows: SettlementRows) {
        self.rows = rows
    }

    /// How many bytes of closed rows there are.
    var byteCount: Int { writer.count }

    /// Takes an item.
    mutating func add(_ item: SettlementItem) {
        switch item {
        case .unknown(let name): addUnknown(name)
        case .transaction(let transaction, let head):
            guard rows == .transactions else { return }
            for part in transaction.parts { open(.transaction(part, transaction, head)) }
        case .settlement(let head, let declared, let summed):
            guard rows == .settlements else { return }
            open(.settlement(head, declared, summed))
        }
    }

    /// The closed rows; the open one too at the end of the file.
    mutating func take(isEnd: Bool) -> Bytes {
        if isEnd { close() }
        return writer.takeBytes(nextCapacity: 64 << 10)
    }

    private mutating func addUnknown(_ name: String) {
        guard row.isEmpty else { return row.addUnknown(name) }
        // A file that is full of them is not worth more memory.
        if unknown.count < 1_000 { unknown.append(name) }
    }

    private mutating func open(_ members: SettlementMembers) {
        close()
        row = members
        for name in unknown { row.addUnknown(name) }
        unknown = []
    }

    private mutating func close() {
        guard !row.isEmpty else { return }
        row.write(to: &writer)
        row = SettlementMembers()
    }
}

/// The members of one row, as JSON.
struct SettlementMembers {
    private static let unknownLimit = 1_000

    private var text: [UInt8] = []
    private var unknownCount = 0

    /// Whether there are none.
    var isEmpty: Bool { text.isEmpty }

    /// Appends the line.
    func write(to writer: inout ByteWriter) {
        writer.append(0x7B)
        unsafe text.withUnsafeBytes { unsafe writer.append(contentsOf: $0) }
        writer.append(0x7D)
        writer.append(0x0A)
    }

    /// Adds a member that no column takes, so that it is counted.
    mutating func addUnknown(_ name: String) {
        guard unknownCount < Self.unknownLimit else { return }
        unknownCount += 1
        add(name, true)
    }

    /// Adds a text; a null is left out.
    mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        addName(name)
        addText(value)
    }

    /// Adds a number of things or of minor units; a null is left out.
    mutating func add(_ name: String, _ value: Int64?) {
        guard let value else { return }
        addName(name)
        text.append(contentsOf: String(value).utf8)
    }

    /// Adds a truth value.
    mutating func add(_ name: String, _ value: Bool) {
        addName(name)
        text.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Adds a day; a null is left out.
    mutating func add(_ name: String, _ value: CalendarDate?) {
        add(name, value?.description)
    }

    /// Adds an instant; a null is left out.
    mutating func add(_ name: String, microseconds: Int64?) {
        guard let microseconds else { return }
        let day: Int64 = 86_400_000_000
        let days = microseconds >= 0 ? microseconds / day : (microseconds + 1) / day - 1
        let rest = microseconds - days * day
        func padded(_ value: Int64, _ count: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: count - digits.count) + digits
        }
        let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000)
        let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
        let date = CalendarDate(daysSinceEpoch: Int32(days))
        add(name, "\(date)T\(time.joined(separator: ":")).\(padded(fraction, 6))Z")
    }

    private mutating func addName(_ name: String) {
        if !text.isEmpty { text.append(0x2C) }
        addText(name)
        text.append(0x3A)
    }

    private mutating func addText(_ value: String) {
        text.append(0x22)
        for byte in value.utf8 {
            switch byte {
            case 0x22, 0x5C: text += [0x5C, byte]
            case 0..<0x20:
                text.append(contentsOf: "\\u00".utf8)
                text += [Self.hexDigits[Int(byte >> 4)], Self.hexDigits[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
        text.append(0x22)
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// The layout of a file of rows, which a later process reads back.
///
/// ```
/// 8 bytes  "FJORDROW"          the file's first word
/// 8 bytes  1                   the version; raised whenever `BatchCodec` writes anything in another way
/// block    columns and notes
/// block    up to 16,384 rows, as `BatchCodec` writes them; any number of such blocks
/// 8 bytes  -1                  the end: without it the file was cut
/// 8 bytes  number of rows
/// 8 bytes  checksum over the checksums of all blocks
///
/// block =  8 bytes byte count, 8 bytes checksum, bytes
/// ```
/// Numbers have their lowest byte first. The checksums find damage by accident, not by intent.
enum RowFile {
    static let word = Bytes("FJORDROW")
    static let version = 1
    static let end = -1
    /// The word and the version.
    static let openingByteCount = 16
    /// The end, the number of rows and the checksum.
    static let closingByteCount = 24
    /// Byte count and checksum of a block.
    static let blockHeadByteCount = 16

    /// A checksum over bytes that follow others; any changed word changes it.
    static func checksum(_ bytes: Bytes, after start: UInt64 = 0x9E37_79B9_7F4A_7C15) -> UInt64 {
        var sum = mixed(start, UInt64(bytes.count))
        let span = bytes.paddedSpan
        var at = 0
        while at + 8 <= bytes.count {
            sum = mixed(sum, span.word(at: at))
            at += 8
        }
        if at < bytes.count { sum = mixed(sum, span.word(at: at) & .lowBytes(bytes.count - at)) }
        return sum
    }

    static func mixed(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        let product = (sum ^ word) &* 0xA076_1D64_78BD_642F
        return product ^ product >> 29
    }

    /// Columns and notes as bytes.
    static func describe(_ schema: Schema, _ notes: [String: String]) -> Bytes {
        var writer = ByteWriter()
        writer.append(number: schema.fields.count)
        for field in schema.fields {
            writer.append(text: field.name)
            for number in numbers(of: field.type) { writer.append(number: number) }
        }
        writer.append(number: notes.count)
        for (name, text) in notes.sorted(by: { $0.key < $1.key }) {
            writer.append(text: name)
            writer.append(text: text)
        }
        return writer.finish()
    }

    /// What `describe` made bytes of; nil for a type that there is not.
    static func description(_ bytes: Bytes) -> (schema: Schema, notes: [String: String])? {
        var reader = BlockReader(bytes)
        var fields: [Field] = []
        for _ in 0..<reader.number() {
            let name = reader.text() ?? ""
            let numbers = (reader.number(), reader.number(), reader.number())
            guard let type = type(of: numbers) else { return nil }
            fields.append(Field(name, type))
        }
        var notes: [String: String] = [:]
        for _ in 0..<reader.number() {
            let name = reader.text() ?? ""
            notes[name] = reader.text()
        }
        return (Schema(fields), notes)
    }

    /// A type's number, then precision and scale.
    private static func numbers(of type: DataType) -> [Int] {
        switch type {
        case .boolean: [0, 0, 0]
        case .int64: [1, 0, 0]
        case .float64: [2, 0, 0]
        case .decimal(let precision, let scale): [3, precision, scale]
        case .money: [4, 0, 0]
        case .text: [5, 0, 0]
        case .date: [6, 0, 0]
        case .timestamp: [7, 0, 0]
        case .json: [8, 0, 0]
        }
    }

    private static func type(of numbers: (Int, Int, Int)) -> DataType? {
        switch numbers.0 {
        case 0: .boolean
        case 1: .int64
        case 2: .float64
        case 3: .decimal(precision: numbers.1, scale: numbers.2)
        case 4: .money
        case 5: .text
        case 6: .date
        case 7: .timestamp
        case 8: .json
        default: nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// One answer of a source, or one block of whole records of a file.
public struct Page: Sendable {
    /// Where the bytes are.
    public enum Contents: Sendable {
        /// They have been read.
        case bytes(Bytes)
        /// The worker that decodes the page reads them.
        case file(FileSlice)
    }

    /// The bytes, or where they are.
    public let contents: Contents
    /// Its number within the partition, from 1.
    public let number: Int
    /// The line of its file at which its records begin; nil if it begins a file, or lines do not matter.
    public let firstLine: Int?
    /// Values of columns that hold for this page alone, by column name; they go before those of the partition.
    public let constants: [String: String]

    /// Joins a body and its number.
    public init(
        bytes: Bytes,
        number: Int,
        firstLine: Int? = nil,
        constants: [String: String] = [:]
    ) {
        contents = .bytes(bytes)
        self.number = number
        self.firstLine = firstLine
        self.constants = constants
    }

    /// Names a part of a file and its number.
    public init(file: FileSlice, number: Int) {
        contents = .file(file)
        self.number = number
        firstLine = nil
        constants = [:]
    }

    /// How many bytes the page has or will have when it is loaded.
    public var byteCount: Int {
        switch contents {
        case .bytes(let bytes): bytes.count
        case .file(let slice): slice.range.count
        }
    }

    /// The bytes; read now if they were not.
    ///
    /// - Throws: `PipelineError` for a file that cannot be read or has become shorter.
    public func load() throws -> Bytes {
        switch contents {
        case .bytes(let bytes): bytes
        case .file(let slice): try slice.read()
        }
    }
}

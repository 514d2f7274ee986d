// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Foundation

/// A file that is gone with its owner.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("fjord-\(UUID().uuidString)").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The blocks of a file as bytes, with the lines at which they begin.
struct CutFile {
    var blocks: [Bytes] = []
    var firstLines: [Int?] = []
    /// How many of the blocks are parts of the file as it is.
    var rangeCount = 0

    init(
        _ text: [UInt8],
        _ format: RecordFormat,
        gzip: [UInt8]? = nil,
        block: Int,
        limit: Int = 1 << 20
    ) throws {
        let file = try TemporaryFile(gzip ?? text)
        let reader = try FileBlocks(
            path: file.path,
            format: format,
            isCompressed: gzip != nil,
            blockByteCount: block,
            recordByteLimit: limit
        )
        while let block = try reader.next() {
            firstLines.append(block.firstLine)
            switch block.contents {
            case .bytes(let bytes): blocks.append(bytes)
            case .range(let range):
                rangeCount += 1
                blocks.append(Bytes(copying: text[range]))
            }
        }
    }
}

/// One gzip file, a member for each of the texts.
func gzip(_ texts: [[UInt8]], level: Int = 1) throws -> [UInt8] {
    let compressor = GzipCompressor(level: level)
    var writer = ByteWriter()
    for text in texts { try compressor.appendMember(Bytes(copying: text), into: &writer) }
    let bytes = writer.finish()
    return (0..<bytes.count).map { bytes.span[$0] }
}

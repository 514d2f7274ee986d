// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Compressors that are not busy, so that their tables are set up once per worker and level.
///
/// A compressor has one holder at a time: this pool or one thread.
final class CompressorPool: Sendable {
    /// The pool of this process.
    static let shared = CompressorPool()

    private let idle = Guarded<[Int: [GzipCompressor]]>([:])

    /// Makes one gzip member of these pieces joined.
    func compress(_ pieces: [Bytes], level: Int) throws -> Bytes {
        let compressor =
            idle.change { $0[level, default: []].popLast() } ?? GzipCompressor(level: level)
        defer { idle.change { $0[level, default: []].append(compressor) } }
        var member = ByteWriter(capacity: BlockAssembler.blockByteCount / 4)
        try compressor.appendMember(Self.joined(pieces), into: &member)
        return member.finish().trimmed
    }

    private static func joined(_ pieces: [Bytes]) -> Bytes {
        if pieces.count == 1 { return pieces[0] }
        var writer = ByteWriter(capacity: BlockAssembler.blockByteCount)
        for piece in pieces { writer.append(piece) }
        return writer.finish()
    }
}

extension Bytes {
    /// A copy in a buffer of its own size: a compressor reserves for the worst case, and the block may wait long for
    /// its turn to be written.
    fileprivate var trimmed: Bytes {
        var writer = ByteWriter(capacity: count)
        writer.append(self)
        return writer.finish()
    }
}

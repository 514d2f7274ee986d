// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Digests
import Formats
import Glibc

/// Keeps bodies as gzip files called by the SHA-256 of what they unpack to, equal ones once.
///
/// It blocks, and has one owner at a time.
final class BodyStore {
    private let paths: RecordingPaths
    private let compressor = GzipCompressor()
    private var newCount = 0
    private var names: Set<String> = []

    init(_ paths: RecordingPaths) {
        self.paths = paths
    }

    /// Keeps a body without the secrets in it.
    ///
    /// - Returns: Its hash, and its length as it was kept.
    func keep(
        _ stretches: consuming BodyStretches,
        _ concealed: ConcealedValues
    ) throws(PipelineError) -> (hash: String, byteCount: Int) {
        newCount += 1
        let temporary = "\(paths.bodies)/.new-\(newCount)"
        let file = try RecordingFile(creating: temporary)
        defer { unsafe unlink(temporary) }
        var digest = Digest(), byteCount = 0, isEmpty = true, rest = Bytes.empty
        let overlap = max(0, concealed.longest - 1)
        while true {
            let next = try stretches.next()
            // A secret may lie across the end of a stretch.
            let text = concealed.concealing(Self.joined(rest, next ?? .empty))
            let cut = next == nil ? text.count : max(0, text.count - overlap)
            let plain = text.slice(0..<cut)
            rest = text.slice(cut..<text.count)
            if plain.count > 0 || (next == nil && isEmpty) {
                digest.update(plain)
                byteCount += plain.count
                isEmpty = false
                try file.append(member(of: plain))
            }
            if next == nil { break }
        }
        let hash = digest.finish()
        try give(file, the: hash)
        return (hash, byteCount)
    }

    /// Waits until the disk has all that was kept.
    func sync() throws(PipelineError) {
        for name in names { try RecordingFile.sync(paths.body(name)) }
        try RecordingFile.sync(paths.bodies)
    }

    private func give(_ file: RecordingFile, the hash: String) throws(PipelineError) {
        guard !names.contains(hash) else { return }
        guard unsafe rename(file.path, paths.body(hash)) == 0 else {
            throw .recordingFailed(paths.body(hash), errno: errno)
        }
        names.insert(hash)
    }

    private func member(of plain: Bytes) throws(PipelineError) -> Bytes {
        var writer = ByteWriter(capacity: plain.count / 4 + 1_024)
        try compressor.appendMember(plain, into: &writer)
        return writer.finish()
    }

    private static func joined(_ first: Bytes, _ second: Bytes) -> Bytes {
        if first.count == 0 { return second }
        var writer = ByteWriter(capacity: first.count + second.count)
        writer.append(first)
        writer.append(second)
        return writer.finish()
    }
}

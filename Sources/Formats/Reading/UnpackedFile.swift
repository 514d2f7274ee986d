// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Reads a file from its beginning to its end, unpacked if it is gzip or a zip archive of one file.
///
/// Its first bytes tell which, not its name. It blocks, so only workers call it. One owner at a time.
public final class UnpackedFile {
    private enum Contents {
        case text(PlainText)
        case member(ZipMember)
        case end
    }

    /// About how many bytes a block has.
    public static let blockByteCount = 128 << 10

    private var contents: Contents

    /// Opens a file.
    ///
    /// - Parameter path: The file's absolute path.
    /// - Throws: `unreadable-file`, or `malformed-zip` for an archive that does not hold exactly one file.
    public init(path: String) throws(PipelineError) {
        let file = try InputFile(path)
        guard let byteCount = try file.byteCount() else {
            contents = .text(PlainText(file, isCompressed: false))
            return
        }
        var writer = ByteWriter(capacity: 64)
        _ = try file.read(4, at: 0, into: &writer)
        let start = writer.finish()
        if ZipArchive.begins(start) {
            contents = .member(try ZipArchive(file, byteCount: byteCount).onlyMember())
        } else {
            let isGzip = start.count >= 2 && start.span[0] == 0x1F && start.span[1] == 0x8B
            contents = .text(PlainText(file, isCompressed: isGzip))
        }
    }

    /// The next bytes; nil after the last.
    ///
    /// - Throws: `unreadable-file`, `malformed-gzip`, `malformed-zip`; what was read before them is sound as far as it
    ///   goes, but not all.
    public func next() throws(PipelineError) -> Bytes? {
        switch contents {
        case .text(let text):
            var writer = ByteWriter(capacity: Self.blockByteCount)
            if try text.fill(&writer, upTo: Self.blockByteCount) { contents = .end }
            return writer.count > 0 ? writer.finish() : nil
        case .member(let member):
            let block = try member.next(Self.blockByteCount)
            if block == nil { contents = .end }
            return block
        case .end: return nil
        }
    }
}

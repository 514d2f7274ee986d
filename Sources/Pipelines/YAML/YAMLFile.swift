// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// The text of one definition file and the tree that it spells.
struct YAMLFile {
    /// Larger files are refused.
    static let maximumByteCount = 1 << 20
    /// In Unicode scalars; a fault quotes its whole line.
    static let maximumLineLength = 10_000
    /// How many values that YAML mangled are reported at once.
    private static let maximumRepairs = 32

    let source: SourceText
    /// Nil when the file is empty or no YAML.
    let root: YAMLNode?

    /// Reads a file's text.
    ///
    /// A value that looks like SQL whose quotes or colons YAML took for its own is reported, blanked and read again, so
    /// that one such value does not hide the faults behind it.
    static func read(name: String, text: String, faults: FaultList) -> YAMLFile {
        let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        let source = SourceText(name: name, text: text)
        guard text.utf8.count <= maximumByteCount else {
            faults.add(.fileTooLarge(name, byteCount: text.utf8.count, limit: maximumByteCount))
            return YAMLFile(source: source, root: nil)
        }
        let long = source.lines.firstIndex { $0.unicodeScalars.count > maximumLineLength }
        if let long {
            let place = source.location(line: long + 1, column: 1)
            faults.add(.lineTooLong(limit: maximumLineLength, at: place))
            return YAMLFile(source: source, root: nil)
        }
        var readable = source
        for repairs in 0...maximumRepairs {
            // Faults of a reading that fails would be found again by the next.
            let found = FaultList()
            do throws(YAMLComposer.Failure) {
                let root = try compose(readable, source, found)
                faults.add(contentsOf: found)
                return YAMLFile(source: source, root: root)
            } catch {
                switch error {
                case .fault(let fault):
                    faults.add(contentsOf: found)
                    faults.add(fault)
                    return YAMLFile(source: source, root: nil)
                case .syntax(let error):
                    guard let mangled = MangledValue(error, in: readable) else {
                        if repairs == 0 { faults.add(.invalidYAML(error, in: source)) }
                        return YAMLFile(source: source, root: nil)
                    }
                    faults.add(.mangledValue(mangled, error, in: source))
                    readable = mangled.blanked(in: readable)
                }
            }
        }
        return YAMLFile(source: source, root: nil)
    }

    private static func compose(
        _ readable: SourceText,
        _ source: SourceText,
        _ faults: FaultList
    ) throws(YAMLComposer.Failure) -> YAMLNode? {
        let text = readable.lines.joined(separator: "\n")
        var composer = YAMLComposer(text, source: source, faults: faults)
        return try composer.compose()
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The names that one output may take.
enum OutputName {
    private static let doubleExtensions = [".csv.gz", ".jsonl.gz", ".manifest.json"]

    /// The name of an output while a partition of its window is open: `payments.csv` becomes
    /// `payments.provisional.csv`, `x.jsonl.gz` becomes `x.provisional.jsonl.gz`.
    static func provisional(_ path: String) -> String {
        let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = path[nameStart...]
        let split = extensionStart(of: name)
        return "\(path[..<split]).provisional\(path[split...])"
    }

    /// The hidden name beside the target under which a run writes it.
    static func temporary(_ path: String, run: RunIdentifier) -> String {
        "\(folder(of: path))/.\(lastComponent(of: path)).fjord-\(run).tmp"
    }

    /// The part before the last slash; `.` when there is none, `/` for a file of the root folder.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func lastComponent(of path: String) -> Substring {
        guard let slash = path.lastIndex(of: "/") else { return path[...] }
        return path[path.index(after: slash)...]
    }

    /// A dot that begins the name begins no extension.
    private static func extensionStart(of name: Substring) -> String.Index {
        let lowercased = name.lowercased()
        if let double = doubleExtensions.first(where: {
            lowercased.hasSuffix($0) && name.count > $0.count
        }) {
            return name.index(name.endIndex, offsetBy: -double.count)
        }
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            return name.endIndex
        }
        return dot
    }
}

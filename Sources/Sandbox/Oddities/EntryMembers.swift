// SPDX-License-Identifier: Apache-2.0

/// One entry as its members, in the order in which they are written.
struct EntryMembers {
    struct Member {
        let name: String
        /// As JSON writes it, texts with their quotes.
        var json: String
    }

    var members: [Member]

    /// The value of a member as it is written; nil when there is none.
    subscript(_ name: String) -> String? {
        get { members.first { $0.name == name }?.json }
        set {
            guard let place = members.firstIndex(where: { $0.name == name }) else {
                if let newValue { members.append(Member(name: name, json: newValue)) }
                return
            }
            if let newValue { members[place].json = newValue } else { members.remove(at: place) }
        }
    }

    /// The value of a text that holds no escapes, without its quotes.
    func text(_ name: String) -> String? {
        guard let json = self[name], json.hasPrefix("\"") else { return nil }
        return String(json.dropFirst().dropLast())
    }

    /// The value of a whole number; nil when there is none.
    func integer(_ name: String) -> Int64? { self[name].flatMap(Int64.init) }

    var json: String {
        "{" + members.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}"
    }
}

extension EntryMembers {
    /// Takes apart entries as `EntryWriter` writes them: flat objects without spaces, separated by
    /// commas.
    static func entries(of bytes: some Sequence<UInt8>) -> [EntryMembers] {
        var reader = Reader(bytes: Array(bytes))
        var entries: [EntryMembers] = []
        while let entry = reader.entry() { entries.append(entry) }
        return entries
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        mutating func entry() -> EntryMembers? {
            guard place < bytes.count else { return nil }
            var members: [Member] = []
            place += bytes[place] == UInt8(ascii: ",") ? 2 : 1
            while bytes[place - 1] != UInt8(ascii: "}") {
                let name = value(endedBy: UInt8(ascii: ":")).dropFirst().dropLast()
                let json = value(endedBy: UInt8(ascii: ","))
                members.append(Member(name: String(name), json: json))
            }
            return EntryMembers(members: members)
        }

        /// What stands before the next separator or end of the object, which is passed.
        private mutating func value(endedBy separator: UInt8) -> String {
            let start = place
            var isText = false
            while isText || (bytes[place] != separator && bytes[place] != UInt8(ascii: "}")) {
                if bytes[place] == UInt8(ascii: "\\") {
                    place += 1
                } else if bytes[place] == UInt8(ascii: "\"") {
                    isText.toggle()
                }
                place += 1
            }
            defer { place += 1 }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Writes entries in the odd ways that only concern their form.
///
/// It works on entries that were written before, so that the usual way stays as fast as it is.
struct EntryRewriter {
    let ledger: Ledger
    let includesPersonalData: Bool
    private let oddities: Oddities

    /// Nil when entries stay as they are.
    init?(ledger: Ledger, includesPersonalData: Bool) {
        oddities = ledger.oddities.intersection(Self.known)
        guard !oddities.isEmpty else { return nil }
        self.ledger = ledger
        self.includesPersonalData = includesPersonalData
    }

    private static let known: Oddities = [
        .brokenBalance, .emptyReferences, .keyOrder, .missingNulls, .nullPersonalData,
        .offsetTimes, .oldFeeReferences, .unknownFields,
    ]

    /// `items` are entries of one date, the first of them at the place `first` among all of its
    /// date's.
    func rewritten(_ items: some Sequence<UInt8>, first: Int) -> String {
        EntryMembers.entries(of: items).enumerated().map { offset, entry in
            rewritten(entry, place: first + offset).json
        }.joined(separator: ",")
    }

    private func rewritten(_ entry: EntryMembers, place: Int) -> EntryMembers {
        var entry = entry
        if oddities.contains(.brokenBalance), place == 1 { breakBalance(of: &entry) }
        if oddities.contains(.emptyReferences), entry["reference"] == "null" {
            entry["reference"] = "\"\""
        }
        if oddities.contains(.oldFeeReferences), entry.text("entryType") == "capture-fee",
            let number = entry.text("pspReference")
        {
            entry["pspReference"] = "\"3\(number.dropFirst())\""
        }
        if oddities.contains(.offsetTimes), let time = entry.text("time").flatMap(EntryTime.init) {
            entry["time"] = "\"\(time.text(style: place, in: ledger.country))\""
        }
        if oddities.contains(.nullPersonalData), includesPersonalData {
            for name in ["name", "maskedPhoneNo", "message"] where entry[name] == nil {
                entry[name] = "null"
            }
        }
        if oddities.contains(.missingNulls) { entry.members.removeAll { $0.json == "null" } }
        if oddities.contains(.unknownFields) { addUnknownFields(to: &entry, place) }
        if oddities.contains(.keyOrder) { reorder(&entry.members, place) }
        return entry
    }

    /// The entry itself still adds up; it is the chain that breaks, before it and after it.
    private func breakBalance(of entry: inout EntryMembers) {
        for name in ["balanceBefore", "balanceAfter"] {
            entry[name] = entry.integer(name).map { String($0 + 100) }
        }
    }

    private func addUnknownFields(to entry: inout EntryMembers, _ place: Int) {
        entry.members.insert(.init(name: "entryId", json: "\(place + 1)"), at: 0)
        entry["settlementBatch"] = "\"B-\(place % 7)\\u00e6 \\\"\""
        entry["tags"] = place % 2 == 0 ? "[]" : "[\"a\",null,[1.5e3,-0]]"
        entry["details"] = "{\"level\":{\"amount\":\(place),\"isFinal\":true},\"note\":null}"
    }

    private func reorder(_ members: inout [EntryMembers.Member], _ place: Int) {
        switch place % 3 {
        case 0: members.reverse()
        case 1: members.sort { $0.name < $1.name }
        default: members.append(members.removeFirst())
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A closed date as version 1 of the Report API shows it.
///
/// There is one list for both accounts: a capture carries its fee, and its `ledgerAmount` is what
/// is left. Version 1 knew the types `capture`, `refund` and `payout`; all others keep their names
/// of version 2, so that the rows of a payout still add up to it. A fee that is booked on another
/// date than its capture is a row of its own over a gross amount of 0.
struct TransactionDay {
    let ledger: Ledger
    let date: SandboxDate
    let isDecimal: Bool
    let funds: [EntryMembers]
    let fees: [EntryMembers]

    func rows() -> [String] {
        var captureFees: [String: Int64] = [:]
        for entry in fees where entry.text("entryType") == "capture-fee" {
            captureFees[entry.text("pspReference") ?? "", default: 0] -=
                entry.integer("amount") ?? 0
        }
        let captures = Set(
            funds.filter { $0.text("entryType") == "capture" }.compactMap {
                $0.text("pspReference")
            }
        )
        var rows = fees.filter { isLate($0, captures) }.map(feeRow)
        var payouts: [String] = []
        for entry in funds {
            switch entry.text("entryType") ?? "" {
            case "fees-retained": continue
            case "payout-scheduled", "scheduled-for-payout": payouts.append(payoutRow(entry))
            case "capture":
                let fee = captureFees[entry.text("pspReference") ?? ""] ?? 0
                rows.append(row(entry, type: "capture", fee: fee))
            case let type: rows.append(row(entry, type: type, fee: 0))
            }
        }
        return rows + fees.filter(isOther).map(feeRow) + payouts
    }

    private func isLate(_ entry: EntryMembers, _ captures: Set<String>) -> Bool {
        entry.text("entryType") == "capture-fee"
            && !captures.contains(entry.text("pspReference") ?? "")
    }

    private func isOther(_ entry: EntryMembers) -> Bool {
        !["capture-fee", "fees-retained", "fees-invoiced"].contains(entry.text("entryType"))
    }

    private func feeRow(_ entry: EntryMembers) -> String {
        let fee = -(entry.integer("amount") ?? 0)
        return row(entry, type: entry.text("entryType") ?? "", gross: 0, fee: fee)
    }

    private func payoutRow(_ entry: EntryMembers) -> String {
        let number = entry.text("pspReference")?.split(separator: "-").last ?? ""
        let padding = String(repeating: "0", count: max(0, 11 - ledger.id.count))
        return row(entry, id: "1\(padding)\(ledger.id)\(number)", type: "payout", fee: 0)
    }

    private func row(
        _ entry: EntryMembers,
        id: String? = nil,
        type: String,
        gross: Int64? = nil,
        fee: Int64
    ) -> String {
        let gross = gross ?? entry.integer("amount") ?? 0
        let amount = ledger.isGross ? gross : gross - fee
        let time = entry.text("time").flatMap(EntryTime.init)?.localText(in: ledger.country) ?? ""
        return """
            {"transactionId":"\(id ?? entry.text("pspReference") ?? "")","timestamp":"\(time)",\
            "ledgerDate":"\(date)","ledgerId":"\(ledger.id)","transactionType":"\(type)",\
            "orderId":\(entry["reference"] ?? "null"),"currency":"\(ledger.country.currency)",\
            "ledgerAmount":\(money(amount)),"grossAmount":\(money(gross)),"fee":\(money(fee)),\
            "recipientHandle":\(entry["recipientHandle"] ?? "null")}
            """
    }

    private func money(_ amount: Int64) -> String {
        guard isDecimal else { return String(amount) }
        let cents = String(100 + amount.magnitude % 100).dropFirst()
        return (amount < 0 ? "-" : "") + "\(amount.magnitude / 100).\(cents)"
    }
}

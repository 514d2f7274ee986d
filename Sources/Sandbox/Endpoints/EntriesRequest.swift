// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The answer to a request that gets none of what it asks for.
struct Refusal: Error {
    let answer: Answer
}

/// What a request for entries is about, once it is allowed.
struct EntriesRequest {
    /// As odd as the request wants it.
    let ledger: Ledger
    let topic: Topic
    /// nil on the feed.
    let date: SandboxDate?
    let cursor: String
    let includesPersonalData: Bool

    var oddities: Oddities { ledger.oddities }
}

extension SandboxService {
    /// Checks everything that dates and feed have in common; `date` as it stands in the path.
    func entriesRequest(
        _ request: SandboxRequest,
        ledgerID: String,
        topic: String,
        date: String?
    ) throws(Refusal) -> EntriesRequest {
        let id = identifier(of: request)
        let readable = try readableLedgers(request)
        guard let topic = Topic(rawValue: topic.lowercased()) else {
            throw Refusal(answer: .invalid("Invalid topic: use funds or fees", id: id))
        }
        let ledgerDate = date.flatMap(SandboxDate.init)
        guard ledgerDate != nil || date == nil else {
            throw Refusal(answer: .invalid("Invalid ledgerDate: use YYYY-MM-DD", id: id))
        }
        let query = request.query
        let flag = query["includeGDPRSensitiveData"]?.lowercased() ?? "false"
        guard ["true", "false"].contains(flag) else {
            let message = "Invalid includeGDPRSensitiveData: use true or false"
            throw Refusal(answer: .invalid(message, id: id))
        }
        guard let ledger = readable.first(where: { $0.id == ledgerID }),
            !ledger.oddities.contains(.ledger404)
        else { throw Refusal(answer: .noSuchLedger(id: id)) }
        return EntriesRequest(
            ledger: ledger,
            topic: topic,
            date: ledgerDate,
            cursor: query["cursor"] ?? "",
            includesPersonalData: flag == "true"
        )
    }

    /// The ledgers that the request's keys open, as odd as the request wants them.
    func readableLedgers(_ request: SandboxRequest) throws(Refusal) -> [Ledger] {
        let ledgers: [Ledger]
        switch access(request) {
        case .granted(let granted): ledgers = granted
        case .refused(let answer): throw Refusal(answer: answer)
        }
        let oddities = try oddities(request)
        guard !oddities.everywhere.contains(.ledgersNone) else { return [] }
        return ledgers.map { $0.under(oddities.on($0)) }
    }

    /// The oddities of the settings and of the request's header.
    func oddities(_ request: SandboxRequest) throws(Refusal) -> OddityList {
        guard let header = request.headers[.sandboxOddities] else { return oddities }
        let names = header.split { $0 == "," || $0 == " " }.map(String.init)
        guard let list = OddityList(names) else {
            let unknown = names.first { OddityChoice($0) == nil } ?? ""
            let message = "Invalid Sandbox-Oddities: there is no oddity '\(unknown)'"
            throw Refusal(answer: .invalid(message, id: identifier(of: request)))
        }
        return oddities.adding(list)
    }
}

extension HTTPField.Name {
    static let sandboxOddities = named("Sandbox-Oddities")
}

extension SandboxClock {
    /// The local date of now.
    func currentDate(in country: Country) -> SandboxDate {
        today ?? country.date(at: now())
    }
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import NIOCore
import NIOPosix
import PluginTesting
import Testing

@testable import Sandbox

/// Reads a sandbox of the same settings without any of Fjord: what a stage's rows are compared with.
struct NaiveReading {
    private let service: SandboxService
    private let headers: HTTPFields

    init(_ settings: SandboxSettings) async throws {
        service = SandboxService(settings: settings, threads: .singleton, now: { 1_000_000 })
        let token = service.tokens.issue(to: .accounting, seconds: 900, now: 1_000_000)
        headers = [.authorization: "Bearer \(token)"]
    }

    /// The ids of all ledgers, in the order of partitions.
    var ledgers: [String] { service.ledgers.map(\.id).sorted() }

    /// The rows of one ledger date as the stage's columns have them, and whether the date is open.
    func date(
        _ date: String,
        _ topic: String,
        of ledger: String,
        personalData: Bool = false
    ) async throws -> (rows: Rows, isOpen: Bool, pageCount: Int) {
        var rows: Rows = []
        var pageCount = 0
        var cursor: String? = ""
        var isOpen = false
        while let asked = cursor {
            let target =
                "/report/v2/ledgers/\(ledger)/\(topic)/dates/\(date)"
                + "?includeGDPRSensitiveData=\(personalData)"
                + "&cursor=\(asked.replacing("+", with: "%2B"))"
            let answer = try await service.answer(
                SandboxRequest(method: .get, target: target, headers: headers)
            )
            let page = try JSONDecoder().decode(
                Page.self,
                from: Data(answer.body.readableBytesView)
            )
            rows += page.items.map { $0.row(ledger, topic, personalData: personalData) }
            pageCount += 1
            isOpen = page.tryLater
            cursor = page.cursor
        }
        return (rows, isOpen, pageCount)
    }

    private struct Page: Decodable {
        let cursor: String?
        let tryLater: Bool
        let items: [Entry]
    }

    private struct Entry: Decodable {
        let pspReference: String?
        let time: String
        let ledgerDate: String
        let entryType: String
        let reference: String?
        let currency: String
        let amount: Int64
        let recipientHandle: String?
        let balanceBefore: Int64
        let balanceAfter: Int64
        let name: String?
        let maskedPhoneNo: String?
        let message: String?

        func row(_ ledger: String, _ topic: String, personalData: Bool) -> [String?] {
            let money = [amount, balanceBefore, balanceAfter].map(major)
            return [
                ledger, topic, ledgerDate, time, entryType, pspReference, reference,
                recipientHandle, currency,
            ] + money + (personalData ? [name, maskedPhoneNo, message] : [])
        }
    }
}

/// Minor units of a currency with two decimals, as they are written.
private func major(_ minor: Int64) -> String {
    let digits = String(minor.magnitude)
    let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    return (minor < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Sandbox

/// Calls the service as a client with one type of keys would, without a network.
struct SandboxCaller {
    let service: SandboxService
    let type: SandboxKeyType
    var headers: HTTPFields

    init(
        _ query: String = "today=2026-11-20",
        as type: SandboxKeyType = .accounting,
        now: @escaping @Sendable () -> Int64 = { 1_000_000 }
    ) async throws {
        let settings = try SandboxSettings(query: query)
        try await self.init(
            SandboxService(settings: settings, threads: .singleton, now: now),
            as: type
        )
    }

    init(_ service: SandboxService, as type: SandboxKeyType) async throws {
        self.service = service
        self.type = type
        headers = [:]
        let token = try #require(try await requestToken().json("access_token", as: String.self))
        headers[.authorization] = "Bearer \(token)"
        headers[.subscriptionKey] = keys.subscriptionKey
    }

    var keys: SandboxKeys { SandboxEndpoint(baseURL: "", keys: service.keys).keys(type) }

    /// The first line of `ledgers`.
    var ledger: Ledger { service.ledgers[0] }

    func requestToken(changing change: (inout HTTPFields) -> Void = { _ in }) async throws -> Answer
    {
        var headers: HTTPFields = [:]
        if type.isSpecialised {
            let basic = Base64.encoded(Array("\(keys.clientID):\(keys.clientSecret)".utf8))
            headers[.authorization] = "Basic \(basic)"
            headers[.contentType] = "application/x-www-form-urlencoded; charset=utf-8"
        } else {
            headers[.clientID] = keys.clientID
            headers[.clientSecret] = keys.clientSecret
            headers[.subscriptionKey] = keys.subscriptionKey
            headers[.merchantSerialNumber] = keys.merchantSerialNumber
        }
        change(&headers)
        let path = type.isSpecialised ? "/miami/v1/token" : "/accesstoken/get"
        return try await service.answer(
            SandboxRequest(
                method: .post,
                target: path,
                headers: headers,
                body: type.isSpecialised ? "grant_type=client_credentials" : ""
            )
        )
    }

    func get(_ target: String, _ method: HTTPRequest.Method = .get) async throws -> Answer {
        let request = SandboxRequest(method: method, target: target, headers: headers)
        return try await service.answer(request)
    }

    func page(
        _ ledger: Ledger,
        _ topic: Topic,
        _ date: String,
        cursor: String? = nil,
        personalData: Bool = false
    ) async throws -> Answer {
        var target = "/report/v2/ledgers/\(ledger.id)/\(topic.rawValue)/dates/\(date)?x=1"
        if personalData { target += "&includeGDPRSensitiveData=true" }
        if let cursor { target += "&cursor=" + cursor.replacing("+", with: "%2B") }
        return try await get(target)
    }

    /// The entries of all pages of a date.
    func entries(
        _ ledger: Ledger,
        _ topic: Topic,
        _ date: String,
        personalData: Bool = false
    ) async throws -> [Entry] {
        var entries: [Entry] = []
        var cursor: String?
        repeat {
            let answer = try await page(
                ledger,
                topic,
                date,
                cursor: cursor,
                personalData: personalData
            )
            let page = try answer.decoded(Page.self)
            entries += page.items
            #expect(page.hasMore == (page.cursor != nil))
            cursor = page.cursor
        } while cursor != nil
        return entries
    }
}

struct Page: Decodable {
    let cursor: String?
    let hasMore: Bool
    let tryLater: Bool
    let items: [Entry]
}

struct Entry: Decodable, Hashable {
    let pspReference: String
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
}

struct LedgerPage: Decodable {
    struct Item: Decodable {
        let ledgerId: String
        let currency: String
        let settlesForRecipientHandles: [String]
    }

    let cursor: String
    let items: [Item]
}

extension Answer {
    var text: String { String(buffer: body) }

    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    }

    /// The member of a flat answer.
    func json<Value: Decodable & Sendable>(_ member: String, as type: Value.Type) throws -> Value? {
        try decoded([String: Lenient<Value>].self)[member]?.value
    }
}

/// A value of one type among members of others.
struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) throws {
        value = try? decoder.singleValueContainer().decode(Value.self)
    }
}

/// A clock that tests set.
final class TestClock: Sendable {
    private let instant: Mutex<Int64>

    init(_ instant: Int64) {
        self.instant = Mutex(instant)
    }

    var now: Int64 { instant.withLock { $0 } }

    func advance(seconds: Int64) {
        instant.withLock { $0 += seconds * 1_000_000 }
    }
}

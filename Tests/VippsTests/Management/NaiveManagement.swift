// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import NIOCore
import NIOPosix
import PluginTesting

@testable import Sandbox

/// Asks a sandbox's Management API without any of Fjord: what a stage's rows are compared with.
struct NaiveManagement {
    let service: SandboxService
    private let headers: HTTPFields
    private let view: ManagementView

    init(_ settings: SandboxSettings, as type: SandboxKeyType) throws {
        service = SandboxService(settings: settings, threads: .singleton, now: { 1_000_000 })
        let token = service.tokens.issue(to: type, seconds: 900, now: 1_000_000)
        let keys = SandboxEndpoint(baseURL: "", keys: service.keys).keys(type)
        var headers: HTTPFields = [.authorization: "Bearer \(token)"]
        headers[.subscriptionKey] = keys.subscriptionKey
        headers[.merchantSerialNumber] = keys.merchantSerialNumber
        self.headers = headers
        view = ManagementView(
            type,
            of: service.directory,
            in: settings.management,
            ownMSN: keys.merchantSerialNumber
        )
    }

    func get<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws -> Answer {
        let answer = try await service.answer(
            SandboxRequest(method: .get, target: "/management/\(path)", headers: headers)
        )
        return try JSONDecoder().decode(type, from: Data(answer.body.readableBytesView))
    }

    /// All merchants that the keys see.
    var merchants: [Merchant] { view.merchants }

    /// The MSNs that the keys see, by number.
    var units: [String] { view.units.map(\.msn).sorted { (Int($0) ?? 0) < (Int($1) ?? 0) } }

    /// One row of `vipps.sales_units`.
    func unit(_ msn: String) async throws -> [String?] {
        let unit = try await get("v1/sales-units/\(msn)", as: Unit.self)
        let may = unit.configuration
        let switches = [
            may.skipLandingPageAllowed, may.recurringAllowed, may.partialCaptureAllowed,
            may.lateCaptureAllowed, may.landingPagePhoneNumberLocked, may.longLivingPaymentAllowed,
            may.creditCardPaymentAllowed,
        ]
        return [
            msn, "active", unit.name, unit.businessIdentifier.scheme, unit.businessIdentifier.id,
            text(may.paymentAllowed), may.captureType,
        ] + switches.map(text)
            + [unit.settlementBankAccount?.scheme, unit.settlementBankAccount?.id]
    }

    private func text(_ value: Bool?) -> String? { value.map { $0 ? "true" : "false" } }

    struct Identifier: Decodable {
        let scheme: String
        let id: String
    }

    private struct Unit: Decodable {
        struct Configuration: Decodable {
            let paymentAllowed: Bool?
            let captureType: String?
            let skipLandingPageAllowed: Bool?
            let recurringAllowed: Bool?
            let partialCaptureAllowed: Bool?
            let lateCaptureAllowed: Bool?
            let landingPagePhoneNumberLocked: Bool?
            let longLivingPaymentAllowed: Bool?
            let creditCardPaymentAllowed: Bool?
        }

        let name: String
        let businessIdentifier: Identifier
        let configuration: Configuration
        let settlementBankAccount: Identifier?
    }
}

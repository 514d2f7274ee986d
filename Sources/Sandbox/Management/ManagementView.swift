// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What one set of keys sees of the directory.
struct ManagementView: Sendable {
    let type: SandboxKeyType
    /// All merchants of management keys, the caller alone of sales-unit keys, merchants with a unit
    /// of the partner of partner keys.
    let merchants: [Merchant]

    /// `ownMSN` is the sales unit of the keys; nil for management keys.
    init(
        _ type: SandboxKeyType,
        of directory: MerchantDirectory,
        in generation: ManagementGeneration,
        ownMSN: String?
    ) {
        self.type = type
        // Merchants of other countries came in 2024.
        merchants = directory.merchants.filter { merchant in
            guard generation == .latest || merchant.country == .norway else { return false }
            return switch type {
            case .management: true
            case .partner: merchant.isConnected
            case .salesUnit, .accounting: merchant.units.contains { $0.msn == ownMSN }
            }
        }
    }

    /// The active units of an active merchant that may be seen.
    func units(of merchant: Merchant) -> [ManagedUnit] {
        guard merchant.isActive else { return [] }
        return merchant.units.filter { $0.isActive && (type != .partner || $0.isConnected) }
    }

    var units: [ManagedUnit] { merchants.flatMap { units(of: $0) } }

    /// Nil for unknown, inactive and foreign units alike.
    func unit(_ msn: String) -> (unit: ManagedUnit, merchant: Merchant)? {
        for merchant in merchants {
            guard let unit = units(of: merchant).first(where: { $0.msn == msn }) else { continue }
            return (unit, merchant)
        }
        return nil
    }

    func merchant(_ reference: MerchantReference) -> Merchant? {
        merchants.first { $0.isMeant(by: reference) }
    }
}

extension SandboxService {
    /// What a request may see of the Management API, or why nothing.
    enum ManagementAccess {
        case granted(ManagementView)
        case refused(Answer)
    }

    /// Checks token, subscription key, key type and MSN.
    func managementAccess(_ request: SandboxRequest) -> ManagementAccess {
        let id = identifier(of: request)
        let type: SandboxKeyType
        switch holder(of: request, unauthorized: .managementUnauthorized(id: id)) {
        case .known(let known): type = known
        case .refused(let answer): return .refused(answer)
        }
        guard type != .accounting else { return .refused(.forbidden(id: id)) }
        let own = keys.first { $0.type == type }?.merchantSerialNumber
        let view = ManagementView(type, of: directory, in: settings.management, ownMSN: own)
        let msn = request.headers[.merchantSerialNumber]
        if type == .partner, msn == nil { return .refused(.missingMSN(id: id)) }
        if let msn, type != .management, view.unit(msn) == nil {
            return .refused(.foreignMSN(id: id))
        }
        return .granted(view)
    }
}

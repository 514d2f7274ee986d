// SPDX-License-Identifier: Apache-2.0

extension ManagementShapes {
    func unit(_ unit: ManagedUnit, of merchant: Merchant) -> JSONShape {
        var members: [(String, JSONShape)] = [
            ("msn", msn(unit)),
            ("name", .string(unit.name)),
            ("businessIdentifier", merchant.identifier.shape),
            ("configuration", .object(unit.configuration + laterConfiguration(unit))),
        ]
        if generation == .latest, let account = unit.bankAccount {
            let shape = JSONShape.object([
                ("scheme", .string(account.scheme)), ("id", .string(account.id)),
            ])
            members.append(("settlementBankAccount", shape))
        }
        return .object(members)
    }

    /// Keys that came later; one that is left out does not mean false.
    private func laterConfiguration(_ unit: ManagedUnit) -> [(String, JSONShape)] {
        guard generation == .latest else { return [] }
        let names = [
            "partialCaptureAllowed", "lateCaptureAllowed", "landingPagePhoneNumberLocked",
            "longLivingPaymentAllowed", "creditCardPaymentAllowed",
        ]
        return names.enumerated().compactMap { place, name in
            let key = unit.key.child(20 + place)
            return key.child(1).draw(3) == 0 ? nil : (name, .bool(key.child(2).draw(2) == 0))
        }
    }
}

extension ManagedUnit {
    var paymentAllowed: Bool { kind != .login }

    var recurringAllowed: Bool { paymentAllowed && key.child(13).draw(3) == 0 }

    fileprivate var configuration: [(String, JSONShape)] {
        let capture =
            if paymentAllowed {
                key.child(11).draw(5) == 0 ? "DirectCapture" : "ReserveCapture"
            } else {
                "NotApplicable"
            }
        return [
            ("paymentAllowed", .bool(paymentAllowed)),
            ("captureType", .string(capture)),
            ("skipLandingPageAllowed", .bool(paymentAllowed && key.child(12).draw(4) == 0)),
            ("recurringAllowed", .bool(recurringAllowed)),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    static let invalidMerchant = ErrorCode("vipps-invalid-merchant")
    static let noMerchants = ErrorCode("vipps-no-merchants")
    static let invalidUnit = ErrorCode("vipps-invalid-sales-unit")
    static let noUnits = ErrorCode("vipps-no-sales-units")
    static let optionsDoNotFit = ErrorCode("vipps-options-do-not-fit")
}

/// The wording of what can go wrong with the Management API.
extension VippsFault {
    static func cannotManage(_ type: KeyType) -> PipelineError {
        PipelineError(
            .keysCannotReach,
            "\(type.phrase) cannot use the Management API",
            fix:
                "use partner keys, management keys, or the keys of one of the merchant's sales "
                + "units"
        )
    }

    static func cannotAskForPartner(_ type: KeyType) -> PipelineError {
        PipelineError(
            .keysCannotReach,
            "\(type.phrase) cannot ask who the partner is",
            fix: "use partner keys"
        )
    }

    static func serialNumberMissing(_ options: StageOptions) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "key_type",
            "partner keys need a 'merchant_serial_number'",
            fix: "add the MSN of a sales unit that is connected to you, as in "
                + "'merchant_serial_number: 718204'"
        )
    }

    static func invalidMerchant(_ text: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .invalidMerchant,
            in: "merchants",
            "'\(text)' does not name a merchant",
            fix:
                "write the nine digits of a Norwegian organisation number, else scheme and "
                + "number, as in 'business:DK:CVR/12345678' or 'business:FI:Y-tunnus/1234567-8'"
        )
    }

    static func emptyMerchantList(_ options: StageOptions) -> PipelineError {
        options.fault(
            .noMerchants,
            in: "merchants",
            "'merchants' lists no merchant",
            fix: "list the merchants that you want, as in 'merchants: [923456781]'"
        )
    }

    static func invalidUnit(_ text: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .invalidUnit,
            in: "units",
            "'\(text)' is not the number of a sales unit (MSN)",
            fix:
                "write four to ten digits; a pipeline with 'fetch: vipps.sales_units' lists "
                + "those that the keys reach"
        )
    }

    static func emptyUnitList(_ options: StageOptions) -> PipelineError {
        options.fault(
            .noUnits,
            in: "units",
            "'units' lists no sales unit",
            fix: "leave it out to read all that the keys reach, or list the MSNs that you want"
        )
    }

    static func unitsAndMerchants(_ options: StageOptions) -> PipelineError {
        options.fault(
            .optionsDoNotFit,
            in: "units",
            "'units' and 'merchants' do not go together",
            fix: "list the sales units that you want, or the merchants whose sales units you want"
        )
    }

    static func unitsWithoutDetails(_ options: StageOptions) -> PipelineError {
        options.fault(
            .optionsDoNotFit,
            in: "details",
            "'details: false' leaves nothing to ask about the sales units in 'units'",
            fix: "remove 'details: false' or 'units'"
        )
    }

    static func unexpectedShape(_ name: String, page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the answer is not \(name)",
            fix: runAgain
        )
    }

    static func missingNumber(_ position: Int, page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page, path: "[\(position)].msn")),
            "the list of sales units has no '[\(position)].msn', or it is of another type",
            fix: runAgain
        )
    }

    static func missingOrderID(_ position: Int, page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page, path: "[\(position)].productOrderId")),
            "the list of product orders has no '[\(position)].productOrderId', or it is of another "
                + "type",
            fix: runAgain
        )
    }

    /// What to do about a 403 of the Management API.
    static let managementAccess =
        "a sales unit's keys reach their own merchant; partner keys reach the sales units that are "
        + "connected to the partner, and 'merchant_serial_number' must be one of them"
}

/// What these stages have to say beside their rows.
extension VippsFault {
    static func notOffered(
        _ endpoint: ManagementEndpoint,
        loss: String,
        status: Int
    ) -> Finding {
        Finding(
            .notice,
            rule: "not-offered",
            "\(loss): GET \(endpoint.pattern) answered \(status), and the vendor has only proposed "
                + "it"
        )
    }

    static func missingMerchant(_ merchant: BusinessIdentifier) -> Finding {
        Finding(
            .warning,
            rule: "not-found",
            "merchant \(merchant.text) is unknown, not active, or not yours (404): its sales units "
                + "are missing"
        )
    }

    static let noSalesUnits = Finding(
        .warning,
        rule: "no-sales-units",
        "the vendor lists no sales unit for these keys: either none is active, or none is "
            + "connected to the partner"
    )
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("What the Management stages say when something is wrong")
struct ManagementFaultsTests {
    private static let units = "/management/v1/sales-units"

    @Test("accounting keys, before anything is sent")
    func accountingKeys() async throws {
        let stages: [any FetchStage] = [
            MerchantsStage.merchants(), try MerchantStage.merchant(["923456781"]),
            try ContractsStage.contracts(["923456781"]), try SalesUnitsStage.salesUnits(),
            ProductOrdersStage.productOrders(), PricePackagesStage.pricePackages(),
            try APIQualityStage.apiQuality(),
        ]
        for stage in stages {
            #expect(
                try await unsent(stage, .accounting) == """
                    error: accounting keys cannot use the Management API [vipps-keys-cannot-reach]
                      = fix: use partner keys, management keys, or the keys of one of the merchant's \
                    sales units
                    """
            )
        }
    }

    @Test(
        "keys that belong to no partner",
        arguments: [
            (KeyType.salesUnit, "sales-unit keys"), (.management, "management keys"),
            (.accounting, "accounting keys"),
        ]
    )
    func noPartner(type: KeyType, phrase: String) async throws {
        #expect(
            try await unsent(.partner(), type) == """
                error: \(phrase) cannot ask who the partner is [vipps-keys-cannot-reach]
                  = fix: use partner keys
                """
        )
    }

    /// How reading fails where nothing can be sent.
    private func unsent(_ stage: any FetchStage, _ type: KeyType) async throws -> String {
        let connection = try Bench(Bench.keys(type), baseURL: "http://127.0.0.1:1").connection
        let context = FetchContext(window: nil, connection: connection)
        return try await message { _ = try await stage.readAll(in: context) }
    }

    @Test("partner keys without an MSN")
    func serialNumberMissing() async throws {
        let keys = Bench.partnerKeys.filter { $0.key != "merchant_serial_number" }
        #expect(
            try await message { _ = try Bench(keys, baseURL: "https://api.vipps.no") } == """
                error: partner keys need a 'merchant_serial_number' [vipps-keys-do-not-fit]
                  = fix: add the MSN of a sales unit that is connected to you, as in \
                'merchant_serial_number: 718204'
                """
        )
    }

    @Test(
        "texts that name no merchant",
        arguments: [
            "12345678", "1234567-8", "business:NO:ORG", "business:NO:ORG/", "/923456781",
            "business:NO:ORG/923456781/x", "", "92345678a", "９２３４５６７８１",
        ]
    )
    func invalidMerchant(text: String) async throws {
        #expect(
            try await message { _ = try MerchantStage.merchant(["923456781", text]) } == """
                error: '\(text)' does not name a merchant [vipps-invalid-merchant]
                  = fix: write the nine digits of a Norwegian organisation number, else scheme and \
                number, as in 'business:DK:CVR/12345678' or 'business:FI:Y-tunnus/1234567-8'
                """
        )
    }

    @Test("an empty list of merchants")
    func emptyMerchantList() async throws {
        let text = """
            error: 'merchants' lists no merchant [vipps-no-merchants]
              = fix: list the merchants that you want, as in 'merchants: [923456781]'
            """
        #expect(try await message { _ = try MerchantStage.merchant([]) } == text)
        #expect(try await message { _ = try ContractsStage.contracts([]) } == text)
        let empty = ["merchants": StageOptions.Value.texts([])]
        #expect(try await message { _ = try SalesUnitsStage.salesUnits(empty) } == text)
    }

    @Test("texts that are no MSN", arguments: ["718", "12345678901", "api:718204", "71820a", ""])
    func invalidUnit(text: String) async throws {
        let units = ["units": StageOptions.Value.texts(["718204", text])]
        let expected = """
            error: '\(text)' is not the number of a sales unit (MSN) [vipps-invalid-sales-unit]
              = fix: write four to ten digits; a pipeline with 'fetch: vipps.sales_units' lists \
            those that the keys reach
            """
        #expect(try await message { _ = try SalesUnitsStage.salesUnits(units) } == expected)
        #expect(try await message { _ = try APIQualityStage.apiQuality(units) } == expected)
    }

    @Test("an empty list of sales units")
    func emptyUnitList() async throws {
        #expect(
            try await message { _ = try APIQualityStage.apiQuality(["units": .texts([])]) } == """
                error: 'units' lists no sales unit [vipps-no-sales-units]
                  = fix: leave it out to read all that the keys reach, or list the MSNs that you want
                """
        )
    }

    @Test("options that do not go together")
    func optionsDoNotFit() async throws {
        let units = ["units": StageOptions.Value.texts(["718204"])]
        let both = units.merging(["merchants": .texts(["923456781"])]) { $1 }
        #expect(
            try await message { _ = try SalesUnitsStage.salesUnits(both) } == """
                error: 'units' and 'merchants' do not go together [vipps-options-do-not-fit]
                  = fix: list the sales units that you want, or the merchants whose sales units you want
                """
        )
        let bare = units.merging(["details": .boolean(false)]) { $1 }
        #expect(
            try await message { _ = try SalesUnitsStage.salesUnits(bare) } == """
                error: 'details: false' leaves nothing to ask about the sales units in 'units' \
                [vipps-options-do-not-fit]
                  = fix: remove 'details: false' or 'units'
                """
        )
    }

    @Test("a fault of an option stands where it is written")
    func placed() throws {
        let source = SourceText(name: "p.yaml", text: "units: [abc]\n")
        let options = StageOptions(
            ["units": .texts(["abc"])],
            locations: ["units": source.location(line: 1, column: 8, length: 5)]
        )
        let error = #expect(throws: PipelineError.self) { try SalesUnitChoice(options) }
        #expect(error?.description.hasPrefix("p.yaml:1:8: error: 'abc' is not") == true)
    }

    @Test("403 of something that exists")
    func forbidden() async throws {
        #expect(
            try await managementFault(.salesUnits(), [Self.units: .problem(403)]) == """
                error: GET ADDRESS/management/v1/sales-units: the keys do not allow this \
                (403 Forbidden) [forbidden]
                  = cause: No: The script says so.
                  = fix: a sales unit's keys reach their own merchant; partner keys reach the sales \
                units that are connected to the partner, and 'merchant_serial_number' must be one of \
                them
                """
        )
    }

    @Test("404 of a list that exists")
    func missingList() async throws {
        let error = try await managementFault(.salesUnits(), [:])
        #expect(error.contains("GET ADDRESS/management/v1/sales-units: there is nothing"))
        #expect(error.contains("[not-found]"))
    }

    @Test("answers of another shape")
    func unexpectedShape() async throws {
        let other = ScriptedServer.Reply.json(#"{"error":"none"}"#)
        let merchant = "/management/v1/merchants/business%3ANO%3AORG/923456781"
        let cases: [(stage: any FetchStage, address: String, partition: String, name: String)] = [
            (
                MerchantsStage.merchants(), "/management/v1/merchants", "merchants",
                "a list of merchants"
            ),
            (
                try ContractsStage.contracts(["923456781"]), "\(merchant)/contracts",
                "business:NO:ORG/923456781", "a list of contracts"
            ),
            (
                try SalesUnitsStage.salesUnits(["details": .boolean(false)]), Self.units,
                "sales-units", "a list of sales units"
            ),
            (
                ProductOrdersStage.productOrders(), "/management/v2/product-orders",
                "product-orders", "a list of product orders"
            ),
            (
                PricePackagesStage.pricePackages(), "/management/v1/partners/price-packages",
                "price-packages", "a list of price packages"
            ),
            (
                try APIQualityStage.apiQuality(["units": .texts(["718204"])]),
                "/management/v1/api-quality/sales-units/718204", "718204",
                "a report on API quality"
            ),
        ]
        for (stage, address, partition, name) in cases {
            #expect(
                try await managementFault(stage, [address: other]) == """
                    partition \(partition), page 1: error: the answer is not \(name) \
                    [vipps-unexpected-answer]
                      = fix: run again; if it stays so, report it to the vendor
                    """
            )
        }
        // Where the list only tells what to ask next, no partition is known yet.
        #expect(
            try await managementFault(.salesUnits(), [Self.units: other]).hasPrefix(
                "page 1: error: the answer is not a list of sales units"
            )
        )
        let list = ScriptedServer.Reply.json("[]")
        for (stage, address, name) in [
            (
                try SalesUnitsStage.salesUnits(["units": .texts(["718204"])]),
                "\(Self.units)/718204", "a sales unit"
            ),
            (try MerchantStage.merchant(["923456781"]), merchant, "a merchant"),
        ] as [(any FetchStage, String, String)] {
            let error = try await managementFault(stage, [address: list])
            #expect(error.contains("error: the answer is not \(name) [vipps-unexpected-answer]"))
        }
    }

    @Test("lists whose items cannot be asked for")
    func missingKeys() async throws {
        let units = ScriptedServer.Reply.json(#"[{"msn":"718204"},{"name":"Kiosk"}]"#)
        #expect(
            try await managementFault(.salesUnits(), [Self.units: units]) == """
                page 1, [1].msn: error: the list of sales units has no '[1].msn', or it is of \
                another type [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
        let orders = ScriptedServer.Reply.json(#"[{"productOrderId":7}]"#)
        #expect(
            try await managementFault(
                .productOrders(["details": .boolean(true)]),
                ["/management/v2/product-orders": orders]
            ) == """
                page 1, [0].productOrderId: error: the list of product orders has no \
                '[0].productOrderId', or it is of another type [vipps-unexpected-answer]
                  = fix: run again; if it stays so, report it to the vendor
                """
        )
    }

    @Test("values and records of another type, and no JSON")
    func wrongTypes() async throws {
        func list(_ body: String) async throws -> String {
            try await managementFault(
                .salesUnits(["details": .boolean(false)]),
                [Self.units: .json(body)]
            )
        }
        #expect(
            try await list(#"[{"msn":"718204","name":7}]"#) == """
                partition sales-units, page 1, row 1, [0].name: error: expected a text, found 7 \
                [wrong-type]
                """
        )
        #expect(try await list(#"["718204",[]]"#).contains("page 1, row 2, [1]: error:"))
        #expect(
            try await list(#"[{"msn" 1}]"#) == """
                partition sales-units, page 1: error: byte 8: expected ':' after a key \
                [malformed-json]
                """
        )
    }
}

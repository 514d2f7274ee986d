// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import FjordKit
import Testing

@testable import Pipelines

@Suite("values of tests")
struct TestValueTests {
    /// Reads what stands behind `value:` as a column's type.
    private func read(_ yaml: String, _ type: DataType, currency: Currency? = nil) -> TestValue? {
        let faults = FaultList()
        let file = YAMLFile.read(name: "t.yaml", text: "value: \(yaml)", faults: faults)
        guard let node = file.root?["value"] else { return nil }
        let text = DefinitionText(source: file.source, faults: faults)
        return TestValueReader(text: text).value(node, type, rowCurrency: currency)
    }

    @Test(
        "unquoted null, ~ and nothing are null, quoted ones text",
        arguments: [DataType.text, .int64, .money, .json, .date]
    )
    func nulls(type: DataType) {
        for yaml in ["null", "~", ""] { #expect(read(yaml, type) == .null) }
        #expect(read("'null'", .text) == .text("null"))
        #expect(read("''", .text) == .text(""))
    }

    @Test("texts stay as they are written")
    func texts() {
        for yaml in ["NO", "017", "1:30", "0x10", "true", "2026-10-01"] {
            #expect(read(yaml, .text) == .text(yaml))
        }
    }

    @Test("each type has its spelling")
    func types() {
        let decimal = DataType.decimal(precision: 9, scale: 2)
        #expect(read("true", .boolean) == .boolean(true))
        #expect(read("yes", .boolean) == nil)
        #expect(read("-42", .int64) == .int64(-42))
        #expect(read("4.0", .int64) == nil)
        #expect(read("1.50", decimal) == .decimal(150, scale: 2))
        #expect(read("1e3", decimal) == nil)
        #expect(read("1e3", .float64) == .float64(1_000))
        #expect(read("0x1p3", .float64) == nil)
        #expect(read("nan", .float64).map { $0 == .null } == false)
        #expect(read("2026-10-01", .date) == .date(20_727))
        #expect(read("2026-10-1", .date) == nil)
        #expect(read("[a]", .text) == nil)
    }

    @Test("instants may have an offset")
    func instants() {
        let instant = read("2026-10-01T08:12:45Z", .timestamp)
        #expect(instant == .timestamp(1_790_842_365_000_000))
        #expect(read("2026-10-01T10:12:45+02:00", .timestamp) == instant)
        #expect(read("2026-10-01T03:42:45-04:30", .timestamp) == instant)
        #expect(read("2026-10-01T08:12:45", .timestamp) == nil)
        #expect(read("9999-12-31T23:59:59-00:01", .timestamp) == nil)
        #expect(read("0001-01-01T00:00:00+00:01", .timestamp) == nil)
    }

    @Test("amounts are in major units, their currency behind them or beside")
    func amounts() {
        let euro = Currency("EUR"), krone = Currency("NOK")
        #expect(read("-1.00", .money) == .money(-100, scale: 2, nil))
        #expect(read("-1.00", .money, currency: krone) == .money(-100, scale: 2, krone))
        #expect(read("-1.00 EUR", .money, currency: krone) == .money(-100, scale: 2, euro))
        #expect(read("1 eur", .money) == nil)
        #expect(read("1,00", .money) == nil)
    }

    @Test("JSON is compact, its numbers as they are written")
    func json() {
        let yaml = "{a: [1.10, '1', yes, true, null, -0], \"b c\": \"x\\n\\\"\", d: {}, e: 01}"
        #expect(
            read(yaml, .json)
                == .json(#"{"a":[1.10,"1","yes",true,null,-0],"b c":"x\n\"","d":{},"e":"01"}"#)
        )
        for number in ["0", "-1", "1.5", "1e5", "1E-5", "12345678901234567890"] {
            #expect(CompactJSON.isNumber(number), "\(number)")
        }
        for text in ["", "-", "01", "1.", ".5", "1e", "+1", "1x", "0x1"] {
            #expect(!CompactJSON.isNumber(text), "\(text)")
        }
    }

    @Test("values are compared by what they mean")
    func matching() {
        let decimal = Column.decimal(DecimalArray([150]), precision: 9, scale: 2)
        #expect(TestValue.decimal(15, scale: 1).matches(decimal, slot: 0))
        #expect(TestValue.decimal(1_500, scale: 3).matches(decimal, slot: 0))
        #expect(!TestValue.decimal(1_501, scale: 3).matches(decimal, slot: 0))
        #expect(!TestValue.null.matches(decimal, slot: 0))
        let code = Currency("NOK")
        let money = Column.money(
            MoneyArray(Values([1_000]), .one(code ?? Currency(packed: 0)))
        )
        #expect(TestValue.money(10, scale: 0, nil).matches(money, slot: 0))
        #expect(TestValue.money(1_000, scale: 2, code).matches(money, slot: 0))
        #expect(!TestValue.money(1_000, scale: 2, Currency("EUR")).matches(money, slot: 0))
        let float = Column.float64(Float64Array(Values([0.1, .nan])))
        #expect(TestValue.float64(0.1).matches(float, slot: 0))
        #expect(TestValue.float64(.nan).matches(float, slot: 1))
        let json = Column.json(TextArray([#"{"a":1,"b":[2.0]}"#]))
        #expect(TestValue.json(#"{"b":[2.0],"a":1}"#).matches(json, slot: 0))
        #expect(!TestValue.json(#"{"b":[2],"a":1}"#).matches(json, slot: 0))
        let nulls = Column(nulls: 1, type: .text)
        #expect(TestValue.null.matches(nulls, slot: 0))
        #expect(!TestValue.text("").matches(nulls, slot: 0))
    }
}

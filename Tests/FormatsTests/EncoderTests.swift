// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("Values as text")
struct EncoderTests {
    private static let nok = Currency(packed: 13 << 10 | 14 << 5 | 10)

    private static func batch(_ columns: [(String, Column)]) -> RecordBatch {
        RecordBatch(
            schema: Schema(columns.map { Field($0.0, $0.1.type) }),
            columns: columns.map(\.1),
            rowCount: columns.first?.1.count ?? 0,
            origin: BatchOrigin(partition: "p", runs: [.init(firstSlot: 0, page: 1, firstRow: 1)])
        )
    }

    private static func csv(
        _ batch: RecordBatch,
        _ change: (inout CSVOptions) -> Void = { _ in }
    ) throws(RowError) -> String {
        var options = CSVOptions(), writer = ByteWriter()
        change(&options)
        let encoder = CSVEncoder(schema: batch.schema, options: options)
        encoder.encodeHeader(into: &writer)
        try encoder.encode(batch, into: &writer)
        return writer.text
    }

    private static func jsonLines(_ batch: RecordBatch) throws(RowError) -> String {
        var writer = ByteWriter()
        try JSONLinesEncoder(schema: batch.schema).encode(batch, into: &writer)
        return writer.text
    }

    private static let oneOfEach = batch([
        ("owner.id", .text(TextArray(["a", nil, ""]))),
        (
            "amount",
            .money(
                MoneyArray(Values([-105, 0, 7]), .one(nok), validity: Bitmap([true, false, true]))
            )
        ),
        ("d", .decimal(DecimalArray([-5, nil, 12_345]), precision: 9, scale: 3)),
        ("i", .int64(Int64Array([.min, nil, .max]))),
        ("f", .float64(Float64Array([0.1, nil, 1e300]))),
        ("day", .date(Date32Array([20_727, nil, -719_162]))),
        ("time", .timestamp(TimestampArray([1_790_842_365_118_302, nil, -1]))),
        ("b", .boolean(BooleanArray([true, nil, false]))),
        ("j", .json(TextArray([#"{"k":[1,"a\"b"]}"#, nil, "1"]))),
    ])

    @Test("CSV follows the table")
    func table() throws {
        #expect(
            try Self.csv(Self.oneOfEach) == """
                owner.id,amount,d,i,f,day,time,b,j
                a,-1.05,-0.005,-9223372036854775808,0.1,2026-10-01,2026-10-01T08:12:45.118302Z,true,\
                "{""k"":[1,""a\\""b""]}"
                ,,,,,,,,
                "",0.07,12.345,9223372036854775807,1e+300,0001-01-01,1969-12-31T23:59:59.999999Z,false,1

                """
        )
    }

    @Test("JSON lines follow the table")
    func lines() throws {
        #expect(
            try Self.jsonLines(Self.oneOfEach) == #"""
                {"owner.id":"a","amount":-1.05,"d":-0.005,"i":-9223372036854775808,"f":0.1,"#
                """#.dropLast(2)
                + #""day":"2026-10-01","time":"2026-10-01T08:12:45.118302Z","b":true,"j":{"k":[1,"a\"b"]}}"#
                + "\n"
                + #"{"owner.id":null,"amount":null,"d":null,"i":null,"f":null,"#
                + #""day":null,"time":null,"b":null,"j":null}"# + "\n"
                + #"{"owner.id":"","amount":0.07,"d":12.345,"i":9223372036854775807,"f":1e+300,"#
                + #""day":"0001-01-01","time":"1969-12-31T23:59:59.999999Z","b":false,"j":1}"#
                + "\n"
        )
    }

    @Test("options of CSV")
    func options() throws {
        let batch = Self.batch([
            ("a;b", .text(TextArray(["x;y", "1,5", "NULL", nil, "line\r\nend", "q\"q", ""]))),
            ("d", .decimal(DecimalArray([150, 1, nil, -1, 0, 5, 6]), precision: 5, scale: 2)),
        ])
        let text = try Self.csv(batch) {
            $0.delimiter = ";"
            $0.decimalSeparator = ","
            $0.null = "NULL"
            $0.lineEnd = .crlf
            $0.hasByteOrderMark = true
        }
        #expect(
            text
                == "\u{FEFF}\"a;b\";d\r\n\"x;y\";1,50\r\n1,5;0,01\r\n\"NULL\";NULL\r\nNULL;-0,01\r\n"
                + "\"line\r\nend\";0,00\r\n\"q\"\"q\";0,05\r\n\"\";0,06\r\n"
        )
    }

    @Test("the guard changes text that looks like a formula, never numbers")
    func formulas() throws {
        let texts = ["=1+1", "+47", "-5", "@a", "\tx", "\rx", "a=b", "=\"x\"", ""]
        for layout in [TextArray(texts), Self.dictionary(texts)] {
            let batch = Self.batch([
                ("t", .text(layout)), ("n", .int64(Int64Array(texts.map { _ in -5 }))),
            ])
            let text = try Self.csv(batch) {
                $0.guardsFormulas = true
                $0.hasHeader = false
            }
            #expect(
                text == "'=1+1,-5\n'+47,-5\n'-5,-5\n'@a,-5\n'\tx,-5\n\"'\rx\",-5\na=b,-5\n"
                    + "\"'=\"\"x\"\"\",-5\n\"\",-5\n"
            )
        }
    }

    private static func dictionary(_ texts: [String]) -> TextArray {
        let plain = TextArray(texts)
        return TextArray(
            codes: Values((0..<texts.count).map { UInt16($0) }),
            offsets: plain.offsets,
            bytes: plain.bytes
        )
    }

    @Test("every control character is escaped in JSON")
    func controls() throws {
        let text =
            String(String.UnicodeScalarView((0..<0x21).compactMap { Unicode.Scalar($0) }))
            + "\"\\/æ😀\u{7F}"
        for layout in [TextArray([text]), Self.dictionary([text])] {
            let line = try Self.jsonLines(Self.batch([("t", .text(layout))]))
            let document = try JSONDocument(parsing: Bytes(line))
            #expect(document["t"]?.text == text)
            #expect(!line.dropLast().utf8.contains { $0 < 0x20 })
        }
    }

    @Test("money is written with the decimals of its currency")
    func currencies() throws {
        let texts = ["NOK", "JPY", "KWD", "NOK"]
        let codes = texts.compactMap { Currency($0)?.code }
        let money = MoneyArray(Values([-5, 1_234, 1_234, 0]), .perSlot(Values(codes)))
        let batch = Self.batch([("currency", .text(TextArray(texts))), ("m", .money(money))])
        #expect(try Self.csv(batch) == "currency,m\nNOK,-0.05\nJPY,1234\nKWD,1.234\nNOK,0.00\n")
        let shown = (0..<4).map { batch.columns[1].writtenText(ofSlot: $0) }
        #expect(shown == ["-0.05", "1234", "1.234", "0.00"])
    }

    @Test("money whose currency a reader could not know is an error that names the row")
    func currencyErrors() throws {
        let money = Column.money(MoneyArray(Values([1, 2]), .one(Self.nok)))
        for text in [TextArray(["NOK", "EUR"]), Self.dictionary(["NOK", "EUR"])] {
            let error = #expect(throws: RowError.self) {
                try Self.csv(Self.batch([("currency", .text(text)), ("m", money)]))
            }
            #expect(error?.row == 1)
            #expect(error?.code.name == "mixed-currencies")
            #expect(error?.message == "column 'm' is in NOK, but 'currency' is 'EUR'")
            #expect(
                error?.fix
                    == "write the amount's own currency into the column 'currency', or drop that column"
            )
        }
        let codes = ["NOK", "EUR"].compactMap { Currency($0)?.code }
        let mixed = Column.money(MoneyArray(Values([1, 2]), .perSlot(Values(codes))))
        let error = #expect(throws: RowError.self) {
            try Self.jsonLines(Self.batch([("m", mixed)]))
        }
        #expect(error?.row == 1)
        #expect(error?.message == "column 'm' is in EUR, after NOK in earlier rows")
        #expect(error?.fix == "keep the column 'currency' beside it, or filter to one currency")
    }

    @Test("two currencies in two batches are found too")
    func currenciesOfBatches() throws {
        let euro = try #require(Currency("EUR"))
        let encoder = JSONLinesEncoder(schema: Schema([Field("m", .money)]))
        var writer = ByteWriter()
        try encoder.encode(
            Self.batch([("m", .money(MoneyArray(Values([1]), .one(Self.nok))))]),
            into: &writer
        )
        #expect(throws: RowError.self) {
            try encoder.encode(
                Self.batch([("m", .money(MoneyArray(Values([1]), .one(euro))))]),
                into: &writer
            )
        }
        #expect(encoder.takeCurrencies() == ["m": Self.nok])
        #expect(encoder.takeCurrencies().isEmpty)
    }

    @Test("NaN and infinity are errors", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) throws {
        let batch = Self.batch([("f", .float64(PrimitiveArray(Values([1, value]))))])
        let error = #expect(throws: RowError.self) { try Self.jsonLines(batch) }
        #expect(error?.row == 1)
        #expect(error?.code.name == "not-finite")
        #expect(error?.message == "column 'f' is NaN or infinite, which JSON has no number for")
        #expect(error?.fix == "replace it, for example by null, before the sink")
        #expect(throws: RowError.self) { try Self.csv(batch) }
    }

    @Test("doubles are written shortest and read back the same", arguments: 1...20)
    func doubles(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let values = (0..<500).map { _ in Double(bitPattern: numbers.next()) }.filter(\.isFinite)
        let batch = Self.batch([("f", .float64(PrimitiveArray(Values(values))))])
        let lines = try Self.jsonLines(batch).split(separator: "\n")
        for (line, value) in zip(lines, values) {
            #expect(Double(line.dropFirst(5).dropLast()) == value, "seed \(seed)")
            #expect(line.utf8.count - 6 <= "\(value)".utf8.count, "seed \(seed)")
        }
    }

    @Test("integers of every length are written whole", arguments: 1...20)
    func integers(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let values = (0..<64).flatMap { shift -> [Int64] in
            let value = Int64(bitPattern: numbers.next() >> UInt64(shift))
            return [value, -value]
        }
        let powers = (0...18).flatMap { exponent -> [Int64] in
            let power = (0..<exponent).reduce(Int64(1)) { value, _ in value * 10 }
            return [power, power - 1, -power, power + 1]
        }
        let all = values + powers
        let nok = MoneyArray(Values(all), .one(Self.nok))
        let batch = Self.batch([("i", .int64(PrimitiveArray(Values(all)))), ("m", .money(nok))])
        let lines = try Self.csv(batch) { $0.hasHeader = false }.split(separator: "\n")
        for (line, value) in zip(lines, all) {
            #expect(line == "\(value),\(Self.naive(Int128(value), 2))", "seed \(seed)")
        }
    }

    @Test("decimals of 38 digits are written whole", arguments: [0, 1, 2, 18, 19, 20, 37, 38])
    func decimals(scale: Int) throws {
        let digits = "12345678901234567890123456789012345678"
        let largest = Int128(99_999_999_999_999_999) + (Int128(1) << 90)
        let values: [Int128] = [
            try #require(Int128(digits)), 0, 1, -1, -10, largest, 10_000_000_000_000_000_000,
        ]
        let batch = Self.batch([("d", .decimal(DecimalArray(values), precision: 38, scale: scale))])
        let lines = try Self.csv(batch) { $0.hasHeader = false }.split(separator: "\n").map(
            String.init
        )
        for (line, value) in zip(lines, values) {
            #expect(line == Self.naive(value, scale), "scale \(scale)")
        }
    }

    private static func naive(_ value: Int128, _ scale: Int) -> String {
        var digits = String(value.magnitude)
        while digits.count <= scale { digits = "0" + digits }
        let whole = digits.dropLast(scale), fraction = digits.suffix(scale)
        return (value < 0 ? "-" : "") + whole + (scale > 0 ? "." + fraction : "")
    }

    @Test("a row's bytes do not depend on its batch", arguments: 1...10)
    func batchesDoNotShow(seed: UInt64) throws {
        var json = RandomJSON(seed: seed)
        let texts = (0..<700).map { _ in json.chance(10) ? nil : json.text() }
        let numbers = (0..<700).map { _ in json.chance(10) ? nil : Int64(json.int(-9_999...9_999)) }
        let whole = Self.batch([
            ("t", .text(TextArray(texts))), ("n", .int64(Int64Array(numbers))),
            ("s", .timestamp(TimestampArray(numbers.map { $0.map { $0 * 40_000_000_001 } }))),
        ])
        for size in [1, 7, 255, 256, 257, 699] {
            var csv = "t,n,s\n", lines = ""
            for first in stride(from: 0, to: 700, by: size) {
                let part = whole.slice(first..<min(700, first + size))
                csv += try Self.csv(part) { $0.hasHeader = false }
                lines += try Self.jsonLines(part)
            }
            #expect(try csv == Self.csv(whole), "seed \(seed)")
            #expect(try lines == Self.jsonLines(whole), "seed \(seed)")
        }
        for (line, text) in zip(try Self.jsonLines(whole).split(separator: "\n"), texts) {
            #expect(
                try JSONDocument(parsing: Bytes(String(line)))["t"]?.text == text,
                "seed \(seed)"
            )
        }
    }

    @Test("no rows and no columns are no bytes and empty objects")
    func empty() throws {
        #expect(try Self.csv(Self.batch([("t", .text(TextArray([String?]())))])) == "t\n")
        let noColumns = RecordBatch(
            schema: Schema([]),
            columns: [],
            rowCount: 2,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        #expect(try Self.jsonLines(noColumns) == "{}\n{}\n")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("Cutting files into blocks")
struct FileBlocksTests {
    private static let columns: [JSONDecodePlan.Column] = [
        .field("a", .int64), .field("t", .text), .field("o.x", .json), .extra("extra"),
    ]

    /// Records whose texts hold everything that a cutter could take for something else.
    private static func records(_ random: inout RandomJSON, count: Int) -> [String] {
        let pieces = [
            "\\\"", "\\\\", "{", "}", "[", "]", ",", ":", "å", "x", "\\n", "😀", "\\u007d",
        ]
        return (0..<count).map { number in
            let text = (0..<random.int(0...40)).map { _ in random.pick(pieces) }.joined()
            let nested = random.pick(["1", "[1,[2,{\"y\":\"]\"}]]", "{\"y\":{}}", "\"\\\\\""])
            return random.pick([
                "{\"a\":\(number),\"t\":\"\(text)\"}",
                "{\"t\":\"\(text)\",\"o\":{\"x\":\(nested)},\"a\":\(number)}",
                "{\"a\" : \(number) , \"z\":[\"\(text)\"] }",
            ])
        }
    }

    @Test("JSON lines give the same rows whatever the cuts", arguments: 0..<25)
    func lines(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let records = Self.records(&random, count: random.int(0...60))
        let end = random.pick(["\n", "\r\n", "\n\n \n"])
        let text = Array((records.joined(separator: end) + random.pick(["", end])).utf8)
        let plan = JSONDecodePlan(.lines, columns: Self.columns)
        let whole = Decoded(plan, bytes: [Bytes(copying: text)])
        #expect(whole.message == "" && whole.rows.count == records.count)
        let zipped = try gzip([text])
        for block in [1, 2, 3, 17, 64, 100, 1_000] {
            let cut = try CutFile(text, .json(.lines), block: block)
            #expect(cut.rangeCount == cut.blocks.count)
            let unzipped = try CutFile(text, .json(.lines), gzip: zipped, block: block)
            for cut in [cut, unzipped] {
                let decoded = Decoded(plan, bytes: cut.blocks)
                #expect(decoded.message == "", "seed \(seed), block \(block)")
                #expect(decoded.rows == whole.rows, "seed \(seed), block \(block)")
                #expect(decoded.hash == whole.hash)
            }
        }
    }

    @Test("a JSON list gives the same rows whatever the cuts", arguments: 0..<40)
    func lists(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let records = Self.records(&random, count: random.int(0...60))
        let list =
            "[" + random.pick(["", " "]) + records.joined(separator: random.pick([",", " ,\n"]))
            + "]"
        let (path, text) = random.pick([
            ([], list), (["items"], "{\"cursor\":\"}],\\\"\",\"items\":\(list),\"more\":[1,{}]}"),
            (
                ["data", "the \"items\""],
                "\u{FEFF}{\"skip\":{\"data\":[1,\"{\"]}, \"data\" : {\"n\":1,\"the \\\"items\\\"\": \(list)}}\n"
            ),
        ])
        let format = JSONDecodePlan.Records.list(at: path)
        let plan = JSONDecodePlan(format, columns: Self.columns)
        let bytes = Array(text.utf8)
        let whole = Decoded(plan, bytes: [Bytes(copying: bytes)])
        #expect(whole.message == "" && whole.rows.count == records.count)
        let zipped = try gzip([bytes])
        for block in [1, 2, 3, 17, 64, 100, 1_000] {
            for gzip in [nil, zipped] {
                let cut = try CutFile(bytes, .json(format), gzip: gzip, block: block)
                let decoded = Decoded(plan, bytes: cut.blocks)
                #expect(decoded.message == "", "seed \(seed), block \(block)")
                #expect(decoded.rows == whole.rows, "seed \(seed), block \(block)")
                #expect(decoded.hash == whole.hash)
            }
        }
    }

    @Test(
        "CSV gives the same rows whatever the cuts, and each block knows its line",
        arguments: 0..<40
    )
    func csv(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        var dialect = CSVDialect()
        dialect.skippedLineCount = random.pick([0, 0, 2])
        dialect.hasHeader = random.pick([true, true, false])
        let end = random.pick(["\n", "\r\n", "\r"])
        func value() -> String {
            let pieces = [
                "a", ",", "\n", "\r\n", "\r", "\"\"", "å", "longer text without anything special",
            ]
            let text = (0..<random.int(0...4)).map { _ in random.pick(pieces) }.joined()
            return "\"\(text)\""
        }
        let rows = (0..<random.int(0...80)).map { _ in
            [random.pick(["7", "\"x\"", ""]), value(), random.pick(["", "plain"])].joined(
                separator: ","
            )
        }
        let before = ["Report of \"us", "made today"].prefix(dialect.skippedLineCount)
        let header = dialect.hasHeader ? ["one,\"tw\"\"o\n\",three"] : []
        let lines = before + header + rows
        let text =
            random.pick(["", "\u{FEFF}"]) + lines.joined(separator: end) + random.pick(["", end])
        let names = ["one", "tw\"o\n", "three"]
        let plan = CSVDecodePlan(dialect, columns: names.map { .field($0, .text) })
        let bytes = Array(text.utf8)
        let whole = DecodedCSV(plan, [Bytes(copying: bytes)])
        #expect(whole.message == "" && whole.rows.count == rows.count, "seed \(seed)")
        let bad = Array((lines + ["x,y"] + ["1,2,3"]).joined(separator: end).utf8)
        let message = DecodedCSV(plan, [Bytes(copying: bad)]).message
        let line = try #require(message.firstMatch(of: /line \d+: .*/)).output
        for block in [1, 2, 3, 17, 64, 100, 1_000] {
            for gzip in [nil, try gzip([bytes])] {
                let cut = try CutFile(bytes, .csv(dialect), gzip: gzip, block: block)
                let decoded = DecodedCSV(plan, cut.blocks, firstLines: cut.firstLines)
                #expect(decoded.message == "", "seed \(seed), block \(block)")
                #expect(decoded.rows == whole.rows, "seed \(seed), block \(block)")
            }
            let cut = try CutFile(bad, .csv(dialect), block: block)
            let decoded = DecodedCSV(plan, cut.blocks, firstLines: cut.firstLines)
            #expect(decoded.message.contains(line), "seed \(seed), block \(block)")
        }
    }

    @Test("a record past the limit is an error, one below it passes")
    func limits() throws {
        let long = String(repeating: "x", count: 900)
        let line = Array("{\"a\":\"\(long)\"}\n{\"a\":\"\(long)\"}\n".utf8)
        #expect(try CutFile(line, .json(.lines), block: 10, limit: 1_000).blocks.count == 2)
        let list = Array("[{\"a\":\"\(long)\"},{\"a\":\"\(long)\"}]".utf8)
        let format = RecordFormat.json(.document)
        #expect(try CutFile(list, format, block: 10, limit: 1_000).blocks.count == 2)
        let rows = Array("a\n\"\(long)\"\n\(long)\n".utf8)
        // The header is a block by itself, since no record fits beside it.
        #expect(try CutFile(rows, .csv(CSVDialect()), block: 10, limit: 1_000).blocks.count == 3)
        for (text, format, message) in [
            (line, .json(.lines), "a record is larger than 500 bytes"),
            (list, format, "a record is larger than 500 bytes"),
            (rows, .csv(CSVDialect()), "the record in line 2 is larger than 500 bytes"),
            (
                Array("{\"a\":\"\(long)\"}".utf8), format,
                "the file is no list, and larger than the 500 bytes that one record may have"
            ),
            (
                Array("{\"a\":\"\(long)\",\"items\":[]}".utf8), .json(.list(at: ["items"])),
                "the list 'items' does not begin in the first 500 bytes"
            ),
        ] {
            let error = #expect(throws: PipelineError.self) {
                _ = try CutFile(text, format, block: 10, limit: 500)
            }
            #expect(error?.code.name == "record-too-large")
            #expect(error?.message == message)
        }
    }

    @Test("quotes within bare values hide no line ends", arguments: [7, 16, 64, 65])
    func bareQuotes(block: Int) throws {
        let text = "a,b\n1,2\n5\" pipe,3\n" + String(repeating: "4,5\"\n", count: 200)
        let cut = try CutFile(Array(text.utf8), .csv(CSVDialect()), block: block, limit: 300)
        let plan = csvPlan(.field("a", .text), .field("b", .text))
        let decoded = DecodedCSV(plan, cut.blocks, firstLines: cut.firstLines)
        #expect(decoded.message == "")
        #expect(decoded.rows.count == 202 && cut.blocks.count > 10)
    }

    @Test("small files are one block, read by whoever decodes it; empty ones are none")
    func smallFiles() throws {
        let text = Array("a\n1\n".utf8)
        #expect(try CutFile(text, .csv(CSVDialect()), block: 100).rangeCount == 1)
        #expect(try CutFile([], .csv(CSVDialect()), block: 100).blocks.isEmpty)
        #expect(try CutFile([], .json(.lines), block: 100).blocks.isEmpty)
        let document = try CutFile([], .json(.document), block: 100)
        let decoded = Decoded(JSONDecodePlan(.document, columns: []), bytes: document.blocks)
        #expect(decoded.error?.message == "the page is empty")
    }

    @Test("a file that is not there")
    func missing() {
        let error = #expect(throws: PipelineError.self) {
            _ = try FileBlocks(path: "/none/at/all", format: .json(.lines), isCompressed: false)
        }
        #expect(
            error?.description == "error: '/none/at/all' cannot be read: No such file or directory "
                + "[unreadable-file]\n  = fix: check that the file exists and may be read"
        )
    }
}

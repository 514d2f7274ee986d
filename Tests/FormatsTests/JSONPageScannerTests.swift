// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing

@testable import Formats

@Suite("JSON page scanner")
struct JSONPageScannerTests {
    private func outline(
        _ page: String,
        records: [String] = [],
        _ paths: [String]...
    ) throws -> JSONPageOutline {
        var scanner = JSONPageScanner(records: records, values: paths)
        return try scanner.scan(Bytes(page))
    }

    @Test(
        "counts the records, whatever they hold",
        arguments: [
            ("[]", 0), (" [ ] ", 0), ("[1]", 1), ("[{}]", 1), ("[[]]", 1), ("[[],[]]", 2),
            (#"[{"a":[1,2,{"b":[3,4]}],"c":"[,]"},{"a":"\"],["}]"#, 2), ("[null,null,1]", 3),
        ]
    )
    func counting(page: String, count: Int) throws {
        #expect(try outline(page).records == .list(count: count))
        let nested = #"{"x":[1,2],"data":{"list":\#(page),"z":0},"y":{"list":[7]}}"#
        let found = try outline(nested, records: ["data", "list"])
        #expect(found.records == .list(count: count))
    }

    @Test(
        "says what stands in the records' place",
        arguments: [
            (#"{"data":{}}"#, JSONPageOutline.Records.missing), (#"{}"#, .missing),
            (#"{"data":{"list":null}}"#, .missing), (#"[]"#, .missing), ("7", .missing),
            (#"{"data":{"list":{"a":[1]}}}"#, .other("an object")),
            (#"{"data":{"list":"none"}}"#, .other("a text")),
            (#"{"data":{"list":-1.5}}"#, .other("a number")),
            (#"{"data":{"list":false}}"#, .other("false")), (#"{"data":7}"#, .missing),
        ]
    )
    func otherThanAList(page: String, records: JSONPageOutline.Records) throws {
        #expect(try outline(page, records: ["data", "list"]).records == records)
    }

    @Test("finds values at any depth before and after the records")
    func values() throws {
        let page = #"""
            {"meta":{"total":12,"page":{"next":"a\"b","more":true}},"items":[{"meta":{"total":9}}],
            "links":{"next":null,"self":{}},"k.l":1,"list":[1,2],"twice":1,"twice":2}
            """#
        let found = try outline(
            page,
            records: ["items"],
            ["meta", "total"],
            ["meta", "page", "next"],
            ["meta", "page", "more"],
            ["links", "next"],
            ["links", "self"],
            ["list"],
            ["meta", "total", "deeper"],
            ["k", "l"],
            ["twice"]
        )
        #expect(found.records == .list(count: 1))
        let expected: [JSONDocument?] = [
            .number("12"), .string("a\"b"), .boolean(true), nil, .object([:]), .list([]), nil, nil,
            .number("2"),
        ]
        #expect(found.values == expected)
    }

    @Test(
        "a page that is no JSON is refused",
        arguments: ["", "{", "[1", #"{"a":1"#, #"{"a" 1}"#, #"{"a":1}}"#, #"{"a":"#, "[}{]x"]
    )
    func malformed(page: String) {
        let error = #expect(throws: PipelineError.self) {
            try outline(page, records: ["items"], ["next"])
        }
        #expect(error?.code == .malformedJSON)
    }
}

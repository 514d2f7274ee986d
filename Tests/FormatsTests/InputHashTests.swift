// SPDX-License-Identifier: Apache-2.0

import Columnar
import Formats
import Testing

@Suite("Input hash")
struct InputHashTests {
    private static let columns = plan(.field("a", .text), .field("o.x", .int64), .extra("extra"))

    private func hash(_ pages: String..., columns: JSONDecodePlan = columns) -> InputHash {
        Decoded(columns, pages).hash
    }

    @Test("order of keys, white space, nulls and cuts between pages do not matter")
    func equal() {
        let expected = hash(page(#"{"a":"x","o":{"x":1,"y":[1,{"p":2,"q":3}]}}"#, #"{"a":"y"}"#))
        #expect(
            expected
                == hash(
                    page(#"{"a":"y","b":null}"#),
                    page(
                        #"{ "o" : {"y":[ 1,{"q":3,"p":2}],"x":1 ,"z":null}, "\u0061":"\u0078" }"#
                    )
                )
        )
        #expect(expected.recordCount == 2)
    }

    @Test("it does not depend on which members are wanted")
    func otherPlan() {
        let text = page(#"{"a":"x","o":{"x":1,"y":{"k":true}},"e":{},"l":[]}"#)
        #expect(hash(text) == hash(text, columns: plan(.field("o", .json))))
        #expect(hash(text) == hash(text, columns: plan(.field("e.f", .json))))
    }

    @Test(
        "every change shows",
        arguments: [
            #"{"a":"y","o":{"x":1}}"#, #"{"b":"x","o":{"x":1}}"#, #"{"a":"x","o":{"x":"1"}}"#,
            #"{"a":"x","x":1}"#, #"{"a":"x"}"#, #"{"a":"x","o":{"x":[1]}}"#,
            #"{"a":"1","o":{"x":"x"}}"#,
            #"{"a":"x","o":{"x":1},"l":[]}"#, #"{"a":"x","o":{"x":1},"l":{}}"#,
            #"{"a":"x","o":{"x":1},"l":[null]}"#, #"{"a":"x","o":{"x":1},"l":""}"#,
            #"{"a":"x","o":{"x":1},"l":[1,2]}"#, #"{"a":"x","o":{"x":1},"l":[2,1]}"#,
        ]
    )
    func different(record: String) {
        #expect(
            Decoded(plan(.extra("e")), [page(record)]).hash
                != Decoded(plan(.extra("e")), [page(#"{"a":"x","o":{"x":1}}"#)]).hash
        )
    }

    @Test("values swapped between records show")
    func swapped() {
        #expect(
            hash(page(#"{"a":"1","b":"2"}"#, #"{"a":"3","b":"4"}"#))
                != hash(page(#"{"a":"1","b":"4"}"#, #"{"a":"3","b":"2"}"#))
        )
    }

    @Test("long texts count to their last byte", arguments: [15, 16, 17, 31, 32, 33, 100])
    func long(count: Int) {
        let text = String(repeating: "a", count: count)
        #expect(hash(page("{\"a\":\"\(text)b\"}")) != hash(page("{\"a\":\"\(text)c\"}")))
        #expect(hash(page("{\"a\":\"\(text)\"}")) != hash(page("{\"a\":\"\(text)a\"}")))
    }
}

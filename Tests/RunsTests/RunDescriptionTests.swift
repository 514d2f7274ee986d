// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Runs

@Suite struct RunDescriptionTests {
    @Test("the parameter hash knows names and values, not their order")
    func parameterHash() throws {
        var description = try SalesRun(folder: "/", content: "").description
        func hash(_ parameters: [RunDescription.Parameter]) -> String {
            description.parameters = parameters
            return description.parameterHash
        }
        #expect(
            hash([.init("a", "1"), .init("b", "2")]) == hash([.init("b", "2"), .init("a", "1")])
        )
        #expect(hash([.init("a", "1")]) != hash([.init("a", "2")]))
        #expect(hash([.init("a", "1\nb=2")]) != hash([.init("a", "1"), .init("b", "2")]))
    }

    @Test("an identity knows its settings, not the connection's name")
    func identity() {
        let one = ConnectionIdentity(
            name: "one",
            type: "vipps",
            settings: [.init("b", "x y"), .init("a", "1")]
        )
        #expect(one.text == "vipps a=1 b=x%20y")
        let two = ConnectionIdentity(name: "two", type: "sandbox", settings: [.init("seed", "7")])
        #expect(ConnectionIdentity.text(of: [two, one]) == "vipps a=1 b=x%20y\nsandbox seed=7")
    }
}

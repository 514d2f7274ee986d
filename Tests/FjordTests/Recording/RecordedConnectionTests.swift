// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Fjord

@Suite("recorded connections")
struct RecordedConnectionTests {
    private let spec = StageSpec(
        "shop",
        "A shop.",
        .optionalText("base_url", "Where it is."),
        .text("user", "Who asks."),
        .choice("auth", "How.", ["none", "bearer"]),
        OptionSpec("token", .secret, "The token."),
        OptionSpec("password", .secret, "The password."),
        OptionSpec("headers", .mapping, "Headers."),
        .int("requests_in_flight", "How many.", in: 1...64, default: 4)
    )

    @Test("keep options, but neither secrets nor what came from where secrets come from")
    func options() {
        Secrets.register("user-of-the-shop")
        Secrets.register("https://shop.example/api/")
        let options = StageOptions([
            "base_url": .text("https://shop.example/api/"),
            "user": .text("user-of-the-shop"),
            "auth": .text("bearer"),
            "token": .text("t0ken"),
            "headers": .mapping([.init("X-Key", "k3y")]),
            "requests_in_flight": .integer(8),
        ])
        let recorded = RecordedConnection(
            "store",
            key: "store ",
            spec,
            options,
            identity: "shop https://shop.example/api"
        )
        #expect(recorded.connection == "store" && recorded.type == "shop")
        #expect(
            recorded.options == [
                "base_url": "https://shop.example/api/",
                "user": "not-recorded",
                "auth": "bearer",
                "token": "not-recorded",
                "requests_in_flight": "8",
            ]
        )
    }
}

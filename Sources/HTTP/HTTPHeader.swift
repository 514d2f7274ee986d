// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// One header of a request.
public struct HTTPHeader: Sendable, Hashable {
    /// The name as it is sent; servers compare it without regard to case.
    public let name: String
    /// The value, without control characters.
    public let value: String
    /// Whether the value is masked in every message and never follows a redirect to another host.
    public let isSecret: Bool

    /// A header that anybody may see.
    public init(_ name: String, _ value: String) {
        self.init(name: name, value: value, isSecret: false)
    }

    /// A header whose value is masked wherever text leaves the program.
    public static func secret(_ name: String, _ value: String) -> HTTPHeader {
        Secrets.register(value)
        // `Bearer abc`: the part after the scheme is a secret of its own.
        value.split(separator: " ").dropFirst().forEach { Secrets.register(String($0)) }
        return HTTPHeader(name: name, value: value, isSecret: true)
    }

    private init(name: String, value: String, isSecret: Bool) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }

    /// Whether it can be sent: a value with a line end would smuggle in a header of its own.
    var isSendable: Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}

/// One name and value of a URL's query; both are percent-encoded when sent.
public struct HTTPQueryItem: Sendable, Hashable {
    /// The name, not encoded.
    public let name: String
    /// The value, not encoded.
    public let value: String
    /// Whether the value is masked in every message.
    public let isSecret: Bool

    /// A query item that anybody may see.
    public init(_ name: String, _ value: String) {
        self.init(name: name, value: value, isSecret: false)
    }

    /// A query item whose value is masked wherever text leaves the program.
    public static func secret(_ name: String, _ value: String) -> HTTPQueryItem {
        Secrets.register(value)
        Secrets.register(PercentEncoding.encoded(value))
        return HTTPQueryItem(name: name, value: value, isSecret: true)
    }

    private init(name: String, value: String, isSecret: Bool) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }
}

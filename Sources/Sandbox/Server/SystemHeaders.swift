// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxRequest {
    /// The name of a header about the calling system that is too long; nil when none is.
    var longSystemHeader: String? {
        let names = ["Name", "Version", "Plugin-Name", "Plugin-Version"].map {
            "Vipps-System-\($0)"
        }
        return names.first { (headers[.named($0)] ?? "").count > 30 }
    }
}

extension Answer {
    /// Each API refuses in its own words.
    static func longHeader(_ name: String, at endpoint: Endpoint, id: String) -> Answer {
        let message = "\(name) is longer than 30 characters"
        return switch endpoint {
        case .management: invalidManagement(message + ".", id: id)
        case .standardToken, .specialisedToken:
            problem(.badRequest, "Bad request", message + ".", id: id)
        default: invalid(message, id: id)
        }
    }
}

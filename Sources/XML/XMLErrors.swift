// SPDX-License-Identifier: Apache-2.0

import CXML
import Diagnostics

extension ErrorCode {
    /// Bytes that are not XML, or not all of it.
    static let malformedXML = ErrorCode("malformed-xml")
    /// XML that asks for more than a document of records needs.
    static let refusedXML = ErrorCode("refused-xml")
}

/// What this module has to say when something is wrong.
enum XMLErrors {
    static func malformed(_ cause: String, at place: XMLPlace) -> PipelineError {
        PipelineError(
            .malformedXML,
            at: .data(DataPlace(path: place.description)),
            "the file is damaged or is not XML",
            fix: "fetch it again",
            cause: cause
        )
    }

    static func documentType(at place: XMLPlace) -> PipelineError {
        PipelineError(
            .refusedXML,
            at: .data(DataPlace(path: place.description)),
            "the file declares a document type, which could name other files or grow without end",
            fix:
                "remove the <!DOCTYPE …> if you trust the file; a web page saved by mistake has one too"
        )
    }

    static func tooLong(_ limit: Int, at place: XMLPlace) -> PipelineError {
        refused("a tag or text has more than \(limit >> 10) KiB", at: place)
    }

    static func tooDeep(_ limit: Int, at place: XMLPlace) -> PipelineError {
        refused("more than \(limit) elements stand in one another", at: place)
    }

    static func tooManyNamespaces(at place: XMLPlace) -> PipelineError {
        refused("the file uses more than 16 namespaces", at: place)
    }

    private static func refused(_ message: String, at place: XMLPlace) -> PipelineError {
        PipelineError(
            .refusedXML,
            at: .data(DataPlace(path: place.description)),
            message,
            fix: "check that this is the file that you meant"
        )
    }
}

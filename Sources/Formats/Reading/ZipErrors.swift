// SPDX-License-Identifier: Apache-2.0

import Diagnostics

extension ErrorCode {
    /// Bytes that are not a zip archive of one file, or not all of it.
    static let malformedZip = ErrorCode("malformed-zip")
}

extension PipelineError {
    static func damagedZip() -> PipelineError {
        PipelineError(
            .malformedZip,
            "the zip archive is damaged",
            fix: "fetch it again; 'unzip -t' checks it"
        )
    }

    static func truncatedZip() -> PipelineError {
        PipelineError(
            .malformedZip,
            "the zip archive ends too early",
            fix: "fetch it again; 'unzip -t' checks it"
        )
    }

    static func zipOfMany(_ count: Int) -> PipelineError {
        count == 0
            ? PipelineError(.malformedZip, "the zip archive holds no file", fix: "fetch it again")
            : PipelineError(
                .malformedZip,
                "the zip archive holds \(count) files, and nothing says which is meant",
                fix: "unpack it and name the files, as in path: folder/*.xml"
            )
    }

    static func officeDocument() -> PipelineError {
        PipelineError(
            .malformedZip,
            "the file is an office document, such as an Excel workbook",
            fix: "fetch or save it in a plain format, such as XML or CSV"
        )
    }

    static func encryptedZip() -> PipelineError {
        PipelineError(
            .malformedZip,
            "the zip archive is encrypted",
            fix: "unpack it with its password, and name the file that comes out"
        )
    }

    static func unknownZipMethod(_ method: Int) -> PipelineError {
        PipelineError(
            .malformedZip,
            "the zip archive is packed by method \(method), not by deflate",
            fix: "unpack it and name the file that comes out"
        )
    }

    static func largeZip() -> PipelineError {
        PipelineError(
            .malformedZip,
            "the zip archive is of the form for more than 4 GiB",
            fix: "unpack it and name the file that comes out"
        )
    }
}

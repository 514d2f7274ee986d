// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// A CSV file in which numbers could not be told from columns.
    static let ambiguousDelimiter = ErrorCode("ambiguous-delimiter")
    /// A null text that only quotes could keep apart from what stands beside it.
    static let nullNeedsQuotes = ErrorCode("null-needs-quotes")
    /// A path that leads to no file.
    static let noFiles = ErrorCode("no-files")
    /// Files whose format neither name nor options tell.
    static let unknownFileFormat = ErrorCode("unknown-file-format")
    /// Options that do not fit one another.
    static let contradictoryOptions = ErrorCode("contradictory-options")
    /// A path elsewhere that names no file.
    static let remotePath = ErrorCode("remote-path")
    /// Keys of an sftp connection that do not go together.
    static let sftpKeys = ErrorCode("sftp-keys-do-not-fit")
}

/// What the stages of this module have to say when something is wrong.
enum FilesErrors {
    static func delimiterIsDecimalSeparator(_ options: StageOptions) -> PipelineError {
        options.fault(
            .ambiguousDelimiter,
            in: "decimal_separator",
            "the decimal separator is also the delimiter",
            fix: "add delimiter: ';'"
        )
    }

    static func unknownFormat(_ options: StageOptions) -> PipelineError {
        options.fault(
            .unknownFileFormat,
            in: "path",
            "the end of '\(options.text("path"))' does not tell how the files are written",
            fix: "add format: json, jsonl or csv"
        )
    }

    static func recordsOfLines(_ format: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .contradictoryOptions,
            in: "records",
            "'records' is for JSON files; in \(format) each line is a record",
            fix: "leave it out, or set format: json"
        )
    }

    static func namelessColumns(_ options: StageOptions) -> PipelineError {
        options.fault(
            .contradictoryOptions,
            in: "schema",
            "a file without a header names no further columns",
            fix:
                "list all its columns in their order, or leave the schema out: they are then called "
                + "column1, column2 and so on"
        )
    }

    static func noRemoteFiles(_ pattern: String, folderCount: Int) -> PipelineError {
        let held = folderCount == 1 ? "one name" : "\(folderCount) names"
        return PipelineError(
            .noFiles,
            "no file matches '\(pattern)'; the folder has \(folderCount == 0 ? "no file" : held)",
            fix: "check the pattern, and whether the files are there yet"
        )
    }

    static func webPattern(_ options: StageOptions) -> PipelineError {
        options.fault(
            .remotePath,
            in: "path",
            "a web address is one file: nothing lists what '*' could stand for",
            fix:
                "name the file, with ${window} where the date stands, or write %2A for a '*' of its name"
        )
    }

    static func folderPattern(_ options: StageOptions) -> PipelineError {
        options.fault(
            .remotePath,
            in: "path",
            "only the last part of an sftp path may be a pattern",
            fix: "name the folder, with ${window} where the date stands"
        )
    }

    static func noSFTPFile(_ options: StageOptions) -> PipelineError {
        options.fault(
            .remotePath,
            in: "path",
            "'\(options.text("path"))' names no file",
            fix:
                "write it as sftp://host/folder/file.csv, or sftp://host/folder/*.csv for all of them"
        )
    }

    static func otherHost(
        _ host: String,
        _ own: String,
        connection: String
    ) -> PipelineError {
        PipelineError(
            .remotePath,
            "the path leads to '\(host)', and connection '\(connection)' to '\(own)'",
            fix:
                "name another connection, or write sftp:///folder/file for the connection's own server"
        )
    }

    static func noConnection(_ path: String, _ type: String) -> PipelineError {
        PipelineError(
            .remotePath,
            "'\(path)' needs a connection of type \(type)",
            fix: "let the path begin with its scheme, and name a connection of type \(type)"
        )
    }

    static func noProof(_ options: StageOptions) -> PipelineError {
        options.fault(
            .sftpKeys,
            in: "username",
            "nothing proves who '\(options.text("username"))' is",
            fix: "add 'private_key_file', or 'password: ${env:SFTP_PASSWORD}'"
        )
    }

    static func twoProofs(_ options: StageOptions) -> PipelineError {
        options.fault(
            .sftpKeys,
            in: "password",
            "there is a password and a private key",
            fix: "remove one of them; what unlocks the key is called 'passphrase'"
        )
    }

    static func passphraseWithoutKey(_ options: StageOptions) -> PipelineError {
        options.fault(
            .sftpKeys,
            in: "passphrase",
            "there is a passphrase, but no 'private_key_file' that it unlocks",
            fix: "add 'private_key_file', or call it 'password' if it is the user's"
        )
    }

    static func twoTrusts(_ options: StageOptions) -> PipelineError {
        options.fault(
            .sftpKeys,
            in: "known_hosts",
            "'host_key_sha256' and 'known_hosts' both say which key the server has",
            fix: "remove one of them"
        )
    }

    static func nullNeedsQuotes(_ options: StageOptions) -> PipelineError {
        options.fault(
            .nullNeedsQuotes,
            in: "null",
            "the text for null holds the delimiter, a quote or a line end",
            fix: "use a plain word such as NULL, or leave 'null' out"
        )
    }
}

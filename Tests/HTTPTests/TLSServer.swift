// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// `openssl s_server` with a certificate made for the test; it answers every GET with a page of its
/// own.
final class TLSServer {
    /// What is wrong with the certificate.
    enum Flaw: Sendable {
        case selfSigned
        case expired
        case notYetValid
        case otherHost
        case unknownIssuer
    }

    /// Whether the command is there; tests that need it are skipped with a message when not.
    static let isAvailable = (try? Command.run("openssl", ["version"])) != nil

    let port: Int
    /// The certificate, for those who trust it.
    let certificate: String
    private let folder: URL
    private let process = Process()

    init(_ flaw: Flaw) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "own.pem").path
        try Self.makeCertificate(flaw, in: folder)
        port = try Self.start(process, in: folder)
    }

    deinit {
        // Not `terminate`: a process started from a worker thread inherits that thread's blocked
        // signals.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func makeCertificate(_ flaw: Flaw, in folder: URL) throws {
        let settings = """
            [req]
            distinguished_name = name
            [name]
            [own]
            subjectAltName = \(flaw == .otherHost ? "DNS:other.example" : "IP:127.0.0.1")
            [ca]
            default_ca = authority
            [authority]
            database = index.txt
            serial = serial
            new_certs_dir = .
            default_md = sha256
            policy = policy
            x509_extensions = own
            [policy]
            commonName = supplied
            """
        for (name, text) in [("ca.cnf", settings), ("index.txt", ""), ("serial", "01\n")] {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        let request = ["req", "-config", "ca.cnf", "-subj", "/CN=test"] + curve
        try openssl(request + ["-x509", "-keyout", "root.key", "-out", "root.pem"], in: folder)
        try openssl(request + ["-keyout", "own.key", "-out", "own.csr"], in: folder)
        let signer =
            flaw == .unknownIssuer
            ? ["-keyfile", "root.key", "-cert", "root.pem"] : ["-keyfile", "own.key", "-selfsign"]
        let dates =
            switch flaw {
            case .expired: ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
            case .notYetValid: ["-startdate", "20900101000000Z", "-enddate", "20910101000000Z"]
            default: ["-days", "3650"]
            }
        let sign = [
            "ca", "-batch", "-notext", "-config", "ca.cnf", "-in", "own.csr", "-out", "own.pem",
        ]
        try openssl(sign + signer + dates, in: folder)
    }

    private static func openssl(_ arguments: [String], in folder: URL) throws {
        _ = try Command.run("openssl", arguments, in: folder)
    }

    /// Starts the server and returns the port it chose.
    private static func start(_ process: Process, in folder: URL) throws -> Int {
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl", "s_server", "-accept", "0", "-www"]
        process.arguments? += ["-cert", "own.pem", "-key", "own.key"]
        process.currentDirectoryURL = folder
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var said = ""
        while true {
            if let line = said.firstMatch(of: /ACCEPT .*:(\d+)\n/), let port = Int(line.output.1) {
                return port
            }
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty, "openssl s_server did not start: \(said)")
            said += String(decoding: data, as: UTF8.self)
        }
    }
}

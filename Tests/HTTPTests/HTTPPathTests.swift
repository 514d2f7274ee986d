// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import HTTP

@Suite("paths and addresses")
struct HTTPPathTests {
    @Test(
        "an interpolated value stays one segment",
        arguments: [
            ("418207", "/l/418207/f"), ("a/b", "/l/a%2Fb/f"), ("..", "/l/%2E%2E/f"),
            ("æ", "/l/%C3%A6/f"), ("a?b#c%", "/l/a%3Fb%23c%25/f"), ("", "/l//f"),
        ]
    )
    func interpolation(value: String, text: String) {
        let path: HTTPPath = "/l/\(value)/f"
        #expect(path.text == text)
    }

    @Test("a path always begins with a slash")
    func slash() {
        #expect(HTTPPath(encoded: "a").text == "/a")
        #expect(HTTPPath(encoded: "").text == "")
        let path: HTTPPath = "/n/\(7)"
        #expect(path.text == "/n/7")
    }

    @Test(
        "host and port are shown as they matter",
        arguments: [
            ("https://API.vipps.no/x", "api.vipps.no"), ("http://a:80/", "a"),
            ("http://a:443", "a:443"), ("https://[::1]:8443/", "[::1]:8443"),
        ]
    )
    func hostAndPort(url: String, shown: String) {
        #expect(WebAddress(url)?.hostAndPort == shown)
    }

    @Test(
        "the ends of a body tell what it is",
        arguments: [
            ("{}", BodyCheck.Finding.json), (" \n[1]\r\n", .json), ("\u{FEFF}{}", .json),
            ("", .empty), ("  ", .empty), ("<!doctype html>", .html), ("ok", .text),
            (#"{"a":1"#, .cutOff), ("[1, 2", .cutOff), ("{]", .cutOff),
        ]
    )
    func bodies(text: String, finding: BodyCheck.Finding) {
        #expect(BodyCheck.finding(in: Bytes(text)) == finding)
    }
}

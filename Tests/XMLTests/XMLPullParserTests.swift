// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing
import XML

@Suite("Pulling XML")
struct XMLPullParserTests {
    /// The tags of a document that comes in blocks of `size` bytes, one line each; a fault is the last.
    private func events(_ text: String, size: Int = 7) -> [String] {
        events(bytes: Array(text.utf8), size: size)
    }

    private func events(bytes: [UInt8], size: Int = 7) -> [String] {
        var rest = bytes[...], lines: [String] = []
        let parser = XMLPullParser {
            defer { rest = rest.dropFirst(size) }
            return rest.isEmpty ? nil : Bytes(copying: rest.prefix(size))
        }
        do {
            while let event = try parser.next() {
                switch event {
                case .start(let name, let before, let place):
                    let space = name.namespace.map { "{\($0)}" } ?? ""
                    lines.append(
                        "\(place.line):\(place.column) '\(before)' <\(space)\(name.local)>"
                    )
                case .end(let text, let place):
                    lines.append("\(place.line):\(place.column) '\(text)' </>")
                }
            }
        } catch {
            lines.append("\(error)")
        }
        return lines
    }

    @Test(
        "tags with their texts, namespaces and places, however the blocks are cut",
        arguments: [1, 2, 3, 50, 500]
    )
    func tags(size: Int) {
        let text = """
            <?xml version="1.0"?>
            <!-- a comment --><a xmlns="urn:a" xmlns:b="urn:b">
              <b:c d="1">x &amp; <![CDATA[<y>]]> &#248;</b:c><e/><n xmlns=""/>
            </a>
            """
        #expect(
            events(text, size: size) == [
                "2:19 '' <{urn:a}a>",
                "3:3 '\n  ' <{urn:b}c>",
                "3:44 'x & <y> ø' </>",
                "3:50 '' <{urn:a}e>",
                "3:54 '' </>",
                "3:54 '' <n>",
                "3:67 '' </>",
                "4:1 '\n' </>",
            ]
        )
    }

    @Test("a document type is refused before anything in it is read")
    func documentType() {
        let laughs = """
            <!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;"><!ENTITY z SYSTEM "file:///etc/passwd">]>
            <a>&y;&z;</a>
            """
        #expect(
            events(laughs) == [
                """
                line 1, column 13: error: the file declares a document type, which could name other files or grow \
                without end [refused-xml]
                  = fix: remove the <!DOCTYPE …> if you trust the file; a web page saved by mistake has one too
                """
            ]
        )
        #expect(events("<!DOCTYPE html><html/>").count == 1)
        #expect(events("<a>&x;</a>").last?.contains("undefined entity") == true)
    }

    @Test("what is longer or deeper than any record is refused in bounded memory")
    func bounds() {
        let limit = XMLPullParser.lengthLimit, depth = XMLPullParser.depthLimit
        let long = String(repeating: "x", count: limit + 1), block = 64 << 10
        for text in ["<a>\(long)</a>", "<a b='\(long)\(long)'/>", "<!--\(long)\(long)--><a/>"] {
            let last = events(text, size: block).last
            #expect(last?.contains("a tag or text has more than 256 KiB [refused-xml]") == true)
        }
        let fits = String(repeating: "x", count: limit)
        #expect(events("<a>\(fits)</a>", size: block).count == 2)
        let deep = String(repeating: "<a>", count: depth + 1)
        #expect(events(deep).last?.contains("more than 64 elements stand in one another") == true)
        let spaces = (0...16).map { "<a xmlns='urn:\($0)'/>" }.joined()
        #expect(events("<r>\(spaces)</r>").last?.contains("more than 16 namespaces") == true)
    }

    @Test("cut off anywhere, it is refused", arguments: [1, 1_000])
    func cut(size: Int) {
        let text = Array("<?xml version='1.0'?><a><b>1</b><!-- c --><d e='f'/></a>".utf8)
        for count in 0..<text.count {
            let last = events(bytes: Array(text.prefix(count)), size: size).last
            #expect(last?.contains("[malformed-xml]") == true, "at \(count)")
        }
    }

    @Test("damage is named with its place")
    func damage() {
        #expect(
            events("<a>\n  <b></c>\n</a>").last == """
                line 2, column 8: error: the file is damaged or is not XML [malformed-xml]
                  = cause: mismatched tag
                  = fix: fetch it again
                """
        )
        #expect(
            events(bytes: [0x3C, 0x61, 0x3E, 0xE5, 0x3C]).last?.contains("[malformed-xml]") == true
        )
        #expect(
            events("<?xml version='1.0' encoding='x-none'?><a/>").last?.contains("encoding") == true
        )
        #expect(events("<a/><b/>").last?.contains("[malformed-xml]") == true)
        #expect(events("").last?.contains("no element found") == true)
    }

    @Test("what the source throws goes on to the caller")
    func source() {
        struct Stop: Error {}
        let parser = XMLPullParser { throw Stop() }
        #expect(throws: Stop.self) { try parser.next() }
    }
}

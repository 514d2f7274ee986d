// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Pipelines

@Suite("The shape of a pipeline file")
struct PipelineFileTests {
    @Test("an empty file")
    func empty() {
        #expect(
            faults("# nothing\n") == """
                p.yaml:1:1: error: the file is empty [invalid-yaml]
                1 | # nothing
                  | ^
                """
        )
    }

    @Test("all faults of the top level at once, sorted by place")
    func topLevel() {
        let text = """
            fjord: 2
            nme: x
            schedule: {cron: "1 2 3", timezone: Europe/Olso, catch_up: al}
            window: {unit: dag, last: 0, zone: UTC}
            description: [a]
            stages: {}
            """
        #expect(
            faults(text) == """
                p.yaml:1:8: error: this version of fjord does not read files of format '2' [invalid-value]
                1 | fjord: 2
                  |        ^
                  = fix: write 'fjord: 1', or use the newer fjord that the file was written for
                p.yaml:2:1: error: a pipeline file has no key 'nme' [unknown-key]
                2 | nme: x
                  | ^~~
                  = fix: did you mean 'name'?
                p.yaml:3:18: error: cron must have five fields, not 3 [invalid-value]
                3 | schedule: {cron: "1 2 3", timezone: Europe/Olso, catch_up: al}
                  |                  ^~~~~~~
                  = fix: minute, hour, day of the month, month, day of the week: "17 6 * * *"
                p.yaml:3:37: error: no time zone is called 'Europe/Olso' [unknown-time-zone]
                3 | schedule: {cron: "1 2 3", timezone: Europe/Olso, catch_up: al}
                  |                                     ^~~~~~~~~~~
                  = fix: did you mean 'Europe/Oslo'?
                p.yaml:3:60: error: catch_up must be one of all, latest, none, not 'al' [invalid-value]
                3 | schedule: {cron: "1 2 3", timezone: Europe/Olso, catch_up: al}
                  |                                                            ^~
                  = fix: did you mean 'all'?
                p.yaml:4:16: error: unit must be one of day, week, month, not 'dag' [invalid-value]
                4 | window: {unit: dag, last: 0, zone: UTC}
                  |                ^~~
                  = fix: did you mean 'day'?
                p.yaml:4:27: error: last must be from 1 to 1000, not 0 [invalid-value]
                4 | window: {unit: dag, last: 0, zone: UTC}
                  |                           ^
                p.yaml:4:30: error: a window has no key 'zone' [unknown-key]
                4 | window: {unit: dag, last: 0, zone: UTC}
                  |                              ^~~~
                  = fix: known are unit, last, timezone
                p.yaml:5:14: error: description must be a text, not a list [wrong-type]
                5 | description: [a]
                  |              ^~~
                p.yaml:6:9: error: stages must be a list, not a mapping [wrong-type]
                6 | stages: {}
                  |         ^~
                """
        )
    }

    @Test("keys that must be there")
    func missingKeys() {
        #expect(
            faults("description: x") == """
                p.yaml:1:1: error: a pipeline file needs 'fjord' [missing-key]
                1 | description: x
                  | ^
                  = fix: begin the file with 'fjord: 1', the version of its format
                p.yaml:1:1: error: a pipeline file needs 'name' [missing-key]
                1 | description: x
                  | ^
                  = fix: add one like 'name: daily-sales'; a project knows its pipelines by it
                p.yaml:1:1: error: a pipeline file needs 'stages' [missing-key]
                1 | description: x
                  | ^
                """
        )
    }

    @Test("a name that could not be a file's, and a list without stages")
    func names() {
        #expect(
            faults("fjord: 1\nname: a/b\nstages: []") == """
                p.yaml:2:7: error: 'a/b' cannot name a pipeline [invalid-name]
                2 | name: a/b
                  |       ^~~
                  = fix: begin with a letter; after it letters, digits, '_' and '-' may stand
                p.yaml:3:9: error: a pipeline needs at least one stage [missing-key]
                3 | stages: []
                  |         ^~
                """
        )
    }

    @Test("every field of a schedule that is wrong, at its place")
    func cron() {
        let text = """
            fjord: 1
            name: x
            schedule: {cron: "0 24 * jna *"}
            stages:
              - fetch: vipps.funds
              - sink: csv
                path: out/${window}.csv
            """
        #expect(
            faults(text) == """
                p.yaml:3:21: error: '24' is no hour [invalid-value]
                3 | schedule: {cron: "0 24 * jna *"}
                  |                     ^~
                  = fix: it takes 0 to 23, '*', lists, ranges and steps
                p.yaml:3:26: error: 'jna' is no month [invalid-value]
                3 | schedule: {cron: "0 24 * jna *"}
                  |                          ^~~
                  = fix: it takes 1 to 12 or jan to dec, '*', lists, ranges and steps
                """
        )
    }

    @Test("the window's zone is its own, else the schedule's, else UTC")
    func zones() throws {
        func zone(_ lines: String) throws -> String? {
            let head = "fjord: 1\nname: t\n\(lines)\nstages:\n  - fetch: vipps.funds\n"
            return try check(head + "  - sink: csv\n    path: ${window}.csv").window?.timeZone
        }
        let schedule = "schedule: {cron: 1 2 * * *, timezone: Europe/Oslo}"
        #expect(try zone("") == "UTC")
        #expect(try zone(schedule) == "Europe/Oslo")
        #expect(try zone(schedule + "\nwindow: {timezone: Asia/Tokyo}") == "Asia/Tokyo")
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CMalloc
import Diagnostics
public import FjordKit
import Foundation

/// The command-line program, made of the stages that a binary is given.
///
/// A team's own binary is three lines:
/// ```swift
/// import Fjord
/// import OurStages
/// FjordProgram.main(stages: ourStages)
/// ```
public enum FjordProgram {
    /// The stages that commands know.
    @TaskLocal static var stages = StageList()
    /// What stops the process; nil in tests.
    @TaskLocal static var interrupts: Interrupts?

    /// Runs the command line of this process and ends the process with its exit status.
    ///
    /// Call it on the main thread, which then only waits.
    public static func main(stages lists: StageList...) -> Never {
        // Batches have a pool of their own; what is left is small, and arenas per thread would only keep it apart.
        mallopt(M_ARENA_MAX, 1)
        let interrupts = Interrupts()
        let stages = lists.reduce(StageList(), +)
        let arguments = Array(CommandLine.arguments.dropFirst())
        let work = Task {
            let status = await $stages.withValue(stages) {
                await $interrupts.withValue(interrupts) { await run(arguments) }
            }
            end(interrupts.exitStatus ?? status)
        }
        interrupts.watch { work.cancel() }
        while true { pause() }
    }

    /// Ends the process at once.
    ///
    /// What libraries do at a usual exit would run beside threads that may still be at work in them, such as the one that
    /// loads libcurl; whatever must last has been written and synchronized by now.
    private static func end(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }

    /// Runs one command line to its exit status.
    static func run(_ arguments: [String]) async -> Int32 {
        if arguments == ["--version"] {
            Terminal.printResult(FjordVersion.current)
            return ExitStatus.done
        }
        do {
            var command = try parse(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done
        } catch {
            return report(error)
        }
    }

    /// The command of a command line.
    ///
    /// The parser looks through the flags of all commands to find one, which takes longer than checking a small
    /// pipeline. Where the first word names a command, that one alone is tried; whatever it does not take, help and
    /// wrong usage too, goes the whole way.
    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        let commands = RootCommand.configuration.subcommands
        if let name = arguments.first,
            let type = commands.first(where: { $0.configuration.commandName == name }),
            let command = try? type.parse(Array(arguments.dropFirst()))
        {
            return command
        }
        return try RootCommand.parseAsRoot(arguments)
    }

    /// The status that the process will end with because of an error.
    static func exitCode(of error: any Error) -> Int32 {
        if let status = interrupts?.exitStatus { return status }
        return switch error {
        case let status as ExitStatus: status.code
        case let error as PipelineError: ExitStatus.code(of: error)
        case is PipelineErrors: ExitStatus.misuse
        default: ExitStatus.failed
        }
    }

    /// Says what went wrong, and with which status the process ends.
    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case let status as ExitStatus:
            return status.code
        case let error as PipelineError:
            Terminal.printError(error.description)
            return ExitStatus.code(of: error)
        case let errors as PipelineErrors:
            Terminal.printError(errors.description)
            return ExitStatus.misuse
        case is CancellationError:
            return ExitStatus.failed
        default:
            return reportCommandLine(error)
        }
    }

    /// Help and version go to standard output, wrong usage to standard error.
    private static func reportCommandLine(_ error: any Error) -> Int32 {
        let message = RootCommand.fullMessage(for: error)
        let code = RootCommand.exitCode(for: error)
        if code.isSuccess {
            Terminal.printResult(message)
            return ExitStatus.done
        }
        guard code == .validationFailure else {
            Terminal.printError(PipelineError.unexpected(error).description)
            return ExitStatus.failed
        }
        Terminal.printError(message)
        return ExitStatus.misuse
    }
}

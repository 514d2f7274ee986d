// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The tables of `state.sqlite` and how older ones become newer ones.
///
/// Paths are relative to the project folder when inside it, instants microseconds since
/// 1970-01-01T00:00:00Z, days `YYYY-MM-DD`. A migration that has been released never changes; new
/// ones are added at the end.
enum StateSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: runs, commit, ledger") { database in
            try database.execute(sql: runs)
            try database.execute(sql: commit)
            try database.execute(sql: ledger)
        }
        migrator.registerMigration("2: feeds, memories") { database in
            try database.execute(sql: feeds)
            try database.execute(sql: memories)
        }
        migrator.registerMigration("3: run reports") { database in
            try database.execute(sql: reports)
        }
        return migrator
    }

    /// Where feeds go on, and the number of each run that read one.
    private static let feeds = """
        ALTER TABLE runs ADD COLUMN batch INTEGER;
        CREATE TABLE feed_cursors (
            production INTEGER NOT NULL,
            pipeline TEXT NOT NULL,
            parameter_hash TEXT NOT NULL,
            connection_identity TEXT NOT NULL,
            stage TEXT NOT NULL,
            options TEXT NOT NULL,
            partition_key TEXT NOT NULL,
            cursor TEXT NOT NULL,
            recorded INTEGER NOT NULL,
            run INTEGER NOT NULL REFERENCES runs,
            PRIMARY KEY (
                production, pipeline, parameter_hash, connection_identity, stage, options,
                partition_key
            )
        ) STRICT, WITHOUT ROWID;
        """

    /// The files in which stages remember something; days are empty for a pipeline without windows.
    private static let memories = """
        CREATE TABLE memories (
            production INTEGER NOT NULL,
            pipeline TEXT NOT NULL,
            parameter_hash TEXT NOT NULL,
            connection_identity TEXT NOT NULL,
            stage TEXT NOT NULL,
            first_day TEXT NOT NULL,
            last_day TEXT NOT NULL,
            path TEXT NOT NULL,
            run INTEGER NOT NULL REFERENCES runs,
            PRIMARY KEY (
                production, pipeline, parameter_hash, connection_identity, stage, last_day,
                first_day
            )
        ) STRICT, WITHOUT ROWID;
        """

    /// What each run did, in figures; `error_text` is the error as the user saw it, `busy` microseconds.
    private static let reports = """
        ALTER TABLE runs ADD COLUMN file TEXT;
        ALTER TABLE runs ADD COLUMN error_text TEXT;
        CREATE TABLE run_figures (
            run INTEGER PRIMARY KEY REFERENCES runs,
            requests INTEGER NOT NULL,
            retries INTEGER NOT NULL,
            bytes_read INTEGER NOT NULL,
            rows_read INTEGER NOT NULL,
            partitions INTEGER NOT NULL,
            notices INTEGER NOT NULL,
            warnings INTEGER NOT NULL,
            failures INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE run_stages (
            run INTEGER NOT NULL REFERENCES runs,
            ordinal INTEGER NOT NULL,
            stage TEXT NOT NULL,
            type TEXT NOT NULL,
            rows_in INTEGER NOT NULL,
            rows_out INTEGER NOT NULL,
            busy INTEGER,
            PRIMARY KEY (run, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE run_findings (
            run INTEGER NOT NULL REFERENCES runs,
            ordinal INTEGER NOT NULL,
            stage TEXT NOT NULL,
            level TEXT NOT NULL,
            rule TEXT NOT NULL,
            message TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (run, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX runs_by_pipeline ON runs (pipeline, number);
        """

    /// One row for each run ever begun; `phase` is a `RunPhase`.
    private static let runs = """
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            token TEXT NOT NULL,
            pipeline TEXT NOT NULL,
            pipeline_hash TEXT NOT NULL,
            parameter_hash TEXT NOT NULL,
            connection_identity TEXT NOT NULL,
            first_day TEXT,
            last_day TEXT,
            production INTEGER NOT NULL,
            dateless INTEGER NOT NULL,
            version TEXT NOT NULL,
            phase TEXT NOT NULL,
            started INTEGER NOT NULL,
            finished INTEGER,
            error_code TEXT,
            error_message TEXT
        ) STRICT;
        CREATE INDEX runs_unfinished ON runs (pipeline)
            WHERE phase IN ('running', 'committed', 'abandoned');
        """

    /// What recovery must know of runs that have not ended, and the files that ended ones put in
    /// place.
    private static let commit = """
        CREATE TABLE temporary_files (
            run INTEGER NOT NULL REFERENCES runs,
            temporary TEXT NOT NULL,
            target TEXT NOT NULL,
            PRIMARY KEY (run, temporary)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE new_folders (
            run INTEGER NOT NULL REFERENCES runs,
            path TEXT NOT NULL,
            PRIMARY KEY (run, path)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE journal (
            run INTEGER NOT NULL REFERENCES runs,
            ordinal INTEGER NOT NULL,
            effect TEXT NOT NULL,
            PRIMARY KEY (run, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE outputs (
            run INTEGER NOT NULL REFERENCES runs,
            ordinal INTEGER NOT NULL,
            path TEXT NOT NULL,
            row_count INTEGER,
            byte_count INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            PRIMARY KEY (run, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX outputs_by_path ON outputs (path, run);
        """

    /// The latest known of each partition and window.
    ///
    /// A window without days has two empty texts, since a key with
    /// nulls would never conflict.
    private static let ledger = """
        CREATE TABLE partitions (
            production INTEGER NOT NULL,
            connection_identity TEXT NOT NULL,
            stage_type TEXT NOT NULL,
            options TEXT NOT NULL,
            partition_key TEXT NOT NULL,
            finality TEXT NOT NULL,
            row_count INTEGER NOT NULL,
            sums TEXT NOT NULL,
            input_hash TEXT,
            recorded INTEGER NOT NULL,
            run INTEGER NOT NULL REFERENCES runs,
            PRIMARY KEY (production, connection_identity, stage_type, options, partition_key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE windows (
            id INTEGER PRIMARY KEY,
            production INTEGER NOT NULL,
            pipeline TEXT NOT NULL,
            parameter_hash TEXT NOT NULL,
            connection_identity TEXT NOT NULL,
            first_day TEXT NOT NULL,
            last_day TEXT NOT NULL,
            state TEXT NOT NULL,
            pipeline_hash TEXT NOT NULL,
            recorded INTEGER NOT NULL,
            run INTEGER NOT NULL REFERENCES runs,
            UNIQUE (
                production, pipeline, parameter_hash, connection_identity, first_day, last_day
            )
        ) STRICT;
        CREATE TABLE window_partitions (
            window INTEGER NOT NULL REFERENCES windows,
            connection_identity TEXT NOT NULL,
            stage_type TEXT NOT NULL,
            options TEXT NOT NULL,
            partition_key TEXT NOT NULL,
            finality TEXT NOT NULL,
            row_count INTEGER NOT NULL,
            input_hash TEXT,
            PRIMARY KEY (window, connection_identity, stage_type, options, partition_key)
        ) STRICT, WITHOUT ROWID;
        """
}

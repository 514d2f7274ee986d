// SPDX-License-Identifier: Apache-2.0

// Scans of text 64 bytes at a time with one bit per byte, which Swift has no instruction for.
// All texts are padded: at least 64 bytes past their end may be read.
#ifndef FJORD_CSCAN_H
#define FJORD_CSCAN_H

#include <stddef.h>
#include <stdint.h>

/// No such place.
#define FJORD_NOWHERE SIZE_MAX

/// How far CSV text has been indexed; all zero but `may_open` and `bad_quote` at its beginning.
typedef struct {
    /// What has been indexed.
    size_t offset;
    /// Whether the indexed text ends within quotes: 0 or all ones.
    uint64_t inside;
    /// Whether a value may begin at `offset` with a quote, and whether a quote has been closed just before it: 0 or 1.
    uint64_t may_open, closed;
    /// How many quotes there are.
    uint64_t quote_count;
    /// The first byte that stands between a closing quote and its value's end; FJORD_NOWHERE if there is none.
    size_t bad_quote;
    size_t separator_count, line_count;
} fjord_csv_state;

/// Notes the offsets of the delimiters and line ends outside quotes, and which of them end lines (their numbers in
/// `separators`); the two bytes CR LF count as one end, at the LF. Stops where the text ends, where `capacity` might
/// not suffice for 64 more or at a bad quote. A quote within a value that begins without one is an ordinary
/// character. `quote` 0 means that the text knows no quotes.
void fjord_csv_index(fjord_csv_state *state, const uint8_t *text, size_t count, uint8_t delimiter, uint8_t quote,
                     uint32_t *separators, uint32_t *lines, size_t capacity);

/// Where whole lines of CSV text end; all zero but `may_open` at a record's beginning.
typedef struct {
    size_t offset;
    uint64_t inside, may_open, closed;
    /// The offset after the last line end outside quotes, 0 if there is none.
    size_t last_end;
    /// How many lines end before `offset`, within quotes or not, and before `last_end`.
    size_t line_count, lines_before_end;
} fjord_csv_cut;

/// Goes on to `end`; the byte there must be known, so that a CR can be told from a CR LF.
void fjord_csv_find_end(fjord_csv_cut *cut, const uint8_t *text, size_t end, uint8_t delimiter, uint8_t quote);

/// Where the elements of a JSON list end; all zero but `list_end` before its first element.
typedef struct {
    size_t offset;
    uint64_t inside, escaped;
    /// How many objects and lists are open within the list.
    size_t depth;
    /// The offset of the last comma between elements, 0 if there is none.
    size_t last_comma;
    /// The offset of the bracket that closes the list; FJORD_NOWHERE if it has not been met.
    size_t list_end;
} fjord_json_cut;

/// Goes on to `end`, or to the list's end.
void fjord_json_find_end(fjord_json_cut *cut, const uint8_t *text, size_t end);

#endif

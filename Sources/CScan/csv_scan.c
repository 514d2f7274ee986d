// SPDX-License-Identifier: Apache-2.0

#include "CScan.h"
#include "masks.h"

/// Where the text stands: within quotes, at a value's beginning, behind a closing quote, or within a bare value.
typedef struct { uint64_t inside, may_open, closed; } csv_place;

/// What ends values and lines in one block, of `count` bytes, whose next byte may be a line feed.
typedef struct { uint64_t marks, ends, bad, quotes; } csv_block;

/// One byte at a time, for blocks in which a quote is an ordinary character or out of place.
static csv_block walk(csv_place *place, const uint8_t *text, size_t count, uint64_t ends, uint8_t delimiter,
                      uint8_t quote) {
    csv_block found = {0, 0, 0, 0};
    csv_place p = *place;
    for (size_t i = 0; i < count; i++) {
        const uint64_t bit = 1ull << i;
        const uint8_t byte = text[i];
        const int is_break = byte == delimiter || byte == '\n' || byte == '\r';
        if (byte == quote) found.quotes |= bit;
        if (p.inside) {
            if (byte == quote) p.inside = 0, p.closed = 1;
            continue;
        }
        if (byte == quote && (p.closed || p.may_open)) {
            p.inside = ~0ull, p.closed = 0, p.may_open = 0;
            continue;
        }
        if (p.closed && !is_break) found.bad |= bit;
        p.closed = 0;
        p.may_open = (uint64_t)is_break;
        if (byte == delimiter) found.marks |= bit;
        found.ends |= ends & bit;
    }
    found.marks |= found.ends;
    *place = p;
    return found;
}

static inline csv_block scan(csv_place *place, const uint8_t *text, size_t count, uint64_t next_is_feed,
                             uint8_t delimiter, uint8_t quote) {
    const uint64_t known = lowest64(count);
    const block64 block = load64(text);
    const uint64_t feeds = equal64(&block, '\n') & known, returns = equal64(&block, '\r') & known;
    // A return before a feed is part of the feed's line end.
    const uint64_t ends = feeds | (returns & ~(feeds >> 1 | next_is_feed << (count - 1)));
    csv_block found = {(equal64(&block, delimiter) & known) | ends, ends, 0, 0};
    found.quotes = quote ? equal64(&block, quote) & known : 0;
    if (!(found.quotes | place->inside | place->closed)) {
        place->may_open = (found.marks | returns) >> (count - 1) & 1;
        return found;
    }
    const uint64_t inside = parity64(found.quotes) ^ place->inside;
    const uint64_t opening = found.quotes & inside, closing = found.quotes & ~inside;
    const uint64_t breaks = found.marks | returns;
    const uint64_t odd = opening & ~((breaks | closing) << 1 | place->may_open | place->closed);
    const uint64_t stray = (closing << 1 | place->closed) & known & ~(breaks | found.quotes);
    if (odd | stray) return walk(place, text, count, ends, delimiter, quote);
    found.marks &= ~inside;
    found.ends &= ~inside;
    place->inside = (uint64_t)((int64_t)(inside << (64 - count)) >> 63);
    place->may_open = breaks >> (count - 1) & 1;
    place->closed = closing >> (count - 1) & 1;
    return found;
}

void fjord_csv_index(fjord_csv_state *state, const uint8_t *text, size_t count, uint8_t delimiter, uint8_t quote,
                     uint32_t *separators, uint32_t *lines, size_t capacity) {
    fjord_csv_state s = *state;
    csv_place place = {s.inside, s.may_open, s.closed};
    while (s.offset < count && s.separator_count + 64 <= capacity) {
        const size_t left = count - s.offset, size = left < 64 ? left : 64;
        const uint64_t next_is_feed = left > 64 && text[s.offset + 64] == '\n';
        csv_block found = scan(&place, text + s.offset, size, next_is_feed, delimiter, quote);
        if (found.bad) {
            const uint64_t before = (found.bad & -found.bad) - 1;
            s.bad_quote = s.offset + (size_t)first64(found.bad);
            found.marks &= before;
            found.ends &= before;
        }
        s.quote_count += count64(found.quotes);
        for (uint64_t rest = found.ends; rest; rest &= rest - 1) {
            const uint64_t before = (rest & -rest) - 1;
            lines[s.line_count++] = (uint32_t)(s.separator_count + count64(found.marks & before));
        }
        uint32_t *separator = separators + s.separator_count;
        s.separator_count += count64(found.marks);
        for (uint64_t rest = found.marks; rest; rest &= rest - 1)
            *separator++ = (uint32_t)(s.offset + (size_t)first64(rest));
        s.offset += size;
        if (s.bad_quote != FJORD_NOWHERE) break;
    }
    s.inside = place.inside;
    s.may_open = place.may_open;
    s.closed = place.closed;
    *state = s;
}

void fjord_csv_find_end(fjord_csv_cut *cut, const uint8_t *text, size_t end, uint8_t delimiter, uint8_t quote) {
    fjord_csv_cut c = *cut;
    csv_place place = {c.inside, c.may_open, c.closed};
    while (c.offset < end) {
        const size_t left = end - c.offset, size = left < 64 ? left : 64;
        const block64 block = load64(text + c.offset);
        const uint64_t next_is_feed = text[c.offset + size] == '\n';
        const uint64_t feeds = equal64(&block, '\n') & lowest64(size);
        const uint64_t returns = equal64(&block, '\r') & lowest64(size);
        const uint64_t all = feeds | (returns & ~(feeds >> 1 | next_is_feed << (size - 1)));
        const csv_block found = scan(&place, text + c.offset, size, next_is_feed, delimiter, quote);
        if (found.ends) {
            const int last = last64(found.ends);
            c.last_end = c.offset + (size_t)last + 1;
            c.lines_before_end = c.line_count + count64(all & lowest64((size_t)last + 1));
        }
        c.line_count += count64(all);
        c.offset += size;
    }
    c.inside = place.inside;
    c.may_open = place.may_open;
    c.closed = place.closed;
    *cut = c;
}

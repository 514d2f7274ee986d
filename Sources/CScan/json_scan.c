// SPDX-License-Identifier: Apache-2.0

#include "CScan.h"
#include "masks.h"

/// The bytes that an odd run of backslashes stands before; `*carry` says so of the first byte, then of the next block's.
static inline uint64_t escaped64(uint64_t backslashes, size_t count, uint64_t *carry) {
    uint64_t escaped = *carry;
    backslashes &= ~escaped;
    *carry = 0;
    while (backslashes) {
        const uint64_t one = backslashes & -backslashes;
        if ((size_t)first64(one) + 1 == count) *carry = 1;
        escaped |= one << 1;
        backslashes &= ~(one | one << 1);
    }
    return escaped;
}

void fjord_json_find_end(fjord_json_cut *cut, const uint8_t *text, size_t end) {
    fjord_json_cut c = *cut;
    while (c.offset < end && c.list_end == FJORD_NOWHERE) {
        const size_t count = end - c.offset < 64 ? end - c.offset : 64;
        const uint64_t known = lowest64(count);
        const block64 block = load64(text + c.offset), folded = folded64(&block);
        const uint64_t backslashes = equal64(&block, '\\') & known;
        uint64_t quotes = equal64(&block, '"') & known;
        if (backslashes | c.escaped) quotes &= ~escaped64(backslashes, count, &c.escaped);
        const uint64_t inside = parity64(quotes) ^ c.inside;
        c.inside = (uint64_t)((int64_t)(inside << (64 - count)) >> 63);
        const uint64_t outside = ~inside & known;
        const uint64_t opening = equal64(&folded, '{') & outside, closing = equal64(&folded, '}') & outside;
        const uint64_t commas = equal64(&block, ',') & outside;
        uint64_t rest = ~0ull;
        while (1) {
            const uint64_t next = (opening | closing | (c.depth == 0 ? commas : 0)) & rest;
            if (!next) break;
            const uint64_t one = next & -next;
            rest = ~((one << 1) - 1);
            if (one & opening) {
                c.depth++;
            } else if (one & commas) {
                c.last_comma = c.offset + (size_t)first64(one);
            } else if (c.depth == 0) {
                c.list_end = c.offset + (size_t)first64(one);
                break;
            } else {
                c.depth--;
            }
        }
        c.offset += count;
    }
    *cut = c;
}

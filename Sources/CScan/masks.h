// SPDX-License-Identifier: Apache-2.0

#ifndef FJORD_MASKS_H
#define FJORD_MASKS_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
typedef struct { __m128i part[4]; } block64;

static inline block64 load64(const uint8_t *text) {
    block64 block;
    for (int i = 0; i < 4; i++) block.part[i] = _mm_loadu_si128((const __m128i *)(text + 16 * i));
    return block;
}

/// One bit for each byte that is `byte`, the first lowest.
static inline uint64_t equal64(const block64 *block, uint8_t byte) {
    const __m128i wanted = _mm_set1_epi8((char)byte);
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++)
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block->part[i], wanted)) << (16 * i);
    return bits;
}

/// All bytes with the bit 0x20 set: the two opening and the two closing brackets of JSON become one each.
static inline block64 folded64(const block64 *block) {
    block64 folded;
    for (int i = 0; i < 4; i++) folded.part[i] = _mm_or_si128(block->part[i], _mm_set1_epi8(0x20));
    return folded;
}
#else
typedef struct { uint64_t part[8]; } block64;

static inline block64 load64(const uint8_t *text) {
    block64 block;
    memcpy(&block, text, sizeof block);
    return block;
}

static inline uint64_t equal64(const block64 *block, uint8_t byte) {
    const uint64_t low = 0x7F7F7F7F7F7F7F7Full;
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t differing = block->part[i] ^ 0x0101010101010101ull * byte;
        // The highest bit of each byte that is zero, then those eight bits side by side.
        uint64_t zero = ~(((differing & low) + low) | differing | low);
        bits |= ((zero >> 7) * 0x0102040810204080ull) >> 56 << (8 * i);
    }
    return bits;
}

static inline block64 folded64(const block64 *block) {
    block64 folded;
    for (int i = 0; i < 8; i++) folded.part[i] = block->part[i] | 0x2020202020202020ull;
    return folded;
}
#endif

/// Bit n is the parity of the bits 0 to n.
static inline uint64_t parity64(uint64_t bits) {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    return bits;
}

/// The lowest `count` bits, `count` from 1 on.
static inline uint64_t lowest64(size_t count) { return count >= 64 ? ~0ull : (1ull << count) - 1; }

static inline int first64(uint64_t bits) { return __builtin_ctzll(bits); }
static inline int last64(uint64_t bits) { return 63 - __builtin_clzll(bits); }
static inline size_t count64(uint64_t bits) { return (size_t)__builtin_popcountll(bits); }

#endif

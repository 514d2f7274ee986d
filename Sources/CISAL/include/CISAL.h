// SPDX-License-Identifier: Apache-2.0

// One gzip member by ISA-L: its stream struct holds arrays that Swift cannot import.
#ifndef FJORD_CISAL_H
#define FJORD_CISAL_H

#include <stddef.h>
#include <stdint.h>

/// State and level buffer of one compressor, reused from member to member.
typedef struct fjord_isal fjord_isal;

/// For level 1 or 2; NULL when memory is short.
fjord_isal *fjord_isal_create(int level);
void fjord_isal_destroy(fjord_isal *compressor);

/// The number of bytes of the member, header and CRC included; 0 if it does not fit into the room.
size_t fjord_isal_gzip(fjord_isal *compressor, const uint8_t *plain, size_t plain_count, uint8_t *room,
                       size_t room_count);

#endif

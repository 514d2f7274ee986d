// SPDX-License-Identifier: Apache-2.0

// gzip by ISA-L: its stream structs hold arrays that Swift cannot import.
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

/// State of one unpacker, reused from member to member.
typedef struct fjord_isal_inflater fjord_isal_inflater;

/// NULL when memory is short. The first member begins with the first byte.
fjord_isal_inflater *fjord_isal_inflater_create(void);
void fjord_isal_inflater_destroy(fjord_isal_inflater *inflater);

/// Begins another member.
void fjord_isal_inflater_reset(fjord_isal_inflater *inflater);

/// Unpacks from the front of `packed` into `room`, counting both down to what is left of them.
///
/// 1 when the member has ended and its CRC and length agree, 0 when it goes on, negative (ISA-L's code) when it is
/// damaged.
int fjord_isal_inflate(fjord_isal_inflater *inflater, const uint8_t *packed, size_t *packed_count, uint8_t *room,
                       size_t *room_count);

#endif

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The digests of libcrypto: EVP is plain C that Swift imports as it is.
#include <openssl/evp.h>

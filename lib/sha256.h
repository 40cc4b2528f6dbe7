/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHA256_H
#define GATEHOUSE_SHA256_H

#include <stddef.h>

/* The SHA-256 of some bytes as 64 lower case hexadecimal digits. */
char *sha256_hex(const void *bytes, size_t len);

/* The same of bytes that come one after another. */
struct sha256;

struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *sum, const void *bytes, size_t len);

/* Of all that was added; owned by the caller.  Nothing more is to be added. */
char *sha256_end(struct sha256 *sum);
void sha256_free(struct sha256 *sum);

#endif

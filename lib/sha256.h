/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHA256_H
#define GATEHOUSE_SHA256_H

#include <stddef.h>

/* The SHA-256 of some bytes as 64 lower case hexadecimal digits. */
char *sha256_hex(const void *bytes, size_t len);

#endif

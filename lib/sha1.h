/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHA1_H
#define GATEHOUSE_SHA1_H

#include <stddef.h>
#include <stdint.h>

#define SHA1_LEN 20

/* The SHA-1 of a head and the bytes behind it, as git names its objects. */
void sha1_of(const char *head, size_t head_len, const void *bytes, size_t len,
	     uint8_t digest[SHA1_LEN]);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_SIGNATURE_H
#define GATEHOUSE_REPO_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct repo;
struct repo_id;

/* A commit's signature as git keeps it, and the bytes that it is over. */
struct repo_signature {
	char *armour; /* NULL: the commit is not signed */
	char *payload;
	size_t payload_len;
};

/* False, with error set, when there is no such commit to read. */
bool repo_signature_read(struct repo *repo, const struct repo_id *commit,
			 struct repo_signature *signature, GError **error);
void repo_signature_clear(struct repo_signature *signature);

#endif

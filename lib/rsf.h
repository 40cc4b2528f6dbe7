/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RSF_H
#define GATEHOUSE_RSF_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct diags;
struct json_t;

/*
 * The Register Serialisation Format: a log of commands, one a line, that adds
 * items (JSON) and entries which point at them by SHA-256, and states the root
 * hash of the register so far.
 *
 * The root hash is that of RFC 6962, section 2.1, over the user entries; the
 * leaf of an entry is
 *   {"index-entry-number":"1","entry-number":"1","entry-timestamp":"…",
 *    "key":"…","item-hash":["sha-256:…"]}
 * with these keys in this order and no blanks.  The specification leaves this
 * open; it is what a register that was published bears out.
 */

/* A user entry: a record of the register as it was at a time. */
struct rsf_entry {
	const char *key;
	const char *timestamp;
	struct json_t *item; /* an object */
	unsigned line;	     /* of the entry */
	unsigned item_line;
};

struct rsf;

/*
 * Reads a whole file.  What is wrong goes on diags: an error for a line that
 * is no command, an item that is no JSON object, an entry whose item was not
 * added before it, and a root hash that is not that of the entries; a warning
 * for an item that no entry names or that is not in canonical form.  Never
 * NULL.  Cost: linear.
 */
struct rsf *rsf_read(const char *path, const char *bytes, size_t len,
		     struct diags *diags);
void rsf_free(struct rsf *rsf);

/* The user entries in the order of the file. */
size_t rsf_len(const struct rsf *rsf);
const struct rsf_entry *rsf_get(const struct rsf *rsf, size_t i);

/*
 * Told of a field of an item: its values, texts of which one is NULL where
 * something else stands.  They live as long as the file.
 */
typedef void (*rsf_field)(void *data, const char *name, const GPtrArray *values,
			  bool is_list);

/* Tells of each field of the entry's item.  Cost: linear. */
void rsf_each_field(const struct rsf_entry *entry, rsf_field tell, void *data);

/* A file that is being written. */
struct rsf_write;

/* Begins with the root hash of nothing; the timestamp is that of all entries. */
struct rsf_write *rsf_write_new(const char *timestamp);

/* What an item holds: name, and one value or (is_list) several. */
struct rsf_value {
	const char *name;
	const char *const *values; /* NULL at the end */
	bool is_list;
};

/* Adds an item and an entry for it. */
void rsf_write_add(struct rsf_write *write, bool is_user, const char *key,
		   const struct rsf_value *values, size_t n);

/* Ends with the root hash; frees write, and appends all to out. */
void rsf_write_end(struct rsf_write *write, GString *out);

typedef struct rsf Rsf;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rsf, rsf_free)

#endif

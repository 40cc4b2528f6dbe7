/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TAGS_H
#define GATEHOUSE_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* A piece of the text that is read. */
struct span {
	const char *s;
	size_t len;
};

struct attribute {
	struct span name;
	struct span value; /* as it stands; s is NULL where there is none */
	char *address;	   /* for who reads the tag; freed with g_free */
};

struct tag {
	struct span name;
	GArray *attributes; /* of struct attribute */
	bool is_end;
	bool is_self_closing;
};

/* Reads pages as our templates and the HTML writer make them. */
struct tags {
	const char *at;
	const char *end;
	struct tag tag; /* the last one that was read */
};

void tags_start(struct tags *tags, const char *html, size_t len);
void tags_clear(struct tags *tags);

/* Whether a name is that one, in capitals or not; or one of a list. */
bool tags_is(struct span name, const char *wanted);
bool tags_is_one_of(struct span name, const char *const *list);

/* Takes all up to the first of the stops, or to the end. */
struct span tags_until(struct tags *tags, const char *stops);

bool tags_is_at_end(const struct tags *tags);

/* Whether a comment begins here, or another "<!". */
bool tags_at_comment(const struct tags *tags);
bool tags_at_declaration(const struct tags *tags);

/*
 * From a "<", reads the tag that it begins; *found is false, and only the "<"
 * is passed over, when it begins none.  False, with error set, when the tag
 * has no end.
 */
bool tags_next(struct tags *tags, bool *found, GError **error);

/*
 * Passes over a comment; from behind a start tag, over an element whose
 * content is not markup; over a template with all that is in it.  False, with
 * error set, when they have no end.
 */
bool tags_skip_comment(struct tags *tags, GError **error);
bool tags_skip_raw(struct tags *tags, GError **error);
bool tags_skip_template(struct tags *tags, GError **error);

#endif

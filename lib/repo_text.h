/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_TEXT_H
#define GATEHOUSE_REPO_TEXT_H

#include <stddef.h>

/*
 * Private to the readers of git: text out of a repository is whatever its
 * author's program wrote, and is made safe here before anyone else sees it.
 */

/* Bytes of a commit message that are kept; the rest becomes a visible mark. */
#define REPO_TEXT_MAX_MESSAGE (64u * 1024)

/*
 * Text of a commit as valid UTF-8, owned by the caller: converted from the
 * encoding the commit states (NULL: UTF-8), what does not fit replaced by
 * U+FFFD.  Control characters are dropped; repo_text_lines keeps newline and
 * tab, repo_text_line does not.
 */
char *repo_text_line(const char *raw, const char *encoding);
char *repo_text_lines(const char *raw, const char *encoding);

/*
 * The message cut at REPO_TEXT_MAX_MESSAGE bytes, between two characters, with
 * a mark that says so.  Takes message over; returns what replaces it.
 */
char *repo_text_cap(char *message);

/* The first line of a message, without the end that is too long. */
char *repo_text_subject(const char *message);

/*
 * The message without the lines of its last paragraph that are the trailers
 * with these keys, in this order, and without blank lines at its end.  If they
 * do not stand there, the message as a whole: nothing is ever lost.  Owned by
 * the caller.
 */
char *repo_text_body(const char *message, const char *const *keys,
		     size_t n_keys);

/* "Key: value" with folded lines of the value made one; owned by the caller. */
char *repo_text_trailer(const char *key, const char *value);

/*
 * len bytes (a path, a name) as they may be shown: printable UTF-8 as it is,
 * every other byte as \xHH.  Owned by the caller.
 */
char *repo_text_escape(const char *bytes, size_t len);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_COMPLETE_H
#define GATEHOUSE_COMPLETE_H

#include <stddef.h>

#include <glib.h>

struct session;

/* Lines that ask the shell for what it knows better. */
#define COMPLETE_FILES ":files"
#define COMPLETE_FOLDERS ":folders"

/*
 * What may stand for the last of the words (n of them, at least one, the name
 * of the program left out), given those before it.  Each line is a word, or a
 * word, a tab and what it means, or one of the lines above.  The session is to
 * have a library; its root, if there is one, is where ids are looked for, by
 * the names of files: nothing is parsed.  Cost: linear in files.
 */
GPtrArray *complete_words(const struct session *session,
			  const char *const *words, size_t n);

#endif

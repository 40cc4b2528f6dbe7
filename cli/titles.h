/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TITLES_H
#define GATEHOUSE_TITLES_H

#include <glib.h>

struct files;
struct library;

/* What records are called, read from files when it is first asked for. */
struct titles;

/* Looks in the first files, then in the others.  Keeps the pointers. */
struct titles *titles_new(const struct library *library,
			  const struct files *first,
			  const struct files *others);
void titles_free(struct titles *titles);

/* For struct change_titles: data is a struct titles. */
const char *titles_find(const void *data, const char *target);

/* The same where there are registers: data is a struct registers. */
const char *titles_of_registers(const void *data, const char *target);

typedef struct titles Titles;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Titles, titles_free)

#endif

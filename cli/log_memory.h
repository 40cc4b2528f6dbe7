/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_LOG_MEMORY_H
#define GATEHOUSE_LOG_MEMORY_H

#include <stdbool.h>

#include <glib.h>

struct changes_entry;
struct codes;
struct record_change;
struct session;

/*
 * What log tells of changes, kept in the user's cache from run to run (see
 * lib/change_cache.h).
 */
struct log_memory;

/* is_whole: every change of the history will be asked for.  Borrows all. */
struct log_memory *log_memory_new(const struct session *session,
				  const struct codes *codes, bool is_whole);
void log_memory_free(struct log_memory *memory);

/*
 * changes_entry_of (see cli/changes.h), from memory where it is known.  Owned
 * by the caller; its fields live no longer than memory.
 */
struct changes_entry *log_memory_entry(struct log_memory *memory,
				       const struct record_change *change);

/* Keeps what was asked for, where that is the whole and some of it is new. */
void log_memory_keep(struct log_memory *memory);

typedef struct log_memory LogMemory;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LogMemory, log_memory_free)

#endif

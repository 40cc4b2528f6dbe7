/* SPDX-License-Identifier: MIT */
/*
 * Log tells of whole records, to those who have the repository, so what it
 * tells of a change follows from the two texts alone and is nobody else's to
 * see.  A merge starts from more than one text, and one that cannot be read may
 * be there tomorrow: these are worked out each time.
 */
#include "cli/log_memory.h"

#include "cli/changes.h"
#include "cli/session.h"
#include "lib/arena.h"
#include "lib/change_cache.h"
#include "lib/change_pack.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "site-gen/change_teller.h"

/* What is known of a change besides its fields. */
#define IS_WITHDRAWAL 1u

struct log_memory {
	const struct session *session;
	const struct codes *codes;
	struct change_cache *cache;
	struct arena *arena; /* of what is new */
	GArray *changes;     /* const struct record_change *, of the known */
	GArray *known;	     /* struct change_known */
	bool has_texts;	     /* what is known may be used */
	bool is_whole;
	size_t n_new;
};

struct log_memory *log_memory_new(const struct session *session,
				  const struct codes *codes, bool is_whole)
{
	const struct change_cache_scope scope = {
		.library = session->library,
		.codes = codes,
		.objects = session->commits->is_shallow
				   ? NULL
				   : repo_objects(session->repo),
		.purpose = "log",
	};
	struct log_memory *memory = g_new0(struct log_memory, 1);

	memory->session = session;
	memory->codes = codes;
	memory->cache = change_cache_open(&scope);
	memory->arena = arena_new();
	memory->changes =
		g_array_new(FALSE, FALSE, sizeof(const struct record_change *));
	memory->known = g_array_new(FALSE, FALSE, sizeof(struct change_known));
	memory->has_texts = change_teller_has_texts(session->history);
	memory->is_whole = is_whole;
	return memory;
}

void log_memory_free(struct log_memory *memory)
{
	if (!memory)
		return;
	change_cache_free(memory->cache);
	arena_free(memory->arena);
	g_array_unref(memory->changes);
	g_array_unref(memory->known);
	g_free(memory);
}

static void note(struct log_memory *memory, const struct record_change *change,
		 const struct change_known *known)
{
	g_array_append_val(memory->changes, change);
	g_array_append_val(memory->known, *known);
}

/* The entry of what is known. */
static struct changes_entry *recall(const struct log_memory *memory,
				    const struct record_change *change,
				    const struct change_known *known)
{
	bool is_withdrawn = change->event == RECORD_CHANGED &&
			    (known->facts & IS_WITHDRAWAL);
	struct changes_entry *entry = changes_entry_new(
		memory->session, change,
		is_withdrawn ? RECORD_WITHDRAWN : change->event);

	entry->fields =
		change_pack_read(known->fields, known->n_fields, known->texts);
	return entry;
}

/* What is known from now on. */
static struct change_known learn(const struct log_memory *memory,
				 const struct changes_entry *entry)
{
	const char *withdrawn = record_event_name(RECORD_WITHDRAWN);
	g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(guint));
	struct change_known known = {
		.facts = entry->event == withdrawn ? IS_WITHDRAWAL : 0,
		.title = "",
	};

	change_cache_make(memory->arena, targets, entry->fields, &known);
	return known;
}

struct changes_entry *log_memory_entry(struct log_memory *memory,
				       const struct record_change *change)
{
	struct change_known known;
	struct changes_entry *entry;

	if (memory->has_texts && change->n_parents == 0 &&
	    change_cache_find(memory->cache, change, &known)) {
		note(memory, change, &known);
		return recall(memory, change, &known);
	}
	entry = changes_entry_of(memory->session, memory->codes, change);
	if (!memory->is_whole || entry->is_merge || entry->fault)
		return entry;
	known = learn(memory, entry);
	note(memory, change, &known);
	memory->n_new++;
	return entry;
}

void log_memory_keep(struct log_memory *memory)
{
	guint n = memory->known->len;
	g_autofree struct change_kept *kept = g_new(struct change_kept, n + 1);

	if (!memory->is_whole || memory->n_new < CHANGE_CACHE_WORTH)
		return;
	for (guint i = 0; i < n; i++) {
		kept[i].change = g_array_index(memory->changes,
					       const struct record_change *, i);
		kept[i].known =
			&g_array_index(memory->known, struct change_known, i);
	}
	change_cache_put(memory->cache, kept, n);
}

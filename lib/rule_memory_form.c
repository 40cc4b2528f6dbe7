/* SPDX-License-Identifier: MIT */
/*
 * In the form of packed.h:
 *
 *   sum of the frame, tip of the history, n commits
 *   length of the signals, signals
 *   n paths of the records
 *   n lists of counts, each n: step, passed, undecidable
 *   n records, in the order of the paths:
 *     flags, id of the file
 *     n phases, each the number of a list of counts, and n findings: step,
 *       line, level, whether it is undecidable, message
 *     length of its part in the signals, part
 *     n things that it rests on; n records that it refers to
 *
 * Most records come out like many others, so lists of counts are written once.
 */
#include "lib/rule_memory_private.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/packed.h"
#include "lib/registers.h"
#include "lib/text_table.h"

enum { FLAG_PLAIN = 1, FLAG_ON_ALL = 2, FLAG_ON_SIGNALS = 4 };

struct counts {
	const struct rule_count *counts;
	size_t n;
};

struct rule_reader {
	struct rule_memory *memory;
	struct packed from;
	struct rule_past past;
	TextTable *numbers; /* paths to numbers of records, from 1 */
	size_t *ids;	    /* their numbers now; n of the memory: gone */
	size_t n_paths;
	struct counts *counts;
	size_t n_counts;
	size_t next;
	GArray *links;
};

/* Reading ---------------------------------------------------------------- */

static void read_id(struct packed *from, void *id, size_t len)
{
	const char *bytes = packed_bytes(from, len);

	if (bytes)
		memcpy(id, bytes, len);
}

/* Mostly files are the same as before, and in the same order. */
static size_t number_of(struct rule_reader *reader, const char *path,
			size_t guess)
{
	const struct rule_memory *memory = reader->memory;
	size_t i;

	if (guess < memory->n &&
	    strcmp(registers_listed(memory->registers, guess)->path, path) == 0)
		return guess;
	if (!reader->numbers) {
		reader->numbers = text_table_new();
		for (i = 0; i < memory->n; i++)
			text_table_set(
				reader->numbers,
				registers_listed(memory->registers, i)->path,
				GSIZE_TO_POINTER(i + 1));
	}
	i = GPOINTER_TO_SIZE(text_table_find(reader->numbers, path));
	return i > 0 ? i - 1 : memory->n;
}

static void read_ids(struct rule_reader *reader)
{
	struct packed *from = &reader->from;
	size_t guess = 0;

	reader->n_paths = packed_count(from, sizeof(uint32_t) + 1);
	reader->ids = g_new0(size_t, reader->n_paths + 1);
	for (size_t i = 0; i < reader->n_paths; i++) {
		const char *path = packed_text(from);

		if (!path)
			return;
		reader->ids[i] = number_of(reader, path, guess);
		if (reader->ids[i] < reader->memory->n)
			guess = reader->ids[i] + 1;
	}
}

static struct counts read_list(struct rule_reader *reader)
{
	struct packed *from = &reader->from;
	size_t n = packed_count(from, 3 * sizeof(uint32_t));
	struct rule_count *counts =
		arena_array(reader->memory->arena, n + 1, sizeof(*counts));

	for (size_t i = 0; i < n; i++) {
		counts[i].step = packed_number(from);
		counts[i].passed = packed_number(from);
		counts[i].undecidable = packed_number(from);
	}
	return (struct counts){ counts, n };
}

static void read_counts(struct rule_reader *reader)
{
	size_t n = packed_count(&reader->from, sizeof(uint32_t));

	reader->counts = g_new0(struct counts, n + 1);
	reader->n_counts = n;
	for (size_t i = 0; i < n; i++)
		reader->counts[i] = read_list(reader);
}

struct rule_reader *rule_reader_new(struct rule_memory *memory,
				    const void *bytes, size_t len)
{
	g_autoptr(RuleReader) reader = g_new0(struct rule_reader, 1);
	uint8_t frame[SHA1_LEN] = { 0 };
	size_t n;

	reader->memory = memory;
	reader->from = (struct packed){ bytes, (const char *)bytes + len };
	reader->links = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	read_id(&reader->from, frame, sizeof(frame));
	if (memcmp(frame, memory->frame, sizeof(frame)) != 0)
		return NULL;
	read_id(&reader->from, &reader->past.tip, sizeof(reader->past.tip));
	reader->past.n_commits = packed_number(&reader->from);
	memory->then.len = packed_count(&reader->from, 1);
	memory->then.at = packed_bytes(&reader->from, memory->then.len);
	read_ids(reader);
	read_counts(reader);
	n = packed_number(&reader->from);
	if (!reader->from.next || n != reader->n_paths)
		return NULL;
	return g_steal_pointer(&reader);
}

void rule_reader_free(struct rule_reader *reader)
{
	if (!reader)
		return;
	text_table_free(reader->numbers);
	g_array_unref(reader->links);
	g_free(reader->ids);
	g_free(reader->counts);
	g_free(reader);
}

const struct rule_past *rule_reader_past(const struct rule_reader *reader)
{
	return &reader->past;
}

static struct rule_finding read_finding(struct packed *from)
{
	struct rule_finding finding = { .step = packed_number(from) };
	uint32_t level;

	finding.line = packed_number(from);
	level = packed_number(from);
	finding.is_undecidable = packed_number(from) != 0;
	finding.message = packed_text(from);
	if (level >= DIAG_LEVELS)
		from->next = NULL;
	finding.level = (enum diag_level)level;
	return finding;
}

static const struct rule_said *read_said(struct rule_reader *reader,
					 const struct rule_said *next)
{
	struct arena *arena = reader->memory->arena;
	struct packed *from = &reader->from;
	struct rule_said *said = arena_alloc(arena, sizeof(*said));
	size_t list = packed_number(from);
	size_t n = packed_count(from, 5 * sizeof(uint32_t));
	struct rule_finding *findings =
		arena_array(arena, n + 1, sizeof(*findings));

	if (list >= reader->n_counts) {
		from->next = NULL;
		return NULL;
	}
	for (size_t i = 0; i < n && from->next; i++)
		findings[i] = read_finding(from);
	said->counts = reader->counts[list].counts;
	said->n_counts = reader->counts[list].n;
	said->findings = findings;
	said->n_findings = n;
	said->next = next;
	return said;
}

static void read_rests(struct rule_reader *reader, struct rule_kept *kept)
{
	struct packed *from = &reader->from;

	kept->n_rests = packed_count(from, sizeof(uint32_t));
	kept->rests = arena_array(reader->memory->arena, kept->n_rests + 1,
				  sizeof(*kept->rests));
	for (size_t i = 0; i < kept->n_rests; i++) {
		uint32_t number = packed_number(from);
		size_t id = number >> REST_BITS;

		if (!from->next || id >= reader->n_paths ||
		    (number & REST_MASK) >= RESTS) {
			from->next = NULL;
			return;
		}
		kept->rests[i] = (uint32_t)reader->ids[id] << REST_BITS |
				 (number & REST_MASK);
	}
}

static void read_links(struct rule_reader *reader, struct rule_kept *kept)
{
	size_t n = packed_count(&reader->from, sizeof(uint32_t));

	g_array_set_size(reader->links, 0);
	for (size_t i = 0; i < n; i++) {
		uint32_t old = packed_number(&reader->from);
		uint32_t now;

		if (old >= reader->n_paths) {
			reader->from.next = NULL;
			return;
		}
		now = (uint32_t)reader->ids[old];
		if (now < reader->memory->n)
			g_array_append_val(reader->links, now);
	}
	kept->links = (const uint32_t *)(const void *)reader->links->data;
	kept->n_links = reader->links->len;
}

bool rule_reader_next(struct rule_reader *reader, struct rule_kept *kept)
{
	struct packed *from = &reader->from;
	uint32_t flags;
	size_t n;

	if (!from->next || reader->next == reader->n_paths)
		return false;
	*kept = (struct rule_kept){ .number = reader->ids[reader->next++] };
	flags = packed_number(from);
	kept->is_plain = flags & FLAG_PLAIN;
	kept->is_on_all = flags & FLAG_ON_ALL;
	kept->is_on_signals = flags & FLAG_ON_SIGNALS;
	read_id(from, &kept->id, sizeof(kept->id));
	n = packed_count(from, 2 * sizeof(uint32_t));
	for (size_t i = 0; i < n && from->next; i++)
		kept->said = read_said(reader, kept->said);
	kept->part_len = packed_count(from, 1);
	kept->part = packed_bytes(from, kept->part_len);
	read_rests(reader, kept);
	read_links(reader, kept);
	return from->next != NULL;
}

bool rule_reader_is_done(const struct rule_reader *reader)
{
	return reader->from.next && reader->from.next == reader->from.end &&
	       reader->next == reader->n_paths;
}

/* Writing ---------------------------------------------------------------- */

/* The lists of counts that there are, each with its number. */
struct lists {
	GHashTable *by_place; /* counts to their number, from 1 */
	GHashTable *by_bytes; /* GBytes to the same */
	GByteArray *out;
};

static size_t number_list(struct lists *lists, const struct rule_said *said)
{
	size_t number = GPOINTER_TO_SIZE(
		g_hash_table_lookup(lists->by_place, said->counts));
	GBytes *bytes;

	if (number > 0)
		return number - 1;
	bytes = g_bytes_new_static(said->counts,
				   said->n_counts * sizeof(*said->counts));
	number = GPOINTER_TO_SIZE(g_hash_table_lookup(lists->by_bytes, bytes));
	if (number == 0) {
		number = g_hash_table_size(lists->by_bytes) + 1u;
		g_hash_table_insert(lists->by_bytes, g_bytes_ref(bytes),
				    GSIZE_TO_POINTER(number));
		packed_put_number(lists->out, said->n_counts);
		for (size_t i = 0; i < said->n_counts; i++) {
			packed_put_number(lists->out, said->counts[i].step);
			packed_put_number(lists->out, said->counts[i].passed);
			packed_put_number(lists->out,
					  said->counts[i].undecidable);
		}
	}
	g_bytes_unref(bytes);
	g_hash_table_insert(lists->by_place, (gpointer)said->counts,
			    GSIZE_TO_POINTER(number));
	return number - 1;
}

static void write_said(GByteArray *out, struct lists *lists,
		       const struct rule_said *said)
{
	packed_put_number(out, number_list(lists, said));
	packed_put_number(out, said->n_findings);
	for (size_t i = 0; i < said->n_findings; i++) {
		const struct rule_finding *finding = &said->findings[i];

		packed_put_number(out, finding->step);
		packed_put_number(out, finding->line);
		packed_put_number(out, finding->level);
		packed_put_number(out, finding->is_undecidable);
		packed_put_text(out, finding->message);
	}
}

static void write_row(GByteArray *out, struct lists *lists,
		      const struct rule_row *row)
{
	size_t n = 0;

	packed_put_number(out,
			  (row->is_plain ? FLAG_PLAIN : 0) |
				  (row->is_on_all ? FLAG_ON_ALL : 0) |
				  (row->is_on_signals ? FLAG_ON_SIGNALS : 0));
	packed_put(out, &row->id, sizeof(row->id));
	for (const struct rule_said *s = row->said; s; s = s->next)
		n++;
	packed_put_number(out, n);
	for (const struct rule_said *s = row->said; s; s = s->next)
		write_said(out, lists, s);
	packed_put_number(out, row->part_len);
	packed_put(out, row->part, row->part_len);
	packed_put_number(out, row->n_rests);
	for (size_t i = 0; i < row->n_rests; i++)
		packed_put_number(out, row->rests[i]);
}

/* The records that those of one record lead to; *links goes on behind them. */
static void write_links(GByteArray *out, const struct rule_memory *memory,
			size_t i, const struct reference **links,
			const struct reference *end)
{
	const struct record *first = registers_listed(memory->registers, 0);
	guint at = out->len;
	uint32_t n = 0;

	packed_put_number(out, 0);
	for (; *links < end && (*links)->from == first + i; (*links)++) {
		if (!(*links)->to)
			continue;
		packed_put_number(out, (size_t)((*links)->to - first));
		n++;
	}
	n = GUINT32_TO_LE(n);
	memcpy(out->data + at, &n, sizeof(n));
}

static void write_rows(GByteArray *out, struct lists *lists,
		       const struct rule_memory *memory)
{
	size_t n_links;
	const struct reference *links =
		registers_links(memory->registers, &n_links);
	const struct reference *end = links + n_links;

	packed_put_number(out, memory->n);
	for (size_t i = 0; i < memory->n; i++) {
		write_row(out, lists, &memory->rows[i]);
		write_links(out, memory, i, &links, end);
	}
}

static void write_ids(GByteArray *out, const struct rule_memory *memory)
{
	packed_put_number(out, memory->n);
	for (size_t i = 0; i < memory->n; i++)
		packed_put_text(out,
				registers_listed(memory->registers, i)->path);
}

GByteArray *rule_memory_write(struct rule_memory *memory)
{
	GByteArray *out = g_byte_array_new();
	g_autoptr(GByteArray) rows = g_byte_array_new();
	struct lists lists = {
		.by_place = g_hash_table_new(NULL, NULL),
		.by_bytes = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
						  (GDestroyNotify)g_bytes_unref,
						  NULL),
		.out = g_byte_array_new(),
	};

	write_rows(rows, &lists, memory);
	packed_put(out, memory->frame, sizeof(memory->frame));
	packed_put(out, &memory->past.tip, sizeof(memory->past.tip));
	packed_put_number(out, memory->past.n_commits);
	packed_put_number(out, memory->signals->len);
	packed_put(out, memory->signals->data, memory->signals->len);
	write_ids(out, memory);
	packed_put_number(out, g_hash_table_size(lists.by_bytes));
	packed_put(out, lists.out->data, lists.out->len);
	packed_put(out, rows->data, rows->len);
	g_hash_table_unref(lists.by_place);
	g_hash_table_unref(lists.by_bytes);
	g_byte_array_unref(lists.out);
	return out;
}

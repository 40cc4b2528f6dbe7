/* SPDX-License-Identifier: MIT */
/*
 * Looking for personal data in a file of the registers.  What a field means
 * is known from the schema, so fields that cannot hold any, or are meant to
 * hold a public address, are left out; what stands outside of all fields is
 * in git as well and is read from the bytes.
 */
#include "lib/pii.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/schema.h"

#define RULE "CON-18"

/* Where findings go, and what the text looked at now has already given. */
struct finder {
	struct diags *diags;
	const char *path;
	const char *record;
	const char *where; /* "a comment"; NULL: the field named label */
	const char *label;
	unsigned line;
	bool seen[PII_KINDS];
	const char *bytes; /* of the whole file, for counting lines */
	size_t position;   /* the byte that line belongs to */
	size_t base;	   /* the byte at which the text looked at begins */
};

static void report(struct finder *finder, enum pii_kind kind)
{
	g_autofree char *message = NULL;
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = finder->path,
		.line = finder->line,
		.rule = RULE,
		.record = finder->record,
	};

	if (finder->seen[kind])
		return;
	finder->seen[kind] = true;
	message = g_strdup_printf(
		"%s%s%s holds what looks like %s; take it out before saving, "
		"because history cannot be erased",
		finder->where ? "" : "'",
		finder->where ? finder->where : finder->label,
		finder->where ? "" : "'", pii_kind_words(kind));
	diag.message = message;
	diags_add(finder->diags, &diag);
}

static void hit_in_field(void *data, enum pii_kind kind,
			 size_t offset G_GNUC_UNUSED)
{
	report(data, kind);
}

/* Moves line and position on (or a little back) to the offset. */
static void move_to(struct finder *finder, size_t offset)
{
	unsigned line = finder->line;

	for (; finder->position < offset; finder->position++)
		finder->line += finder->bytes[finder->position] == '\n';
	for (; finder->position > offset; finder->position--)
		finder->line -= finder->bytes[finder->position - 1] == '\n';
	if (finder->line != line)
		memset(finder->seen, 0, sizeof(finder->seen));
}

static void hit_in_bytes(void *data, enum pii_kind kind, size_t offset)
{
	struct finder *finder = data;

	move_to(finder, finder->base + offset);
	report(finder, kind);
}

/* Whether values of the field are never looked at. */
static bool is_exempt(const struct field *field)
{
	return field && (field->is_pii_exempt || field->type == FIELD_ID ||
			 field->type == FIELD_REF ||
			 field->type == FIELD_REFS || field->type == FIELD_URI);
}

/* A field that is a date is about the record; a birth date needs words. */
static bool is_date(const struct field *field, const char *value)
{
	return field && field->type == FIELD_DATE &&
	       date_parse(value) != DATE_NONE;
}

static void find_in_value(struct finder *finder, const struct field *field,
			  const char *name, const char *value)
{
	if (!*value || is_exempt(field) || is_date(field, value))
		return;
	finder->label = field ? field->label : name;
	memset(finder->seen, 0, sizeof(finder->seen));
	pii_scan(value, strlen(value), hit_in_field, finder);
}

static void find_in_tree(struct finder *finder, const struct node *root)
{
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		finder->line = n->line;
		for (unsigned i = 0; i < n->n_attrs; i++)
			find_in_value(finder, n->attrs[i].field,
				      n->attrs[i].name, n->attrs[i].value);
		find_in_value(finder, n->field, n->name, n->text);
	}
}

/* Looks at the bytes from base to end of the file as they stand. */
static void find_in_bytes(struct finder *finder, size_t base, size_t end)
{
	finder->base = base;
	memset(finder->seen, 0, sizeof(finder->seen));
	pii_scan(finder->bytes + base, end - base, hit_in_bytes, finder);
}

/* The byte past the next closing after from, or len. */
static size_t find_end(const struct pii_source *source, size_t from,
		       const char *closing)
{
	const char *end = memmem(source->bytes + from, source->len - from,
				 closing, strlen(closing));

	return end ? (size_t)(end - source->bytes) + strlen(closing)
		   : source->len;
}

/* Comments and processing instructions; CDATA may only look like them. */
static void find_outside_fields(struct finder *finder,
				const struct pii_source *source)
{
	static const struct {
		const char *opening;
		const char *closing;
		const char *where;
	} parts[] = {
		{ "<!--", "-->", "a comment" },
		{ "<?", "?>", "a processing instruction" },
		{ "<![CDATA[", "]]>", NULL },
	};
	const char *next = source->bytes;

	while ((next = memchr(next, '<',
			      source->len - (size_t)(next - source->bytes)))) {
		size_t from = (size_t)(next++ - source->bytes);

		for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
			size_t len = strlen(parts[i].opening);
			size_t end;

			if (source->len - from < len ||
			    memcmp(source->bytes + from, parts[i].opening,
				   len) != 0)
				continue;
			end = find_end(source, from + len, parts[i].closing);
			finder->where = parts[i].where;
			if (finder->where)
				find_in_bytes(finder, from, end);
			next = source->bytes + end;
			break;
		}
	}
}

void pii_check(const char *path, const char *record,
	       const struct pii_source *source, struct diags *diags)
{
	struct finder finder = {
		.diags = diags,
		.path = path,
		.record = record,
		.bytes = source->bytes,
		.line = 1,
	};

	if (source->root) {
		find_in_tree(&finder, source->root);
		finder.line = 1;
		find_outside_fields(&finder, source);
		return;
	}
	finder.where = "the line";
	find_in_bytes(&finder, 0, source->len);
}

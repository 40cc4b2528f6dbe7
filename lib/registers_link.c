/* SPDX-License-Identifier: MIT */
/*
 * The last pass over the records.  Which fields hold references, and to what,
 * is read off the schema's annotations, so a new field needs nothing here.
 *
 * References are kept once, in the order of the records; the way back is the
 * same references sorted by the record they lead to.
 */
#include "lib/registers.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/disclosure.h"
#include "lib/node.h"
#include "lib/registers_private.h"
#include "lib/text_table.h"

/* What is being looked at. */
struct pass {
	struct registers *registers;
	struct diags *diags;
	struct record *record;
};

static void report(struct pass *pass, const struct node *node, const char *rule,
		   const char *format, ...) G_GNUC_PRINTF(4, 5);

static void report(struct pass *pass, const struct node *node, const char *rule,
		   const char *format, ...)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = pass->record->path,
		.line = node->line,
		.rule = rule,
		.record = pass->record->id,
	};
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	diag.message = message;
	diags_add(pass->diags, &diag);
}

/* A part of a record that can be referred to. */
struct part {
	const struct record *record;
	const struct node *node;
};

static void add_part(struct registers *registers, const struct record *record,
		     const struct node *node)
{
	const char *id = node_attr(node, "id");
	const char *target;
	struct part *part;

	if (!id)
		return;
	target = arena_printf(registers->arena, "%s#%s", record->id, id);
	if (text_table_find(registers->parts, target))
		return;
	part = arena_alloc(registers->arena, sizeof(*part));
	*part = (struct part){ record, node };
	text_table_set(registers->parts, target, part);
}

/* Of records that share an id, and of parts that do, the first one has it. */
static void index_parts(struct registers *registers)
{
	registers->parts = text_table_new();
	for (size_t i = 0; i < registers->n_records; i++) {
		const struct record *record = &registers->records[i];
		const struct node *root = record->root;

		if (!root || registers_find(registers, record->id) != record)
			continue;
		for (const struct node *n = node_walk(root, root); n;
		     n = node_walk(n, root))
			add_part(registers, record, n);
	}
}

const struct record *registers_resolve(const struct registers *registers,
				       const char *target,
				       const struct node **node)
{
	const struct record *record = text_table_find(registers->by_id, target);
	const struct part *part;

	if (record) {
		if (node)
			*node = record->root;
		registers_ask(registers, REGISTERS_RECORD, record, target);
		return record;
	}
	part = text_table_find(registers->parts, target);
	if (part && node)
		*node = part->node;
	record = part ? part->record : NULL;
	registers_ask(registers, REGISTERS_RECORD, record, target);
	return record;
}

/*
 * The record that was noted for the target, which may have been done in other
 * registers with the same trees; or NULL.  Beyond the first 65,536 the number
 * is that of the place's lower half.
 */
static const struct record *noted_target(const struct registers *registers,
					 const struct node *node,
					 const char *target)
{
	size_t i = node->is_target ? node->number : registers->n_records;

	while (i < registers->n_records &&
	       strcmp(registers->records[i].id, target) != 0)
		i += UINT16_MAX + 1;
	return i < registers->n_records ? &registers->records[i] : NULL;
}

const struct record *registers_target(const struct registers *registers,
				      const struct node *node)
{
	const char *target = node_attr(node, "ref");
	const struct record *to;

	if (!target)
		return NULL;
	to = noted_target(registers, node, target);
	if (!to)
		return registers_resolve(registers, target, NULL);
	registers_ask(registers, REGISTERS_RECORD, to, target);
	return to;
}

/* Whether kinds ("agreement flow") allows what the reference leads to. */
static bool is_kind_allowed(const char *kinds, const struct record *to,
			    const struct node *part)
{
	const char *name = part && part->parent ? part->name : to->kind->name;
	size_t len = strlen(name);

	while (kinds) {
		size_t n = strcspn(kinds, " ");

		if ((n == len && strncmp(kinds, name, n) == 0) ||
		    strcmp(kinds, "any") == 0)
			return true;
		kinds = kinds[n] ? kinds + n + 1 : NULL;
	}
	return false;
}

static void report_dangling(struct pass *pass, const struct node *node,
			    const char *kinds, const char *target)
{
	const char *rule =
		strcmp(kinds, "organisation") == 0 ? "ORG-01" : "REG-11";

	report(pass, node, rule,
	       "'%s' refers to '%s', but there is no such record; add it or "
	       "correct the id",
	       node->name, target);
}

/*
 * Notes the record that the node's ref names, by its place.  What is loaded
 * may write to its trees; filtered registers may have those of others.
 */
static void note_target(const struct registers *registers,
			const struct reference *reference)
{
	struct node *node = (struct node *)reference->node;

	if (registers->is_filtered || node->number > 0 || node->is_day ||
	    reference->to_node != reference->to->root ||
	    reference->target != node_attr(node, "ref"))
		return;
	node->number = (uint16_t)(reference->to - registers->records);
	node->is_target = true;
}

static void add_reference(struct pass *pass, const struct node *node,
			  const char *kinds, const char *target)
{
	struct reference reference = {
		.from = pass->record,
		.node = node,
		.target = target,
	};

	reference.to =
		registers_resolve(pass->registers, target, &reference.to_node);
	/* In registers made from registers, what leads nowhere is left out. */
	if (reference.to || !pass->registers->is_filtered)
		g_array_append_val(pass->registers->references, reference);
	if (reference.to)
		note_target(pass->registers, &reference);
	if (!reference.to)
		report_dangling(pass, node, kinds, target);
	else if (!is_kind_allowed(kinds, reference.to, reference.to_node))
		report(pass, node,
		       strcmp(kinds, "organisation") == 0 ? "ORG-01" : "REG-11",
		       "'%s' refers to '%s', which is a record of kind '%s'; "
		       "expected %s",
		       node->name, target, reference.to->kind->name, kinds);
}

static void link_attr(struct pass *pass, const struct node *node,
		      const struct attr *attr)
{
	const struct field *field = attr->field;

	if (!field || !*attr->value)
		return;
	if (field->refs && field->type == FIELD_REF)
		add_reference(pass, node, field->refs, attr->value);
}

static void link_node(struct pass *pass, const struct node *node)
{
	const struct field *field = node->field;

	if (!field)
		return;
	for (unsigned i = 0; i < node->n_attrs; i++)
		link_attr(pass, node, &node->attrs[i]);
	if (field->refs && field->type == FIELD_REF && *node->text)
		add_reference(pass, node, field->refs, node->text);
}

/* Sorts the references by the record that they lead to (counting sort). */
static void index_incoming(struct registers *registers)
{
	const struct reference *all =
		(const struct reference *)(void *)registers->references->data;
	size_t n = registers->references->len;
	size_t *start = arena_array(registers->arena, registers->n_records + 2,
				    sizeof(*start));
	const struct reference **sorted =
		arena_array(registers->arena, n + 1, sizeof(*sorted));

	for (size_t i = 0; i < n; i++) {
		if (all[i].to)
			start[all[i].to - registers->records + 2]++;
	}
	for (size_t i = 2; i < registers->n_records + 2; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < n; i++) {
		if (all[i].to)
			sorted[start[all[i].to - registers->records + 1]++] =
				&all[i];
	}
	registers->incoming = sorted;
	registers->incoming_start = start;
}

void registers_link(struct registers *registers, struct diags *diags)
{
	struct pass pass = { .registers = registers, .diags = diags };

	index_parts(registers);
	registers->references =
		g_array_new(FALSE, FALSE, sizeof(struct reference));
	for (size_t i = 0; i < registers->n_records; i++) {
		const struct node *root = registers->records[i].root;

		pass.record = &registers->records[i];
		for (const struct node *n = root; n; n = node_walk(n, root))
			link_node(&pass, n);
	}
	index_incoming(registers);
}

const struct reference *const *
registers_referrers(const struct registers *registers,
		    const struct record *record, size_t *n)
{
	size_t i = (size_t)(record - registers->records);

	registers_ask(registers, REGISTERS_REFERRERS, record, record->id);
	*n = registers->incoming_start[i + 1] - registers->incoming_start[i];
	return registers->incoming + registers->incoming_start[i];
}

/* How many of the referrers come before those of the kind, or of the next. */
static size_t count_before(const struct reference *const *all, size_t n,
			   const struct kind *kind, bool is_next)
{
	size_t from = 0;

	while (from < n) {
		size_t middle = from + (n - from) / 2;
		const struct kind *one = all[middle]->from->kind;

		if (one < kind || (is_next && one == kind))
			from = middle + 1;
		else
			n = middle;
	}
	return from;
}

const struct reference *const *
registers_referrers_of_kind(const struct registers *registers,
			    const struct record *record, const char *kind,
			    size_t *n)
{
	const struct kind *wanted =
		schema_kind(registers->library->schema, kind);
	size_t all_n;
	const struct reference *const *all =
		registers_referrers(registers, record, &all_n);
	size_t first = count_before(all, all_n, wanted, false);

	*n = count_before(all, all_n, wanted, true) - first;
	return all + first;
}

const struct reference *registers_references(const struct registers *registers,
					     size_t *n)
{
	registers_ask(registers, REGISTERS_ALL, NULL, NULL);
	*n = registers->references->len;
	return (const struct reference *)(void *)registers->references->data;
}

static char *words_of_text(const struct registers *registers,
			   const struct node *node)
{
	const struct field *field = node->field;
	char *shown = disclosure_words(node);
	date_t day;

	if (shown)
		return shown;
	switch (field ? field->type : FIELD_LINE) {
	case FIELD_DATE:
		day = date_parse(node->text);
		return day ? date_words(day) : g_strdup(node->text);
	case FIELD_DURATION:
		return date_duration_words(node->text);
	case FIELD_BOOLEAN:
		return g_strdup(strcmp(node->text, "true") == 0 ? "yes" : "no");
	default:
		if (field && field->codes)
			return g_strdup(codes_label(registers->codes,
						    field->codes, node->text));
		return g_strdup(node->text);
	}
}

char *registers_words(const struct registers *registers,
		      const struct node *node)
{
	const char *code = node_attr(node, "code");
	const char *ref = node_attr(node, "ref");
	const struct field *field;
	const char *name = NULL;

	if (!node)
		return g_strdup("");
	if (node_is_not_stated(node))
		return g_strdup("not stated");
	if (ref) {
		const struct record *to =
			registers_resolve(registers, ref, NULL);

		name = to ? to->title : ref;
	} else if (code) {
		field = field_attr(node->field, "code");
		name = field && field->codes ? codes_label(registers->codes,
							   field->codes, code)
					     : code;
	}
	if (!name)
		return words_of_text(registers, node);
	return *node->text ? g_strdup_printf("%s: %s", name, node->text)
			   : g_strdup(name);
}

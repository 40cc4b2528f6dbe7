/* SPDX-License-Identifier: MIT */
/*
 * The command and the site write the same calendar.  An event's UID is made of
 * what it is about, not of its day: a calendar that is fetched anew moves the
 * event instead of adding another.
 */
#include "lib/due_ics.h"

#include "lib/due.h"
#include "lib/ics.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/settings.h"

/* Where the settings state no address: a name that nobody can own. */
#define NO_HOST "registers.invalid"

static char *host_of(const char *base)
{
	g_autoptr(GUri) uri =
		base ? g_uri_parse(base, G_URI_FLAGS_NONE, NULL) : NULL;
	const char *host = uri ? g_uri_get_host(uri) : NULL;

	return g_strdup(host && *host ? host : NO_HOST);
}

static char *uid_of(const struct due *due, const char *host)
{
	const char *part = due_part_id(due);
	g_autoptr(GString) uid = g_string_new(due->record->id);

	if (part)
		g_string_append_printf(uid, ".%s", part);
	g_string_append_printf(uid, ".%s", due->code);
	if (due->nth > 0)
		g_string_append_printf(uid, ".%u", due->nth + 1);
	g_string_append_printf(uid, "@%s", host);
	return g_string_free(g_steal_pointer(&uid), FALSE);
}

/* What it is part of, who sees to it, and whether it is late. */
static char *describe(const struct registers *registers,
		      const struct due_list *list, const struct due *due)
{
	const char *part = due_part_id(due);
	g_autofree char *responsible = due_responsible(registers, due);
	g_autofree char *as_of = date_words(list->as_of);
	g_autoptr(GString) words = g_string_new(NULL);

	g_string_append_printf(words, "%s: %s", due->record->kind->label,
			       due->record->title);
	if (part)
		g_string_append_printf(words, " (%s)", part);
	if (responsible)
		g_string_append_printf(words, "\nResponsible: %s", responsible);
	if (due->is_overdue)
		g_string_append_printf(words, "\nOverdue on %s", as_of);
	return g_string_free(g_steal_pointer(&words), FALSE);
}

void due_ics_begin(GString *out, const struct registers *registers)
{
	const char *title =
		node_text(node_child(registers_settings(registers), "title"));
	g_autofree char *name = g_strdup_printf("Due: %s", title);

	ics_begin(out, name);
}

void due_ics_add(GString *out, const struct registers *registers,
		 const struct due_list *list, size_t i)
{
	const struct due *due = &list->all[i];
	const struct record *record = due->record;
	g_autofree char *base = settings_base_url(registers);
	g_autofree char *host = host_of(base);
	g_autofree char *uid = uid_of(due, host);
	g_autofree char *description = describe(registers, list, due);
	g_autofree char *summary =
		g_strdup_printf("%s: %s", due->what, record->title);
	g_autofree char *url =
		base ? g_strdup_printf("%s%s/%s.html", base,
				       record->kind->folder, record->id)
		     : NULL;
	struct ics_event event = {
		.uid = uid,
		.date = due->date,
		.summary = summary,
		.description = description,
		.category = due->what,
		.url = url,
	};

	ics_event(out, &event, list->as_of);
}

void due_ics_end(GString *out)
{
	ics_end(out);
}

void due_ics_write(GString *out, const struct registers *registers,
		   const struct due_list *list, size_t n)
{
	due_ics_begin(out, registers);
	for (size_t i = 0; i < MIN(n, list->n); i++)
		due_ics_add(out, registers, list, i);
	due_ics_end(out);
}

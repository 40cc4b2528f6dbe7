/* SPDX-License-Identifier: MIT */
/* Agreements as the register of the Digital Economy Act, in three forms. */
#include <string.h>

#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/date.h"
#include "lib/dea.h"
#include "lib/dea_give.h"
#include "lib/registers.h"
#include "lib/rsf.h"
#include "site-gen/csv.h"

/* What may end a line or a cell of tab-separated values becomes a blank. */
static void append_tab_cell(GString *out, const char *text, bool is_first)
{
	if (!is_first)
		g_string_append_c(out, '\t');
	for (; *text; text++)
		g_string_append_c(out, strchr("\t\r\n", *text) ? ' ' : *text);
}

static void append_row(GString *out, bool is_csv, const char *const *cells)
{
	for (enum dea_field i = DEA_KEY; i < DEA_FIELDS; i++) {
		g_autoptr(GString) cell = g_string_new(NULL);

		if (!is_csv) {
			append_tab_cell(out, cells[i], i == 0);
			continue;
		}
		csv_add_value(cell, cells[i]);
		csv_add_cell(out, cell->str, i == 0);
	}
	if (is_csv)
		csv_end_row(out);
	else
		g_string_append_c(out, '\n');
}

static void write_table(GString *out, const GPtrArray *entries, bool is_csv)
{
	const char *cells[DEA_FIELDS];

	if (is_csv)
		csv_begin(out);
	for (enum dea_field i = DEA_KEY; i < DEA_FIELDS; i++)
		cells[i] = dea_field_name(i);
	append_row(out, is_csv, cells);
	for (guint i = 0; i < entries->len; i++) {
		const struct dea_entry *entry = entries->pdata[i];
		char *texts[DEA_FIELDS];

		for (enum dea_field j = DEA_KEY; j < DEA_FIELDS; j++)
			cells[j] = texts[j] = dea_give_list(entry->values[j]);
		append_row(out, is_csv, cells);
		for (enum dea_field j = DEA_KEY; j < DEA_FIELDS; j++)
			g_free(texts[j]);
	}
}

/* What every register begins with: its name, its fields, itself. */
static void add_metadata(struct rsf_write *write)
{
	const char *names[DEA_FIELDS + 1] = { NULL };
	const char *name[] = { DEA_REGISTER, NULL };
	const char *text[] = { "Information sharing agreements under Part 5 "
			       "of the Digital Economy Act 2017",
			       NULL };
	const struct rsf_value self[] = { { "name", name, false } };
	const struct rsf_value all[] = { { "fields", names, true },
					 { "register", name, false },
					 { "text", text, false } };

	rsf_write_add(write, false, "name", self, 1);
	for (enum dea_field i = DEA_KEY; i < DEA_FIELDS; i++) {
		const char *one[][2] = {
			{ dea_field_is_list(i) ? "n" : "1", NULL },
			{ dea_field_type(i), NULL },
			{ dea_field_name(i), NULL },
			{ dea_field_text(i), NULL },
		};
		const struct rsf_value field[] = {
			{ "cardinality", one[0], false },
			{ "datatype", one[1], false },
			{ "field", one[2], false },
			{ "text", one[3], false },
		};
		g_autofree char *key = g_strconcat("field:", one[2][0], NULL);

		names[i] = one[2][0];
		rsf_write_add(write, false, key, field, G_N_ELEMENTS(field));
	}
	rsf_write_add(write, false, "register:" DEA_REGISTER, all,
		      G_N_ELEMENTS(all));
}

static void write_rsf(GString *out, const GPtrArray *entries, date_t as_of)
{
	g_autofree char *day = date_format(as_of);
	g_autofree char *timestamp = g_strconcat(day, "T00:00:00Z", NULL);
	struct rsf_write *write = rsf_write_new(timestamp);

	add_metadata(write);
	for (guint i = 0; i < entries->len; i++) {
		const struct dea_entry *entry = entries->pdata[i];
		struct rsf_value values[DEA_FIELDS];

		for (enum dea_field j = DEA_KEY; j < DEA_FIELDS; j++) {
			g_ptr_array_add(entry->values[j], NULL);
			values[j] = (struct rsf_value){
				dea_field_name(j),
				(const char *const *)entry->values[j]->pdata,
				dea_field_is_list(j),
			};
		}
		rsf_write_add(write, true, dea_value(entry, DEA_KEY), values,
			      DEA_FIELDS);
	}
	rsf_write_end(write, out);
}

static void tell_lost(const struct record *record, GPtrArray *lost)
{
	g_autofree char *all = NULL;

	if (lost->len == 0)
		return;
	g_ptr_array_add(lost, NULL);
	all = g_strjoinv("; ", (char **)lost->pdata);
	output_note("export", "of '%s' the register has no place for: %s",
		    record->id, all);
}

/* How many agreements are not for the register. */
static size_t gather(const struct session *session, GPtrArray *entries,
		     enum command_status *status)
{
	size_t n, n_others = 0;
	const struct record *const *all =
		registers_of_kind(session->registers, "agreement", &n);

	for (size_t i = 0; i < n; i++) {
		g_autoptr(GPtrArray) lost =
			g_ptr_array_new_with_free_func(g_free);

		if (!formats_takes(all[i], status))
			continue;
		if (!dea_give_is_one(session->registers, all[i])) {
			n_others++;
		} else {
			g_ptr_array_add(entries, dea_give(session->registers,
							  all[i], lost));
			tell_lost(all[i], lost);
		}
	}
	return n_others;
}

static void free_entry(void *entry)
{
	dea_entry_free(entry);
}

static enum command_status run(const struct session *session, const char *out)
{
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func(free_entry);
	g_autoptr(GString) bytes = g_string_new(NULL);
	enum command_status status = COMMAND_CLEAN;
	bool is_csv = g_str_has_suffix(out, ".csv");
	size_t n_others;

	if (!is_csv && !g_str_has_suffix(out, ".tsv") &&
	    !g_str_has_suffix(out, ".rsf"))
		return output_usage("export",
				    "expected a FILE that ends with '.tsv', "
				    "'.csv' or '.rsf', not '%s'",
				    out);
	n_others = gather(session, entries, &status);
	if (n_others > 0)
		output_note("export",
			    "left out, since they have no type, entry or "
			    "objective of the Digital Economy Act: %zu of %zu "
			    "agreements",
			    n_others, n_others + entries->len);
	if (g_str_has_suffix(out, ".rsf"))
		write_rsf(bytes, entries, session->as_of);
	else
		write_table(bytes, entries, is_csv);
	return formats_put(session, out, bytes->str, bytes->len, status);
}

const struct export_format export_dea = {
	.name = "dea",
	.is_outward = true,
	.run = run,
};

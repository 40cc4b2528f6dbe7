/* SPDX-License-Identifier: MIT */
/*
 * What records say of the signals, kept as bytes: added up it is what one pass
 * over the records gives, whatever the order, and damage adds nothing.
 */
#include <string.h>

#include <glib.h>

#include "lib/assets.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
#include "lib/signals.h"
#include "lib/signals_sum.h"

#define AS_OF "2026-11-22"
#define HEAD " xmlns='urn:gatehouse:1' version='1'"

static struct library *library;

static void add(struct files *files, const char *path, const char *text)
{
	files_add(files, path, g_bytes_new(text, strlen(text)));
}

static struct registers *load(struct files *files)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	struct registers *registers;

	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	return registers;
}

static struct registers *load_example(void)
{
	g_auto(GStrv) paths = assets_list(library->assets, "registers");
	struct files *files = files_new();

	for (char **path = paths; *path; path++) {
		if (!g_str_has_prefix(*path, "registers/history"))
			files_add(files, *path + strlen("registers/"),
				  assets_load(library->assets, *path, NULL));
	}
	return load(files);
}

/* An agreement of two parties, opinions of one of them, and one of another. */
static struct registers *load_opinions(void)
{
	struct files *files = files_new();

	add(files, "gatehouse.xml",
	    "<settings xmlns='urn:gatehouse:1'><title>T</title></settings>");
	add(files, "organisations/council.xml",
	    "<organisation id='council'" HEAD "><name>Council</name>"
	    "<type>unitary-council</type></organisation>");
	add(files, "organisations/police.xml",
	    "<organisation id='police'" HEAD "><name>Police</name>"
	    "<type>police-force</type></organisation>");
	add(files, "organisations/school.xml",
	    "<organisation id='school'" HEAD "><name>School</name>"
	    "<type>school</type></organisation>");
	add(files, "agreements/list.xml",
	    "<agreement id='list'" HEAD "><title>List</title>"
	    "<status>active</status>"
	    "<party ref='council'><role>controller</role></party>"
	    "<party ref='police'><role>controller</role></party>"
	    "</agreement>");
	add(files, "barriers/dated.xml",
	    "<barrier id='dated'" HEAD "><title>Dated</title>"
	    "<barrier>B7</barrier><assessment id='a1'><partner ref='council'/>"
	    "<level>2</level><assessedOn>2026-04-30</assessedOn></assessment>"
	    "<assessment id='a2'><partner ref='school'/><level>2</level>"
	    "<assessedOn>2026-04-30</assessedOn></assessment></barrier>");
	add(files, "barriers/old.xml",
	    "<barrier id='old'" HEAD "><title>Old</title>"
	    "<barrier>B6</barrier><assessment id='a1'><partner ref='council'/>"
	    "<level>2</level><assessedOn>2020-04-30</assessedOn></assessment>"
	    "</barrier>");
	add(files, "barriers/undated.xml",
	    "<barrier id='undated'" HEAD "><title>Undated</title>"
	    "<barrier>B8</barrier><assessment id='a1'><partner ref='council'/>"
	    "<level>2</level></assessment><assessment id='a2'>"
	    "<partner ref='police'/><level>0</level></assessment></barrier>");
	return load(files);
}

static GString *part_of(const struct registers *registers, const char *id)
{
	GString *part = g_string_new(NULL);

	signals_part(registers, registers_find(registers, id),
		     date_parse(AS_OF), part);
	return part;
}

/* The parts of all records, each in bytes of its own. */
static GPtrArray *parts_of(const struct registers *registers)
{
	GPtrArray *parts =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);
		GString *part = g_string_new(NULL);

		signals_part(registers, record, date_parse(AS_OF), part);
		g_ptr_array_add(parts, g_string_free_to_bytes(part));
	}
	return parts;
}

static void add_part(struct signals_sum *sum, GBytes *part)
{
	gsize len;
	const void *bytes = g_bytes_get_data(part, &len);

	g_assert_true(signals_sum_add(sum, bytes, len));
}

static char *words(const struct signal *signals, size_t n)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < n; i++)
		g_string_append_printf(text, "%s %s: %zu of %zu, %zu unknown\n",
				       signals[i].barrier, signals[i].name,
				       signals[i].met, signals[i].of,
				       signals[i].undecidable);
	return g_string_free(text, FALSE);
}

static char *words_of_sum(const struct signals_sum *sum)
{
	size_t n;
	g_autofree struct signal *signals = signals_sum_signals(sum, &n);

	return words(signals, n);
}

static void test_parts_outlive_the_registers_and_have_no_order(void)
{
	struct registers *registers = load_example();
	g_autoptr(GPtrArray) parts = parts_of(registers);
	g_autoptr(SignalsSum) forwards = signals_sum_new();
	g_autoptr(SignalsSum) backwards = signals_sum_new();
	size_t n;
	g_autofree struct signal *all =
		signals_compute(registers, date_parse(AS_OF), &n);
	g_autofree char *expected = words(all, n);
	g_autofree char *forth = NULL;
	g_autofree char *back = NULL;

	registers_free(registers);
	g_assert_cmpuint(parts->len, >, 50);
	for (size_t i = 0; i < n; i++)
		g_assert_cmpuint(all[i].of, >, 0);
	for (guint i = 0; i < parts->len; i++) {
		add_part(forwards, parts->pdata[i]);
		add_part(backwards, parts->pdata[parts->len - 1 - i]);
	}
	forth = words_of_sum(forwards);
	back = words_of_sum(backwards);
	g_assert_cmpstr(forth, ==, expected);
	g_assert_cmpstr(back, ==, expected);
}

/* An opinion with a day is worth more than one without, said before or after. */
static void test_opinions_of_one_party_have_no_order(void)
{
	static const char *const orders[][3] = {
		{ "list", "dated", "undated" }, { "list", "undated", "dated" },
		{ "dated", "undated", "list" }, { "undated", "dated", "list" },
		{ "dated", "list", "undated" }, { "undated", "list", "dated" },
	};
	g_autoptr(Registers) registers = load_opinions();

	for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
		g_autoptr(SignalsSum) sum = signals_sum_new();
		g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(
			(GDestroyNotify)g_bytes_unref);
		g_autofree struct signal *signals = NULL;
		size_t n;

		for (size_t j = 0; j < 3; j++) {
			g_ptr_array_add(parts,
					g_string_free_to_bytes(part_of(
						registers, orders[i][j])));
			add_part(sum, parts->pdata[j]);
		}
		signals = signals_sum_signals(sum, &n);
		g_assert_cmpuint(signals[0].met, ==, 1);
		g_assert_cmpuint(signals[0].of, ==, 2);
		g_assert_cmpuint(signals[0].undecidable, ==, 0);
	}
}

static void test_without_the_dated_opinion_nothing_is_known(void)
{
	g_autoptr(Registers) registers = load_opinions();
	g_autoptr(GString) parts = part_of(registers, "list");
	g_autoptr(SignalsSum) sum = signals_sum_new();
	g_autofree struct signal *signals = NULL;
	size_t n;

	signals_part(registers, registers_find(registers, "undated"),
		     date_parse(AS_OF), parts);
	signals_part(registers, registers_find(registers, "old"),
		     date_parse(AS_OF), parts);
	g_assert_true(signals_sum_add(sum, parts->str, parts->len));
	signals = signals_sum_signals(sum, &n);
	g_assert_cmpuint(signals[0].met, ==, 0);
	g_assert_cmpuint(signals[0].of, ==, 1);
	g_assert_cmpuint(signals[0].undecidable, ==, 1);
}

static void test_a_record_of_another_kind_says_nothing_in_one_byte(void)
{
	g_autoptr(Registers) registers = load_opinions();
	g_autoptr(GString) part = part_of(registers, "council");
	g_autoptr(SignalsSum) sum = signals_sum_new();
	g_autofree char *before = words_of_sum(sum);
	g_autofree char *after = NULL;

	g_assert_cmpuint(part->len, ==, 1);
	g_assert_true(signals_sum_add(sum, part->str, part->len));
	after = words_of_sum(sum);
	g_assert_cmpstr(after, ==, before);
}

/* In memory of their own size, where reading too far is seen. */
static bool add_exactly(struct signals_sum *sum, const char *bytes, size_t len)
{
	g_autofree char *copy = g_memdup2(bytes, len);

	return signals_sum_add(sum, copy, len);
}

static void test_a_part_that_is_cut_off_is_refused(void)
{
	static const char *const ids[] = { "list", "dated", "undated" };
	g_autoptr(Registers) registers = load_opinions();
	g_autoptr(SignalsSum) sum = signals_sum_new();
	g_autofree char *before = words_of_sum(sum);
	g_autofree char *after = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(GString) part = part_of(registers, ids[i]);

		for (size_t len = 1; len < part->len; len++)
			g_assert_false(add_exactly(sum, part->str, len));
	}
	after = words_of_sum(sum);
	g_assert_cmpstr(after, ==, before);
}

/* Whatever a byte is changed to: a share stays a share, of no more than that. */
static void assert_harmless(const char *bytes, size_t len)
{
	g_autoptr(SignalsSum) sum = signals_sum_new();
	g_autofree char *copy = g_memdup2(bytes, len);
	g_autofree struct signal *signals = NULL;
	size_t subjects = 0;
	bool is_added = signals_sum_add(sum, copy, len);
	size_t n;

	signals = signals_sum_signals(sum, &n);
	for (size_t i = 0; i < n; i++) {
		g_assert_cmpuint(signals[i].met, <=, signals[i].of);
		subjects += signals[i].of + signals[i].undecidable;
	}
	g_assert_cmpuint(subjects, <=, is_added ? len : 0);
}

static void test_a_changed_byte_is_refused_or_harmless(void)
{
	g_autoptr(Registers) registers = load_opinions();
	g_autoptr(GString) parts = part_of(registers, "list");

	signals_part(registers, registers_find(registers, "undated"),
		     date_parse(AS_OF), parts);
	for (size_t at = 0; at < parts->len; at++) {
		char was = parts->str[at];

		for (int byte = 0; byte < 256; byte++) {
			parts->str[at] = (char)byte;
			assert_harmless(parts->str, parts->len);
		}
		parts->str[at] = was;
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	library = library_new(NULL, NULL, &error);
	if (!library)
		g_error("%s", error->message);
#define ADD(name_) g_test_add_func("/signals_sum/" #name_, test_##name_)
	ADD(parts_outlive_the_registers_and_have_no_order);
	ADD(opinions_of_one_party_have_no_order);
	ADD(without_the_dated_opinion_nothing_is_known);
	ADD(a_record_of_another_kind_says_nothing_in_one_byte);
	ADD(a_part_that_is_cut_off_is_refused);
	ADD(a_changed_byte_is_refused_or_harmless);
	status = g_test_run();
	library_free(library);
	return status;
}

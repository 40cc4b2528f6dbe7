/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <glib.h>

#include "site-gen/manifest.h"
#include "site-gen/published.h"
#include "site-gen/published_check.h"

static const struct manifest some = {
	.commit = "0123456789012345678901234567890123456789",
	.as_of = 739577,
	.edition = EDITION_PUBLIC,
};

/* "000…1": the checksum of the build number n. */
static char *root_of(int n)
{
	return g_strdup_printf("%064d", n);
}

static GBytes *append(GBytes *before, int n, const char *reason)
{
	struct published_build build = {
		.time = "2026-03-01T12:00:00Z",
		.reason = reason,
		.before = before,
	};
	g_autofree char *root = root_of(n);

	return published_append(&build, &some, root);
}

/* The log of so many builds. */
static GBytes *log_of(int n)
{
	GBytes *log = g_bytes_new(NULL, 0);

	for (int i = 0; i < n; i++) {
		GBytes *more = append(log, i, NULL);

		g_bytes_unref(log);
		log = more;
	}
	return log;
}

static struct published *parse(GBytes *log)
{
	gsize len;
	const char *bytes = g_bytes_get_data(log, &len);

	return published_parse(bytes, len);
}

static size_t count_faults(const char *text, size_t len)
{
	g_autoptr(Published) log = published_parse(text, len);

	return g_strv_length((GStrv)published_faults(log));
}

static void a_chain_is_sound(void)
{
	g_autoptr(GBytes) bytes = log_of(4);
	g_autoptr(Published) log = parse(bytes);
	g_autofree char *root = root_of(3);

	g_assert_null(*published_faults(log));
	g_assert_cmpuint(published_len(log), ==, 4);
	g_assert_cmpstr(published_last(log)->root, ==, root);
	g_assert_cmpuint(published_last(log)->line, ==, 4);
	g_assert_cmpstr(published_last(log)->commit, ==, some.commit);
}

static void an_empty_log_is_sound(void)
{
	g_autoptr(Published) log = published_parse(NULL, 0);

	g_assert_null(*published_faults(log));
	g_assert_null(published_last(log));
}

static void the_same_build_is_written_once(void)
{
	g_autoptr(GBytes) once = log_of(2);
	g_autoptr(GBytes) twice = append(once, 1, NULL);
	g_autoptr(GBytes) reasoned = append(once, 1, "a reason");
	g_autoptr(GBytes) again = append(reasoned, 1, "a reason");
	g_autoptr(GBytes) earlier = append(once, 0, NULL);

	g_assert_true(g_bytes_equal(once, twice));
	g_assert_false(g_bytes_equal(once, reasoned));
	g_assert_true(g_bytes_equal(reasoned, again));
	g_assert_false(g_bytes_equal(once, earlier));
}

/* Whatever byte of a line before the last is changed, it is found. */
static void any_byte_before_the_last_line_counts(void)
{
	g_autoptr(GBytes) bytes = log_of(3);
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);
	const char *last = memrchr(data, '\n', len - 1);
	size_t n_tried = 0;

	for (const char *at = data; at < last; at++) {
		g_autofree char *forged = g_memdup2(data, len);

		forged[at - data] ^= 1;
		g_assert_cmpuint(count_faults(forged, len), >, 0);
		n_tried++;
	}
	g_assert_cmpuint(n_tried, >, 500);
}

static void a_line_that_is_cut_is_a_fault(void)
{
	g_autoptr(GBytes) bytes = log_of(3);
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);
	const char *last = memrchr(data, '\n', len - 1);

	for (size_t n = (size_t)(last - data) + 2; n < len; n++)
		g_assert_cmpuint(count_faults(data, n), >, 0);
}

/* Faults of a log of two builds, held against the build number n. */
static guint check_against(int n, const char *as_of)
{
	g_autoptr(GBytes) bytes = log_of(2);
	g_autoptr(Published) log = parse(bytes);
	g_autofree char *commit = g_strdup(some.commit);
	g_autofree char *day = g_strdup(as_of);
	struct manifest_head head = { (char *)"0.1.0", commit, day,
				      (char *)"public" };
	struct published_check check = { 0 };
	g_autofree char *root = root_of(n);
	g_autoptr(GError) error = NULL;
	guint n_faults;

	g_assert_true(
		published_check_run(&check, log, &head, root, NULL, &error));
	n_faults = check.faults->len;
	published_check_clear(&check);
	return n_faults;
}

static void the_last_line_is_of_the_site(void)
{
	g_autofree char *day = date_format(some.as_of);

	g_assert_cmpuint(check_against(1, day), ==, 0);
	g_assert_cmpuint(check_against(0, day), ==, 1);
	g_assert_cmpuint(check_against(2, day), ==, 1);
	g_assert_cmpuint(check_against(1, "2020-01-01"), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/published/chain", a_chain_is_sound);
	g_test_add_func("/published/empty", an_empty_log_is_sound);
	g_test_add_func("/published/once", the_same_build_is_written_once);
	g_test_add_func("/published/any-byte",
			any_byte_before_the_last_line_counts);
	g_test_add_func("/published/cut", a_line_that_is_cut_is_a_fault);
	g_test_add_func("/published/last", the_last_line_is_of_the_site);
	return g_test_run();
}

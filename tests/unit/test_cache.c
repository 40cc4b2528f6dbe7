/* SPDX-License-Identifier: MIT */
/*
 * A cache that is used, damaged, shared and full.
 */
#include "lib/cache.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include <glib.h>
#include <glib/gstdio.h>

#define DAY ((int64_t)24 * 60 * 60)

static char *place; /* a new folder for every test */

static void setup(void *data, gconstpointer unused)
{
	(void)data;
	(void)unused;
	place = g_dir_make_tmp("cache-XXXXXX", NULL);
	g_assert_true(g_setenv("GATEHOUSE_CACHE", place, TRUE));
}

static void teardown(void *data, gconstpointer unused)
{
	const char *const argv[] = { "rm", "-rf", place, NULL };

	(void)data;
	(void)unused;
	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		     NULL, NULL, NULL, NULL);
	g_clear_pointer(&place, g_free);
}

static void put(const char *key, const char *text)
{
	g_autoptr(Cache) cache = cache_open("test", 1);

	g_assert_nonnull(cache);
	cache_put(cache, key, text, strlen(text));
}

/* What is found under the key as text, "" when nothing is. */
static char *get_form(const char *key, unsigned form)
{
	g_autoptr(Cache) cache = cache_open("test", form);
	g_autoptr(GBytes) bytes = cache_get(cache, key);
	gsize len = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &len) : NULL;

	return g_strndup(text ? text : "", len);
}

static void assert_found(const char *key, const char *text)
{
	g_autofree char *found = get_form(key, 1);

	g_assert_cmpstr(found, ==, text);
}

/* The paths of the files of the store. */
static GPtrArray *files(void)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *folder = g_build_filename(place, "test", NULL);
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
	g_clear_pointer(&dir, g_dir_close);
	return paths;
}

/* The path of the only file of the store. */
static char *only_file(void)
{
	g_autoptr(GPtrArray) paths = files();

	g_assert_cmpuint(paths->len, ==, 1);
	return g_strdup(paths->pdata[0]);
}

static void set_days_ago(const char *path, int64_t days)
{
	time_t then = (time_t)(g_get_real_time() / G_USEC_PER_SEC - days * DAY);
	struct utimbuf times = { then, then };

	g_assert_cmpint(utime(path, &times), ==, 0);
}

static void what_is_stored_is_found(void *data, gconstpointer unused)
{
	(void)data;
	(void)unused;
	assert_found("a", "");
	put("a", "one");
	put("b", "two");
	assert_found("a", "one");
	put("a", "three");
	assert_found("a", "three");
	assert_found("b", "two");
	put("nothing", "");
	assert_found("nothing", "");
}

static void another_form_is_not_found(void *data, gconstpointer unused)
{
	g_autofree char *found = NULL;

	(void)data;
	(void)unused;
	put("a", "one");
	found = get_form("a", 2);
	g_assert_cmpstr(found, ==, "");
}

static void damage_is_not_found(void *data, gconstpointer unused)
{
	g_autofree char *path = NULL;
	g_autofree char *whole = NULL;
	gsize len;

	(void)data;
	(void)unused;
	put("a", "what was worked out");
	path = only_file();
	g_assert_true(g_file_get_contents(path, &whole, &len, NULL));
	for (gsize i = 0; i < len; i++) {
		g_autofree char *damaged = g_memdup2(whole, len);

		damaged[i] = (char)(damaged[i] ^ (1 << i % 8));
		g_assert_true(g_file_set_contents_full(
			path, damaged, (gssize)len, G_FILE_SET_CONTENTS_NONE,
			0600, NULL));
		assert_found("a", "");
		g_assert_true(g_file_set_contents_full(path, whole, (gssize)i,
						       G_FILE_SET_CONTENTS_NONE,
						       0600, NULL));
		assert_found("a", "");
	}
	g_assert_true(g_file_set_contents_full(path, whole, (gssize)len,
					       G_FILE_SET_CONTENTS_NONE, 0600,
					       NULL));
	assert_found("a", "what was worked out");
}

static void an_entry_under_another_name_is_not_found(void *data,
						     gconstpointer unused)
{
	g_autofree char *first = NULL;
	g_autofree char *aside = NULL;
	g_autofree char *second = NULL;

	(void)data;
	(void)unused;
	put("a", "one");
	first = only_file();
	aside = g_build_filename(place, "aside", NULL);
	g_assert_cmpint(g_rename(first, aside), ==, 0);
	put("b", "two");
	second = only_file();
	g_assert_cmpint(g_rename(aside, second), ==, 0);
	assert_found("b", "");
}

static void only_what_is_ones_own_is_read(void *data, gconstpointer unused)
{
	g_autofree char *path = NULL;
	g_autofree char *aside = NULL;
	g_autofree char *folder = g_build_filename(place, "test", NULL);
	struct stat st;

	(void)data;
	(void)unused;
	put("a", "one");
	path = only_file();
	g_assert_cmpint(stat(path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0600);
	g_assert_cmpint(stat(folder, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0700);
	g_assert_cmpint(g_chmod(path, 0666), ==, 0);
	assert_found("a", "");
	g_assert_cmpint(g_chmod(path, 0600), ==, 0);
	assert_found("a", "one");
	aside = g_build_filename(place, "aside", NULL);
	g_assert_cmpint(g_rename(path, aside), ==, 0);
	g_assert_cmpint(symlink(aside, path), ==, 0);
	assert_found("a", "");
	g_assert_cmpint(g_chmod(folder, 0777), ==, 0);
	g_assert_null(cache_open("test", 1));
}

static void there_may_be_no_place(void *data, gconstpointer unused)
{
	g_autofree char *file = g_build_filename(place, "file", NULL);

	(void)data;
	(void)unused;
	g_assert_true(g_file_set_contents(file, "", 0, NULL));
	g_setenv("GATEHOUSE_CACHE", file, TRUE);
	g_assert_null(cache_open("test", 1));
	g_setenv("GATEHOUSE_CACHE", "relative", TRUE);
	g_assert_null(cache_open("test", 1));
	g_setenv("GATEHOUSE_CACHE", "", TRUE);
	g_assert_null(cache_open("test", 1));
	cache_put(NULL, "a", "one", 3);
	g_assert_null(cache_get(NULL, "a"));
}

static void it_is_made_when_needed_and_may_be_deleted(void *data,
						      gconstpointer unused)
{
	g_autoptr(Cache) cache = cache_open("test", 1);
	g_autofree char *path = NULL;
	g_autofree char *folder = g_build_filename(place, "test", NULL);

	(void)data;
	(void)unused;
	g_assert_null(cache_get(cache, "a"));
	g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
	cache_put(cache, "a", "one", 3);
	assert_found("a", "one");
	path = only_file();
	g_assert_cmpint(g_remove(path), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
	g_assert_null(cache_get(cache, "a"));
	cache_put(cache, "a", "one", 3);
	assert_found("a", "one");
}

static void what_is_old_is_removed(void *data, gconstpointer unused)
{
	g_autofree char *old = NULL;
	g_autofree char *dead = NULL;
	g_autofree char *other = g_build_filename(place, "test", "notes", NULL);

	(void)data;
	(void)unused;
	put("old", "one");
	old = only_file();
	dead = g_strconcat(old, ".AbCdEf", NULL);
	g_assert_true(g_file_set_contents(dead, "half", -1, NULL));
	g_assert_true(g_file_set_contents(other, "not ours", -1, NULL));
	set_days_ago(old, CACHE_DAYS + 1);
	set_days_ago(dead, 2);
	set_days_ago(other, 1000);
	put("new", "two");
	g_assert_false(g_file_test(old, G_FILE_TEST_EXISTS));
	g_assert_false(g_file_test(dead, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(other, G_FILE_TEST_EXISTS));
	assert_found("new", "two");
}

/* The next that writes the entry takes away what a killed one left of it. */
static void what_is_half_written_is_removed(void *data, gconstpointer unused)
{
	g_autofree char *dead = NULL;
	g_autofree char *other = NULL;
	g_autofree char *path = NULL;

	(void)data;
	(void)unused;
	put("mine", "one");
	path = only_file();
	dead = g_strconcat(path, ".AbCdEf", NULL);
	path[strlen(path) - 1] = path[strlen(path) - 1] == '0' ? '1' : '0';
	other = g_strconcat(path, ".AbCdEf", NULL);
	g_assert_true(g_file_set_contents(dead, "half", -1, NULL));
	g_assert_true(g_file_set_contents(other, "another's", -1, NULL));
	put("mine", "two");
	g_assert_false(g_file_test(dead, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(other, G_FILE_TEST_EXISTS));
	assert_found("mine", "two");
}

static void what_is_used_stays(void *data, gconstpointer unused)
{
	g_autofree char *path = NULL;

	(void)data;
	(void)unused;
	put("used", "one");
	path = only_file();
	set_days_ago(path, CACHE_DAYS + 1);
	assert_found("used", "one");
	put("new", "two");
	assert_found("used", "one");
}

/* A file of so many bytes that takes no room on the disk. */
static void put_hollow(const char *path, int64_t size, int64_t days)
{
	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	g_assert_cmpint(truncate(path, size), ==, 0);
	set_days_ago(path, days);
}

static void past_the_limit_the_longest_unused_goes(void *data,
						   gconstpointer unused)
{
	g_autofree char *first = NULL;
	g_autofree char *later = NULL;
	g_autofree char *sooner = NULL;

	(void)data;
	(void)unused;
	put("a", "one");
	first = only_file();
	later = g_strdup(first);
	sooner = g_strdup(first);
	memset(strrchr(later, '/') + 1, 'a', 64);
	memset(strrchr(sooner, '/') + 1, 'b', 64);
	put_hollow(later, CACHE_MAX_BYTES / 2, 3);
	put_hollow(sooner, CACHE_MAX_BYTES / 2, 2);
	put("b", "two");
	g_assert_false(g_file_test(later, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(sooner, G_FILE_TEST_EXISTS));
	assert_found("a", "one");
	assert_found("b", "two");
}

/* Stores one letter, many times over, again and again. */
static void write_letter(char letter, size_t len)
{
	g_autoptr(Cache) cache = cache_open("test", 1);
	g_autofree char *bytes = g_malloc(len);

	memset(bytes, letter, len);
	for (int i = 0; i < 200; i++)
		cache_put(cache, "shared", bytes, len);
}

static void two_writers_leave_one_whole(void *data, gconstpointer unused)
{
	static const char letters[] = "xy";
	const size_t len = 100000;
	pid_t writers[2];
	int status;

	(void)data;
	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
		writers[i] = fork();
		g_assert_cmpint(writers[i], >=, 0);
		if (writers[i] == 0) {
			write_letter(letters[i], len);
			_exit(0);
		}
	}
	for (int i = 0; i < 200; i++) {
		g_autofree char *found = get_form("shared", 1);

		if (*found == '\0')
			continue;
		g_assert_cmpuint(strspn(found, found[0] == 'x' ? "x" : "y"), ==,
				 len);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
		g_assert_cmpint(waitpid(writers[i], &status, 0), >, 0);
		g_assert_cmpint(status, ==, 0);
	}
	g_free(only_file());
}

static void add(const char *path, void (*test)(void *, gconstpointer))
{
	g_test_add_vtable(path, 0, NULL, setup, test, teardown);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("/cache/what-is-stored-is-found", what_is_stored_is_found);
	add("/cache/another-form-is-not-found", another_form_is_not_found);
	add("/cache/damage-is-not-found", damage_is_not_found);
	add("/cache/an-entry-under-another-name-is-not-found",
	    an_entry_under_another_name_is_not_found);
	add("/cache/only-what-is-ones-own-is-read",
	    only_what_is_ones_own_is_read);
	add("/cache/there-may-be-no-place", there_may_be_no_place);
	add("/cache/it-is-made-when-needed-and-may-be-deleted",
	    it_is_made_when_needed_and_may_be_deleted);
	add("/cache/what-is-old-is-removed", what_is_old_is_removed);
	add("/cache/what-is-half-written-is-removed",
	    what_is_half_written_is_removed);
	add("/cache/what-is-used-stays", what_is_used_stays);
	add("/cache/past-the-limit-the-longest-unused-goes",
	    past_the_limit_the_longest_unused_goes);
	add("/cache/two-writers-leave-one-whole", two_writers_leave_one_whole);
	return g_test_run();
}

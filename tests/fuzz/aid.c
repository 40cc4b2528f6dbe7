/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/aid.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include "lib/commit.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/repo_trees.h"
#include "lib/rulebook.h"
#include "lib/rules.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define AS_OF "2026-11-22"

/* What the input may refer to; the dictionary has their ids. */
static const char *const others[][2] = {
	{ "gatehouse.xml", AID_SETTINGS },
	{ "agreements/agr.xml",
	  "<agreement " NS " id='agr'><title>A</title><status>active</status>"
	  "<party ref='org'><role>controller</role></party>"
	  "<flow id='flow'><title>F</title></flow></agreement>" },
	{ "gateways/gwy.xml",
	  "<gateway " NS " id='gwy'><title>G</title></gateway>" },
	{ "organisations/org.xml",
	  "<organisation " NS " id='org'><name>O</name>"
	  "<type>unitary-council</type></organisation>" },
	{ "programmes/prg.xml",
	  "<programme " NS " id='prg'><title>P</title></programme>" },
	{ "sources/src.xml",
	  "<source " NS " id='src'><title>S</title></source>" },
};

/* GLib's way to die is not among those that libFuzzer takes notice of. */
static void die(int number)
{
	(void)number;
	abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	(void)signal(SIGTRAP, die);
	g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
	g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
	g_setenv("GIT_AUTHOR_NAME", "Ada Example", TRUE);
	g_setenv("GIT_AUTHOR_EMAIL", "ada@example.org", TRUE);
	g_setenv("GIT_COMMITTER_NAME", "Ada Example", TRUE);
	g_setenv("GIT_COMMITTER_EMAIL", "ada@example.org", TRUE);
	g_setenv("SOURCE_DATE_EPOCH", "1700000000", TRUE);
	g_setenv("HOME", aid_dir(), TRUE);
	g_setenv("XDG_CONFIG_HOME", aid_dir(), TRUE);
	return 0;
}

static void *must(void *made, GError *error)
{
	if (!made)
		g_error("%s", error ? error->message : "nothing was made");
	return made;
}

const struct library *aid_library(void)
{
	static struct library *library;
	GError *error = NULL;

	if (!library)
		library = must(library_new(NULL, NULL, &error), error);
	return library;
}

const struct rulebook *aid_rulebook(void)
{
	static struct rulebook *rulebook;
	GError *error = NULL;

	if (!rulebook)
		rulebook = must(rulebook_new(aid_library()->assets, &error),
				error);
	return rulebook;
}

char *aid_text(const uint8_t *data, size_t size)
{
	char *text = g_malloc(size + 1);

	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

void aid_two_texts(const uint8_t *data, size_t size, char **one, char **two)
{
	const uint8_t *cut = size > 0 ? memchr(data, 0x1e, size) : NULL;
	size_t n = cut ? (size_t)(cut - data) : size;

	*one = aid_text(data, n);
	*two = cut ? aid_text(cut + 1, size - n - 1) : aid_text(NULL, 0);
}

struct registers *aid_check(const char *path, const uint8_t *data, size_t size,
			    struct diags *diags)
{
	struct files *files = files_new();
	struct registers *registers;
	struct rule_run *run;

	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		if (strcmp(others[i][0], path) != 0)
			files_add(files, others[i][0],
				  g_bytes_new_static(others[i][1],
						     strlen(others[i][1])));
	}
	files_add(files, path, g_bytes_new_take(aid_text(data, size), size));
	files_sort(files);
	registers = registers_load(aid_library(), files, diags, NULL);
	if (!registers)
		return NULL;
	run = rules_check(registers, aid_rulebook(), date_parse(AS_OF), diags);
	AID_ENSURE(rule_run_bugs(run) == 0);
	rule_run_free(run);
	return registers;
}

/* Only what the targets themselves put there is to go, and nothing else. */
static void remove_below(const char *dir)
{
	GDir *names = g_dir_open(dir, 0, NULL);
	const char *name;

	while (names && (name = g_dir_read_name(names))) {
		g_autofree char *path = g_build_filename(dir, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			remove_below(path);
		(void)remove(path);
	}
	if (names)
		g_dir_close(names);
}

static char *folder;

static void remove_folder(void)
{
	remove_below(folder);
	(void)remove(folder);
	g_free(folder);
}

const char *aid_dir(void)
{
	GError *error = NULL;

	if (!folder) {
		folder = must(g_dir_make_tmp("fuzz-XXXXXX", &error), error);
		(void)atexit(remove_folder);
	}
	return folder;
}

/* Objects of a run: id -> struct object. */
struct object {
	git_object_t type;
	GBytes *bytes;
};

static GHashTable *objects;
static git_odb *odb;
static struct repo *repository;

static guint hash_id(const void *id)
{
	guint hash;

	memcpy(&hash, ((const git_oid *)id)->id, sizeof(hash));
	return hash;
}

static gboolean is_same_id(const void *a, const void *b)
{
	return git_oid_equal(a, b);
}

static void free_object(void *data)
{
	struct object *object = data;

	g_bytes_unref(object->bytes);
	g_free(object);
}

static int has_object(git_odb_backend *backend, const git_oid *id)
{
	(void)backend;
	return g_hash_table_contains(objects, id);
}

static int read_header(size_t *len, git_object_t *type,
		       git_odb_backend *backend, const git_oid *id)
{
	const struct object *object = g_hash_table_lookup(objects, id);

	(void)backend;
	if (!object)
		return GIT_ENOTFOUND;
	*len = g_bytes_get_size(object->bytes);
	*type = object->type;
	return 0;
}

/* With a NUL past the end, as from the disk. */
static int read_object(void **buffer, size_t *len, git_object_t *type,
		       git_odb_backend *backend, const git_oid *id)
{
	const struct object *object = g_hash_table_lookup(objects, id);
	const void *bytes;
	char *copy;

	if (!object)
		return GIT_ENOTFOUND;
	bytes = g_bytes_get_data(object->bytes, len);
	copy = git_odb_backend_data_alloc(backend, *len + 1);
	if (*len > 0)
		memcpy(copy, bytes, *len);
	copy[*len] = '\0';
	*buffer = copy;
	*type = object->type;
	return 0;
}

static int write_object(git_odb_backend *backend, const git_oid *id,
			const void *bytes, size_t len, git_object_t type)
{
	struct object *object = g_new0(struct object, 1);

	(void)backend;
	object->type = type;
	object->bytes = g_bytes_new(bytes, len);
	g_hash_table_replace(objects, g_memdup2(id, sizeof(*id)), object);
	return 0;
}

static git_odb_backend memory = {
	.version = GIT_ODB_BACKEND_VERSION,
	.read = read_object,
	.read_header = read_header,
	.write = write_object,
	.exists = has_object,
};

static void make_repository(void)
{
	g_autofree char *dir = g_build_filename(aid_dir(), "repo", NULL);
	GError *error = NULL;

	if (!commit_init_repository(dir, &error))
		g_error("%s", error->message);
	for (size_t i = 1; i < 4; i++) {
		struct commit_file file = { others[i][0], NULL };
		struct commit_request request = { .message = "add\n\nWhy: so\n",
						  .files = &file,
						  .n_files = 1 };

		file.bytes =
			g_bytes_new_static(others[i][1], strlen(others[i][1]));
		if (!commit_files(dir, &request, NULL, &error))
			g_error("%s", error->message);
		g_bytes_unref(file.bytes);
	}
	repository = must(repo_open(dir, &error), error);
}

struct repo *aid_repo(void)
{
	if (repository)
		return repository;
	make_repository();
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	objects =
		g_hash_table_new_full(hash_id, is_same_id, g_free, free_object);
	if (git_repository_odb(&odb, repo_handle(repository)) < 0 ||
	    git_odb_add_backend(odb, &memory, 999) < 0)
		g_error("there are no objects in memory");
	return repository;
}

void aid_forget(void)
{
	g_hash_table_remove_all(objects);
}

void aid_put(enum aid_object type, const void *bytes, size_t size,
	     struct repo_id *id)
{
	static const git_object_t types[] = { GIT_OBJECT_COMMIT,
					      GIT_OBJECT_TREE,
					      GIT_OBJECT_BLOB };
	git_oid oid;

	aid_repo();
	if (git_odb_write(&oid, odb, bytes, size, types[type]) < 0)
		g_error("an object cannot be written");
	memcpy(id->bytes, oid.id, sizeof(id->bytes));
}

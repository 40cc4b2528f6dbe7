/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "lib/files.h"
#include "lib/repo.h"
#include "lib/repo_text.h"
#include "tests/unit/repo_fixture.h"

/* The history of HEAD, read by a reader of its own. */
static struct repo_history *read_history(const char *dir)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = repo_open(dir, &error);
	struct repo_history *history;
	struct repo_id id;

	g_assert_no_error(error);
	g_assert_true(repo_resolve(repo, "HEAD", &id, NULL));
	history = repo_history_read(repo, &id, repo_fixture_folders, &error);
	g_assert_no_error(error);
	return history;
}

/*
 * A line for each commit: its subject, and its changes as "+path", "-path" or
 * "~path".
 */
static char *describe(const struct repo_history *history)
{
	GString *text = g_string_new(NULL);
	size_t change = 0;

	for (size_t i = 0; i < history->n_commits; i++) {
		g_string_append(text, history->commits[i].subject);
		for (; change < history->n_changes &&
		       history->changes[change].commit == i;
		     change++) {
			const struct repo_change *c = &history->changes[change];
			char sign = repo_id_is_none(&c->old_blob)   ? '+'
				    : repo_id_is_none(&c->new_blob) ? '-'
								    : '~';

			g_string_append_printf(text, " %c%s", sign, c->path);
		}
		g_string_append_c(text, '\n');
	}
	g_assert_cmpuint(change, ==, history->n_changes);
	return g_string_free(text, FALSE);
}

static void assert_history(const char *dir, const char *expected)
{
	g_autoptr(RepoHistory) history = read_history(dir);
	g_autofree char *text = describe(history);

	g_assert_cmpstr(text, ==, expected);
}

static void commits_stand_newest_first_with_their_changes(void)
{
	char *dir = repo_fixture_new();

	g_free(repo_fixture_commit(dir, "one", "agreements/b.xml", "b"));
	g_free(repo_fixture_commit(dir, "two", "agreements/a/c.xml", "c"));
	g_free(repo_fixture_commit(dir, "three", "other.xml", "x"));
	g_free(repo_fixture_commit(dir, "four", "agreements/b.xml", "B"));
	g_free(repo_fixture_commit(dir, "five", "agreements/a/c.xml", NULL));
	g_free(repo_fixture_commit(dir, "six", "gatehouse.xml", "s"));
	assert_history(dir, "six +gatehouse.xml\n"
			    "five -agreements/a/c.xml\n"
			    "four ~agreements/b.xml\n"
			    "three\n"
			    "two +agreements/a/c.xml\n"
			    "one +agreements/b.xml\n");
	repo_fixture_end(dir);
}

static void changes_of_a_commit_are_in_order_of_path(void)
{
	char *dir = repo_fixture_new();

	repo_fixture_write(dir, "agreements/a/z.xml", "1");
	repo_fixture_write(dir, "agreements/a.xml", "2");
	repo_fixture_write(dir, "agreements/a-b.xml", "3");
	repo_fixture_write(dir, "gateways/b.xml", "4");
	repo_fixture_write(dir, "gatehouse.xml", "5");
	repo_fixture_write(dir, "agreements/note.txt", "6");
	repo_fixture_run(dir, "add", ".");
	repo_fixture_run(dir, "commit", "-qm", "one");
	assert_history(dir, "one +agreements/a-b.xml +agreements/a.xml "
			    "+agreements/a/z.xml +gatehouse.xml "
			    "+gateways/b.xml\n");
	repo_fixture_end(dir);
}

static void blobs_of_a_change_can_be_read(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Repo) repo = NULL;
	g_autoptr(RepoHistory) history = NULL;
	g_autoptr(GBytes) old = NULL;
	g_autoptr(GBytes) new = NULL;

	g_free(repo_fixture_commit(dir, "one", "agreements/a.xml", "old"));
	g_free(repo_fixture_commit(dir, "two", "agreements/a.xml", "new"));
	repo = repo_open(dir, NULL);
	history = read_history(dir);
	old = repo_blob(repo, &history->changes[0].old_blob, NULL);
	new = repo_blob(repo, &history->changes[0].new_blob, NULL);
	g_assert_cmpstr(g_bytes_get_data(old, NULL), ==, "old");
	g_assert_cmpstr(g_bytes_get_data(new, NULL), ==, "new");
	repo_fixture_end(dir);
}

static void file_that_turns_into_a_folder_or_link_is_removed(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *link = g_build_filename(dir, "agreements/l.xml", NULL);

	g_free(repo_fixture_commit(dir, "one", "agreements/l.xml", "a"));
	g_free(repo_fixture_commit(dir, "two", "gateways/g.xml", "a"));
	repo_fixture_write(dir, "agreements/l.xml", NULL);
	g_assert_cmpint(symlink("/etc/passwd", link), ==, 0);
	repo_fixture_write(dir, "gateways/g.xml", NULL);
	repo_fixture_write(dir, "gateways/g.xml/h.xml", "a");
	repo_fixture_run(dir, "add", "-A");
	repo_fixture_run(dir, "commit", "-qm", "three");
	assert_history(dir, "three -agreements/l.xml -gateways/g.xml\n"
			    "two +gateways/g.xml\n"
			    "one +agreements/l.xml\n");
	repo_fixture_end(dir);
}

static void change_of_mode_is_no_change(void)
{
	char *dir = repo_fixture_new();

	g_free(repo_fixture_commit(dir, "one", "gateways/a.xml", "a"));
	repo_fixture_run(dir, "update-index", "--chmod=+x", "gateways/a.xml");
	repo_fixture_run(dir, "commit", "-qm", "two");
	assert_history(dir, "two\none +gateways/a.xml\n");
	repo_fixture_end(dir);
}

static void merge_lists_what_differs_from_every_parent(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(RepoHistory) history = NULL;

	g_free(repo_fixture_commit(dir, "base", "agreements/a.xml", "a"));
	repo_fixture_run(dir, "checkout", "-qb", "side");
	g_free(repo_fixture_commit(dir, "side", "agreements/b.xml", "b"));
	repo_fixture_run(dir, "checkout", "-q", "main");
	g_free(repo_fixture_commit(dir, "main", "agreements/a.xml", "A"));
	repo_fixture_clock(1800000000);
	repo_fixture_run(dir, "merge", "-q", "-m", "clean", "side");
	repo_fixture_run(dir, "checkout", "-q", "side");
	g_free(repo_fixture_commit(dir, "side 2", "agreements/b.xml", "B"));
	repo_fixture_run(dir, "checkout", "-q", "main");
	repo_fixture_clock(1900000000);
	repo_fixture_run(dir, "merge", "-q", "--no-commit", "side");
	repo_fixture_write(dir, "agreements/b.xml", "third");
	repo_fixture_write(dir, "agreements/new.xml", "new");
	repo_fixture_run(dir, "add", ".");
	repo_fixture_run(dir, "commit", "-qm", "changed");
	assert_history(dir, "changed ~agreements/b.xml +agreements/new.xml\n"
			    "side 2 ~agreements/b.xml\n"
			    "clean\n"
			    "main ~agreements/a.xml\n"
			    "side +agreements/b.xml\n"
			    "base +agreements/a.xml\n");
	history = read_history(dir);
	g_assert_cmpuint(history->commits[0].n_parents, ==, 2);
	g_assert_cmpuint(history->commits[1].n_parents, ==, 1);
	g_assert_cmpuint(history->commits[5].n_parents, ==, 0);
	repo_fixture_end(dir);
}

static void children_stand_before_parents_whatever_their_dates(void)
{
	char *dir = repo_fixture_new();

	repo_fixture_clock(1700000000);
	g_free(repo_fixture_commit(dir, "one", "gateways/a.xml", "1"));
	repo_fixture_clock(1500000000);
	g_free(repo_fixture_commit(dir, "two", "gateways/a.xml", "2"));
	repo_fixture_clock(1600000000);
	g_free(repo_fixture_commit(dir, "three", "gateways/a.xml", "3"));
	assert_history(dir, "three ~gateways/a.xml\ntwo ~gateways/a.xml\n"
			    "one +gateways/a.xml\n");
	repo_fixture_end(dir);
}

/* Appends a commit to a stream: three random files put, one removed. */
static void append_random_commit(GString *stream, GRand *random, int i)
{
	g_string_append_printf(
		stream,
		"commit refs/heads/main\nmark :%d\ncommitter A <a@b> %d +0000\n"
		"data 2\nc\n",
		i, 1500000000 + 400 * i + g_rand_int_range(random, 0, 100000));
	if (i > 1)
		g_string_append_printf(
			stream, "from :%d\n",
			MAX(1, i - g_rand_int_range(random, 1, 5)));
	if (i > 9)
		for (int n = g_rand_int_range(random, 0, 3); n > 0; n--)
			g_string_append_printf(stream, "merge :%d\n",
					       i - 5 - n);
	for (int n = 0; n < 4; n++) {
		int number = g_rand_int_range(random, 0, 24);
		g_autofree char *path =
			g_strdup_printf("%s/%d/%d.xml",
					number % 5   ? "agreements"
					: number % 2 ? "gateways"
						     : "other",
					number % 3, number);

		if (n == 3)
			g_string_append_printf(stream, "D %s\n", path);
		else
			g_string_append_printf(
				stream, "M 100644 inline %s\ndata 1\n%d\n",
				path, g_rand_int_range(random, 0, 4));
	}
}

/* "id path path…" for each commit, as git tells it. */
static char *ask_git(const char *dir)
{
	g_autofree char *log = repo_fixture_git(
		dir, "log", "--date-order", "-c", "--root", "--no-renames",
		"--name-only", "--format=commit %H");
	g_auto(GStrv) lines = g_strsplit(log, "\n", -1);
	GString *text = g_string_new(NULL);

	for (char **line = lines; *line != NULL; line++) {
		if (g_str_has_prefix(*line, "commit "))
			g_string_append_printf(text, "\n%s", *line + 7);
		else if (files_is_register_path(*line, repo_fixture_folders))
			g_string_append_printf(text, " %s", *line);
	}
	return g_string_free(text, FALSE);
}

static char *ask_history(const char *dir)
{
	g_autoptr(RepoHistory) history = read_history(dir);
	GString *text = g_string_new(NULL);
	size_t change = 0;

	for (size_t i = 0; i < history->n_commits; i++) {
		char hex[REPO_ID_HEX + 1];

		repo_id_format(&history->commits[i].id, hex);
		g_string_append_printf(text, "\n%s", hex);
		for (; change < history->n_changes &&
		       history->changes[change].commit == i;
		     change++)
			g_string_append_printf(text, " %s",
					       history->changes[change].path);
	}
	return g_string_free(text, FALSE);
}

/*
 * How many more trees are packed as what they have otherwise than the one before
 * them than the other way round: a history is read from the end that is whole.
 */
static int newer_behind_older(const char *dir)
{
	g_autofree char *log =
		repo_fixture_git(dir, "log", "--date-order", "--format=%T");
	g_auto(GStrv) trees = g_strsplit(log, "\n", -1);
	g_autoptr(Repo) repo = repo_open(dir, NULL);
	struct repo_place newer = { 0 };
	int n = 0;

	for (char **hex = trees; *hex && **hex; hex++) {
		struct repo_id id = repo_fixture_id(*hex);
		struct repo_place place = repo_place(repo, &id);

		if (place.family == newer.family)
			n += newer.at > place.at ? 1 : -1;
		newer = place;
	}
	return n;
}

static void history_is_what_git_says(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(GRand) random = g_rand_new_with_seed(20260401);
	g_autoptr(GString) stream = g_string_new(NULL);
	g_autofree char *expected = NULL;
	g_autofree char *imported = NULL;
	g_autofree char *packed = NULL;

	for (int i = 1; i <= 400; i++)
		append_random_commit(stream, random, i);
	repo_fixture_import(dir, stream->str);
	expected = ask_git(dir);
	g_assert_cmpuint(strlen(expected), >, 30000);
	g_assert_cmpint(newer_behind_older(dir), >, 0);
	imported = ask_history(dir);
	g_assert_cmpstr(imported, ==, expected);
	repo_fixture_run(dir, "-c", "pack.threads=1", "repack", "-adfq");
	g_assert_cmpint(newer_behind_older(dir), <=, 0);
	packed = ask_history(dir);
	g_assert_cmpstr(packed, ==, expected);
	repo_fixture_end(dir);
}

static void shallow_clone_is_cut_where_git_cuts(void)
{
	char *dir = repo_fixture_new();
	char *top = repo_fixture_dir();
	g_autofree char *url = g_strconcat("file://", dir, NULL);
	g_autofree char *clone = g_build_filename(top, "clone", NULL);
	g_autoptr(RepoHistory) history = NULL;
	g_autoptr(Repo) repo = NULL;

	for (int i = 0; i < 4; i++) {
		g_autofree char *text = g_strdup_printf("%d", i);

		g_free(repo_fixture_commit(dir, text, "gateways/a.xml", text));
	}
	repo_fixture_run(top, "clone", "-q", "--depth=2", url, "clone");
	assert_history(clone, "3 ~gateways/a.xml\n2 +gateways/a.xml\n");
	history = read_history(clone);
	repo = repo_open(clone, NULL);
	g_assert_true(history->is_shallow);
	g_assert_true(repo_is_shallow(repo));
	g_assert_cmpuint(history->commits[1].n_parents, ==, 1);
	repo_fixture_end(dir);
	repo_fixture_end(top);
}

static void missing_parent_is_a_cut(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *one =
		repo_fixture_commit(dir, "one", "gateways/a.xml", "1");
	g_autofree char *path =
		g_strdup_printf(".git/objects/%.2s/%s", one, one + 2);
	g_autofree char *full = g_build_filename(dir, path, NULL);
	g_autoptr(RepoHistory) history = NULL;

	g_free(repo_fixture_commit(dir, "two", "gateways/b.xml", "2"));
	g_assert_cmpint(unlink(full), ==, 0);
	assert_history(dir, "two +gateways/a.xml +gateways/b.xml\n");
	history = read_history(dir);
	g_assert_true(history->is_shallow);
	repo_fixture_end(dir);
}

static void missing_tree_is_an_error(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Repo) repo = NULL;
	g_autofree char *tree = NULL;
	g_autofree char *full = NULL;
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	struct repo_id id;

	g_free(repo_fixture_commit(dir, "one", "gateways/a.xml", "1"));
	tree = repo_fixture_git(dir, "rev-parse", "HEAD:gateways");
	path = g_strdup_printf(".git/objects/%.2s/%s", tree, tree + 2);
	full = g_build_filename(dir, path, NULL);
	g_assert_cmpint(unlink(full), ==, 0);
	repo = repo_open(dir, NULL);
	g_assert_true(repo_resolve(repo, "HEAD", &id, NULL));
	g_assert_null(
		repo_history_read(repo, &id, repo_fixture_folders, &error));
	g_assert_true(g_str_has_prefix(error->message, "cannot read tree"));
	repo_fixture_end(dir);
}

static void people_and_dates_are_as_the_commit_states(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(RepoHistory) history = NULL;
	const struct repo_commit *commit;

	g_setenv("GIT_AUTHOR_NAME", "Grace Example", TRUE);
	repo_fixture_clock(1600000000);
	g_setenv("GIT_AUTHOR_DATE", "1500000000 -0330", TRUE);
	repo_fixture_run(dir, "commit", "-q", "--allow-empty", "-m", "one");
	g_setenv("GIT_AUTHOR_NAME", "Ada Example", TRUE);
	history = read_history(dir);
	commit = &history->commits[0];
	g_assert_cmpstr(commit->author.name, ==, "Grace Example");
	g_assert_cmpstr(commit->author.email, ==, "ada@example.org");
	g_assert_cmpint(commit->author.time, ==, 1500000000);
	g_assert_cmpint(commit->author.offset, ==, -210);
	g_assert_cmpstr(commit->committer.name, ==, "Ada Example");
	g_assert_cmpint(commit->committer.time, ==, 1600000000);
	g_assert_cmpint(commit->committer.offset, ==, 0);
	repo_fixture_end(dir);
}

static void message_is_parted_into_subject_text_and_trailers(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(RepoHistory) history = NULL;
	const struct repo_commit *commit;

	g_free(repo_fixture_commit(
		dir,
		"the subject\n\nWhy: because.\n\nRole: Caldicott\n"
		"  guardian\nSigned-off-by: A <a@b>\n",
		"gateways/a.xml", "1"));
	g_free(repo_fixture_commit(dir, "Role: subject", "gateways/a.xml",
				   "2"));
	history = read_history(dir);
	commit = &history->commits[1];
	g_assert_cmpstr(commit->subject, ==, "the subject");
	g_assert_cmpstr(commit->message, ==, "the subject\n\nWhy: because.");
	g_assert_cmpuint(g_strv_length(commit->trailers), ==, 2);
	g_assert_cmpstr(commit->trailers[0], ==, "Role: Caldicott guardian");
	g_assert_cmpstr(commit->trailers[1], ==, "Signed-off-by: A <a@b>");
	commit = &history->commits[0];
	g_assert_cmpstr(commit->subject, ==, "Role: subject");
	g_assert_cmpstr(commit->message, ==, "Role: subject");
	g_assert_cmpuint(g_strv_length(commit->trailers), ==, 0);
	repo_fixture_end(dir);
}

static void text_in_another_encoding_is_converted(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(RepoHistory) history = NULL;

	g_setenv("GIT_AUTHOR_NAME", "Ren\xe9", TRUE);
	repo_fixture_run(dir, "-c", "i18n.commitEncoding=ISO-8859-1", "commit",
			 "-q", "--allow-empty", "-m", "caf\xe9");
	g_setenv("GIT_AUTHOR_NAME", "Ada Example", TRUE);
	repo_fixture_import(dir, "commit refs/heads/main\n"
				 "committer A\x01 <a@b> 1800000000 +0000\n"
				 "data 18\nbad \xe9 \033[2J\n\n\tbody\n"
				 "from refs/heads/main^0\n");
	history = read_history(dir);
	g_assert_cmpstr(history->commits[1].subject, ==, "caf\xc3\xa9");
	g_assert_cmpstr(history->commits[1].author.name, ==, "Ren\xc3\xa9");
	g_assert_cmpstr(history->commits[0].subject, ==,
			"bad \xef\xbf\xbd [2J");
	g_assert_cmpstr(history->commits[0].message, ==,
			"bad \xef\xbf\xbd [2J\n\n\tbody");
	g_assert_cmpstr(history->commits[0].author.name, ==, "A");
	repo_fixture_end(dir);
}

static void long_message_is_cut_with_a_mark(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *message = g_strnfill(100 * 1024, 'm');
	g_autoptr(RepoHistory) history = NULL;

	g_free(repo_fixture_commit(dir, message, "gateways/a.xml", "1"));
	history = read_history(dir);
	g_assert_cmpuint(strlen(history->commits[0].message), <,
			 REPO_TEXT_MAX_MESSAGE + 100);
	g_assert_nonnull(strstr(history->commits[0].message, "64 KiB"));
	repo_fixture_end(dir);
}

static void packed_history_is_the_same(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *loose = NULL;
	g_autofree char *packed = NULL;

	for (int i = 0; i < 20; i++) {
		g_autofree char *path =
			g_strdup_printf("gateways/%d.xml", i % 7);
		g_autofree char *text = g_strdup_printf("%d", i);

		g_free(repo_fixture_commit(dir, text, path, text));
	}
	loose = ask_history(dir);
	repo_fixture_run(dir, "gc", "-q");
	packed = ask_history(dir);
	g_assert_cmpstr(loose, ==, packed);
	repo_fixture_end(dir);
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
#define TEST(name) g_test_add_func("/history/" #name, name)
	TEST(commits_stand_newest_first_with_their_changes);
	TEST(changes_of_a_commit_are_in_order_of_path);
	TEST(blobs_of_a_change_can_be_read);
	TEST(file_that_turns_into_a_folder_or_link_is_removed);
	TEST(change_of_mode_is_no_change);
	TEST(merge_lists_what_differs_from_every_parent);
	TEST(children_stand_before_parents_whatever_their_dates);
	TEST(history_is_what_git_says);
	TEST(shallow_clone_is_cut_where_git_cuts);
	TEST(missing_parent_is_a_cut);
	TEST(missing_tree_is_an_error);
	TEST(people_and_dates_are_as_the_commit_states);
	TEST(message_is_parted_into_subject_text_and_trailers);
	TEST(text_in_another_encoding_is_converted);
	TEST(long_message_is_cut_with_a_mark);
	TEST(packed_history_is_the_same);
	return g_test_run();
}

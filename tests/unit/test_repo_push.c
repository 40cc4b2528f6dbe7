/* SPDX-License-Identifier: MIT */
#include "lib/repo_push.h"

#include "tests/unit/repo_fixture.h"

/* What HEAD itself changes: "path kind" each, sorted by path. */
static char *changes_of_head(const char *dir)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = repo_open(dir, &error);
	g_autoptr(GPtrArray) changes = NULL;
	struct repo_id id;

	g_assert_no_error(error);
	g_assert_true(repo_resolve(repo, "HEAD", &id, NULL));
	changes = repo_push_changes(repo, &id, repo_fixture_folders, &error);
	g_assert_no_error(error);
	for (guint i = 0; i < changes->len; i++) {
		const struct repo_push_change *change = changes->pdata[i];

		g_string_append_printf(
			text, "%s %s%s%s ", change->path,
			repo_id_is_none(&change->old_blob) ? "-" : "o",
			repo_id_is_none(&change->new_blob) ? "-" : "n",
			change->is_odd ? " odd" : "");
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void assert_changes(const char *dir, const char *expected)
{
	g_autofree char *text = changes_of_head(dir);

	g_assert_cmpstr(text, ==, expected);
}

static void files_come_change_and_go(void)
{
	char *dir = repo_fixture_new();

	repo_fixture_write(dir, "gateways/g.xml", "g");
	repo_fixture_write(dir, "agreements/a.xml", "a");
	repo_fixture_write(dir, "agreements/b.xml", "b");
	repo_fixture_write(dir, "notes/n.xml", "n");
	repo_fixture_run(dir, "add", ".");
	repo_fixture_run(dir, "commit", "-qm", "root");
	assert_changes(dir, "agreements/a.xml -n agreements/b.xml -n "
			    "gateways/g.xml -n ");
	repo_fixture_write(dir, "agreements/b.xml", "new");
	repo_fixture_run(dir, "rm", "-q", "agreements/a.xml");
	repo_fixture_run(dir, "add", ".");
	repo_fixture_run(dir, "commit", "-qm", "next");
	assert_changes(dir, "agreements/a.xml o- agreements/b.xml on ");
	repo_fixture_end(dir);
}

/* A record whose place a link takes is gone, though its bytes are there. */
static void link_with_the_text_of_a_record_is_none(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *blob = NULL;
	g_autofree char *entry = NULL;

	g_free(repo_fixture_commit(dir, "1", "agreements/a.xml", "<a/>"));
	blob = repo_fixture_git(dir, "rev-parse", "HEAD:agreements/a.xml");
	entry = g_strdup_printf("120000,%s,agreements/a.xml", blob);
	repo_fixture_run(dir, "update-index", "--cacheinfo", entry);
	repo_fixture_run(dir, "commit", "-qm", "link");
	assert_changes(dir, "agreements/a.xml on odd ");
	repo_fixture_end(dir);
}

#define COMMITTER "committer Ada <ada@example.org> 1700000000 +0000\n"

/* Two histories without a common base, each with a file of its own. */
static void merge_without_a_base_brings_only_its_own(void)
{
	static const char *const roots =
		"commit refs/heads/one\nmark :1\n" COMMITTER
		"data 1\n1\nM 644 inline agreements/a.xml\ndata 1\na\n\n"
		"commit refs/heads/two\nmark :2\n" COMMITTER
		"data 1\n2\nM 644 inline agreements/b.xml\ndata 1\nb\n\n"
		"commit refs/heads/main\n" COMMITTER
		"data 1\n3\nfrom :1\nmerge :2\n"
		"M 644 inline agreements/b.xml\ndata 1\nb\n"
		"M 644 inline agreements/c.xml\ndata 1\nc\n\n";
	char *dir = repo_fixture_new();

	repo_fixture_import(dir, roots);
	repo_fixture_run(dir, "symbolic-ref", "HEAD", "refs/heads/main");
	assert_changes(dir, "agreements/c.xml -n ");
	repo_fixture_end(dir);
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
#define TEST(name) g_test_add_func("/repo push/" #name, name)
	TEST(files_come_change_and_go);
	TEST(link_with_the_text_of_a_record_is_none);
	TEST(merge_without_a_base_brings_only_its_own);
	return g_test_run();
}

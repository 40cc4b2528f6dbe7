/* SPDX-License-Identifier: MIT */
#include "lib/repo.h"

#include <string.h>
#include <unistd.h>

#include "lib/commit.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/repo_text.h"
#include "lib/repo_trees.h"
#include "lib/xml.h"
#include "tests/unit/repo_fixture.h"

static struct repo *open_repo(const char *dir)
{
	g_autoptr(GError) error = NULL;
	struct repo *repo = repo_open(dir, &error);

	g_assert_no_error(error);
	return repo;
}

/* The id, in hexadecimal, that a revision names. */
static char *resolve(struct repo *repo, const char *revision)
{
	g_autoptr(GError) error = NULL;
	char *hex = g_malloc(REPO_ID_HEX + 1);
	struct repo_id id;

	repo_resolve(repo, revision, &id, &error);
	g_assert_no_error(error);
	repo_id_format(&id, hex);
	return hex;
}

static void assert_resolves(struct repo *repo, const char *revision,
			    const char *expected)
{
	g_autofree char *hex = resolve(repo, revision);

	g_assert_cmpstr(hex, ==, expected);
}

static void assert_unknown(struct repo *repo, const char *revision,
			   const char *sentence)
{
	g_autoptr(GError) error = NULL;
	struct repo_id id;

	g_assert_false(repo_resolve(repo, revision, &id, &error));
	g_assert_cmpstr(error->message, ==, sentence);
}

/* The paths of the files in HEAD, each followed by a space. */
static char *paths_in_head(struct repo *repo, struct diags *diags)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Files) files = NULL;
	g_autoptr(GError) error = NULL;
	struct repo_id id;

	g_assert_true(repo_resolve(repo, "HEAD", &id, NULL));
	files = repo_read_files(repo, &id, repo_fixture_folders, diags, &error);
	g_assert_no_error(error);
	for (size_t i = 0; i < files_len(files); i++)
		g_string_append_printf(text, "%s ", files_get(files, i)->path);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Asserts which paths of the work tree differ from HEAD, each with a space. */
static void assert_changes(struct repo *repo, const char *expected)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Files) files = files_read_tree(
		repo_workdir(repo), repo_fixture_folders, diags, NULL);
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) paths = NULL;
	g_autofree char *text = NULL;
	bool is_changed = false;

	repo_changes(repo, files, repo_fixture_folders, &paths, &is_changed,
		     &error);
	g_assert_no_error(error);
	text = g_strjoinv(" ", paths);
	g_assert_cmpstr(text, ==, expected);
	g_assert_true(is_changed == (*expected != '\0'));
}

static void folder_without_repository_is_an_error(void)
{
	char *dir = repo_fixture_dir();
	g_autoptr(GError) error = NULL;

	g_assert_null(repo_open(dir, &error));
	g_assert_true(g_str_has_prefix(error->message, "no git repository in"));
	repo_fixture_end(dir);
}

static void bare_repository_is_an_error(void)
{
	char *dir = repo_fixture_dir();
	g_autoptr(GError) error = NULL;

	repo_fixture_run(dir, "init", "-q", "--bare");
	g_assert_null(repo_open(dir, &error));
	g_assert_nonnull(strstr(error->message, "is bare"));
	repo_fixture_end(dir);
}

static void repository_of_another_user_is_an_error(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *git = g_build_filename(dir, ".git", NULL);
	g_autoptr(GError) error = NULL;

	if (geteuid() != 0) {
		g_test_skip("only root can give a folder away");
		repo_fixture_end(dir);
		return;
	}
	g_assert_cmpint(chown(dir, 12345, 12345), ==, 0);
	g_assert_cmpint(chown(git, 12345, 12345), ==, 0);
	g_assert_null(repo_open(dir, &error));
	g_assert_nonnull(strstr(error->message, "dubious ownership"));
	g_assert_nonnull(strstr(error->message, "safe.directory"));
	g_assert_false(commit_init_repository(dir, NULL));
	g_assert_false(commit_has_identity(dir, NULL));
	repo_fixture_end(dir);
}

static void repository_is_found_from_a_folder_below(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *real = NULL;
	g_autofree char *below = g_build_filename(dir, "a", "b", NULL);
	g_autoptr(Repo) repo = NULL;

	repo_fixture_write(dir, "a/b/c.xml", "c");
	repo = open_repo(below);
	real = repo_fixture_git(dir, "rev-parse", "--show-toplevel");
	g_assert_cmpstr(repo_workdir(repo), ==, real);
	repo_fixture_end(dir);
}

static void unborn_repository_says_so(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Repo) repo = open_repo(dir);

	g_assert_true(repo_is_unborn(repo));
	g_assert_false(repo_is_detached(repo));
	g_assert_false(repo_is_shallow(repo));
	assert_unknown(repo, "HEAD", "this repository has no commit yet");
	assert_unknown(repo, "@{2026-04-01}",
		       "this repository has no commit yet");
	assert_changes(repo, "");
	repo_fixture_write(dir, "gatehouse.xml", "<a/>");
	assert_changes(repo, "gatehouse.xml");
	repo_fixture_end(dir);
}

static void detached_head_says_so(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Repo) repo = open_repo(dir);

	g_free(repo_fixture_commit(dir, "one", "a.xml", "a"));
	g_assert_false(repo_is_unborn(repo));
	g_assert_false(repo_is_detached(repo));
	repo_fixture_run(dir, "checkout", "-q", "--detach");
	g_assert_true(repo_is_detached(repo));
	repo_fixture_end(dir);
}

static void revisions_are_named_as_in_git(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *one = repo_fixture_commit(dir, "one", "a.xml", "1");
	g_autofree char *two = repo_fixture_commit(dir, "two", "a.xml", "2");
	g_autofree char *start = g_strndup(one, 10);
	g_autoptr(Repo) repo = open_repo(dir);

	repo_fixture_run(dir, "tag", "-a", "-m", "tag", "v1", one);
	assert_resolves(repo, "HEAD", two);
	assert_resolves(repo, "@", two);
	assert_resolves(repo, "main", two);
	assert_resolves(repo, "HEAD~1", one);
	assert_resolves(repo, "v1", one);
	assert_resolves(repo, start, one);
	assert_unknown(repo, "nowhere",
		       "no revision 'nowhere' in this repository");
	assert_unknown(repo, "HEAD~2",
		       "no revision 'HEAD~2' in this repository");
	assert_unknown(repo, "HEAD:a.xml",
		       "no revision 'HEAD:a.xml' in this repository");
	assert_unknown(repo, "x\033[2J",
		       "no revision 'x\\x1b[2J' in this repository");
	assert_unknown(repo, "", "no revision '' in this repository");
	repo_fixture_end(dir);
}

/* Of names with "-g" libgit2 thinks too long, which the sanitizers notice. */
static void name_with_the_look_of_a_description_is_a_name(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *one = repo_fixture_commit(dir, "one", "a.xml", "1");
	g_autofree char *two = repo_fixture_commit(dir, "two", "a.xml", "2");
	g_autofree char *described = g_strdup_printf("v1-1-g%.10s", two);
	g_autoptr(Repo) repo = open_repo(dir);

	assert_unknown(repo, "H-@-g", "no revision 'H-@-g' in this repository");
	repo_fixture_run(dir, "branch", "night-group", two);
	assert_resolves(repo, "night-group", two);
	assert_resolves(repo, "night-group~1", one);
	assert_resolves(repo, "night-group@{2100-01-01}", two);
	assert_resolves(repo, described, two);
	assert_unknown(repo, "day-group",
		       "no revision 'day-group' in this repository");
	repo_fixture_end(dir);
}

static void revision_at_a_day_follows_first_parents(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;
	g_autoptr(Repo) repo = open_repo(dir);

	repo_fixture_clock(1774915140); /* 2026-03-30 23:59 */
	one = repo_fixture_commit(dir, "one", "a.xml", "1"); /* 31st 00:00 */
	repo_fixture_clock(1775087940 + 3600);
	two = repo_fixture_commit(dir, "two", "a.xml", "2"); /* 2026-04-02 */
	assert_resolves(repo, "main@{2026-04-02}", two);
	assert_resolves(repo, "@{2026-04-01}", one);
	assert_resolves(repo, "HEAD@{2026-03-31}", one);
	assert_resolves(repo, "HEAD~1@{2027-01-01}", one);
	assert_unknown(repo, "main@{2026-03-30}",
		       "no revision of 'main' on or before 2026-03-30 in this "
		       "repository");
	assert_unknown(repo, "main@{2026-02-30}",
		       "no revision 'main@{2026-02-30}' in this repository");
	repo_fixture_end(dir);
}

static void files_of_a_commit_are_those_of_the_registers(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Repo) repo = open_repo(dir);
	g_autofree char *paths = NULL;

	repo_fixture_write(dir, "gatehouse.xml", "<settings/>");
	repo_fixture_write(dir, "other.xml", "<a/>");
	repo_fixture_write(dir, "agreements/notes.txt", "notes");
	repo_fixture_write(dir, "agreements/a-b/c.xml", "<a/>");
	repo_fixture_write(dir, "agreements/a.xml", "<a/>");
	repo_fixture_write(dir, "agreements/.hidden.xml", "<a/>");
	repo_fixture_write(dir, "gateways/d/e/f.xml", "<a/>");
	repo_fixture_write(dir, "letters/a.xml", "<a/>");
	repo_fixture_run(dir, "add", ".");
	repo_fixture_run(dir, "commit", "-qm", "one");
	paths = paths_in_head(repo, diags);
	g_assert_cmpstr(paths, ==,
			"agreements/a-b/c.xml agreements/a.xml gatehouse.xml "
			"gateways/d/e/f.xml ");
	g_assert_cmpuint(diags_len(diags), ==, 0);
	assert_changes(repo, "");
	repo_fixture_end(dir);
}

static void bytes_of_a_commit_are_those_committed(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Repo) repo = open_repo(dir);
	g_autoptr(Files) files = NULL;
	const struct file *file;
	struct repo_id id;

	repo_fixture_run(dir, "config", "core.autocrlf", "true");
	repo_fixture_run(dir, "config", "filter.f.smudge", "rm -rf .");
	repo_fixture_write(dir, ".gitattributes", "*.xml filter=f ident\n");
	g_free(repo_fixture_commit(dir, "one", "gateways/a.xml", "$Id$\r\n"));
	g_free(repo_fixture_commit(dir, "two", "gateways/a.xml", ""));
	g_assert_true(repo_resolve(repo, "HEAD~1", &id, NULL));
	files = repo_read_files(repo, &id, repo_fixture_folders, diags, NULL);
	g_assert_nonnull(files);
	file = files_find(files, "gateways/a.xml");
	g_assert_cmpuint(file->len, ==, 6);
	g_assert_cmpstr(file->bytes, ==, "$Id$\r\n");
	repo_fixture_end(dir);
}

static void paths_of_a_commit_are_read_alone(void)
{
	static const char *const paths[] = { "gateways/a.xml",
					     "gateways/none.xml", "gateways",
					     "gateways/link.xml", NULL };
	char *dir = repo_fixture_new();
	g_autoptr(Repo) repo = open_repo(dir);
	g_autoptr(Files) files = NULL;
	struct repo_id id;

	repo_fixture_write(dir, ".git/link", "ln -s a.xml gateways/link.xml\n");
	g_free(repo_fixture_commit(dir, "one", "gateways/a.xml", "old"));
	repo_fixture_run(dir, "-c", "alias.link=!sh .git/link", "link");
	repo_fixture_run(dir, "add", "gateways/link.xml");
	g_free(repo_fixture_commit(dir, "two", "gateways/b.xml", "other"));
	repo_fixture_run(dir, "commit", "-q", "--allow-empty", "-m", "link");
	g_free(repo_fixture_commit(dir, "three", "gateways/a.xml", "new"));
	g_assert_true(repo_resolve(repo, "HEAD~1", &id, NULL));
	files = repo_read_paths(repo, &id, repo_fixture_folders, paths, NULL);
	g_assert_cmpuint(files_len(files), ==, 1);
	g_assert_cmpstr(files_get(files, 0)->path, ==, "gateways/a.xml");
	g_assert_cmpstr(files_get(files, 0)->bytes, ==, "old");
	repo_fixture_end(dir);
}

static void what_is_no_plain_file_is_a_diagnostic(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *big = g_malloc0(XML_MAX_BYTES + 2);
	g_autofree char *one = NULL;
	g_autofree char *module = NULL;
	g_autofree char *link = g_build_filename(dir, "agreements/l.xml", NULL);
	g_autofree char *paths = NULL;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Repo) repo = open_repo(dir);
	static const char *const expected[][2] = {
		{ "agreements/bad\\xff.xml",
		  "file name is not plain UTF-8 text" },
		{ "agreements/big.xml",
		  "file is larger than 8 MiB; a record is a few pages of "
		  "text" },
		{ "agreements/f.xml",
		  "is a folder where a file is expected; rename it" },
		{ "agreements/l.xml",
		  "is a symbolic link; put the file itself here" },
		{ "agreements/m",
		  "is a submodule; put the files themselves here" },
		{ "agreements/new\\x0aline.xml",
		  "file name is not plain UTF-8 text" },
		{ "gateways",
		  "is not a folder; a register is a folder of records" },
	};

	memset(big, 'x', XML_MAX_BYTES + 1);
	repo_fixture_write(dir, "agreements/good.xml", "<a/>");
	repo_fixture_write(dir, "agreements/big.xml", big);
	repo_fixture_write(dir, "agreements/f.xml/g.xml", "<a/>");
	repo_fixture_write(dir, "agreements/bad\xff.xml", "<a/>");
	repo_fixture_write(dir, "agreements/bad\xff.txt", "text");
	repo_fixture_write(dir, "agreements/new\nline.xml", "<a/>");
	repo_fixture_write(dir, "gateways", "text");
	g_assert_cmpint(symlink("/etc/passwd", link), ==, 0);
	repo_fixture_run(dir, "add", ".");
	repo_fixture_run(dir, "commit", "-qm", "one");
	one = resolve(repo, "HEAD");
	module = g_strdup_printf("160000,%s,agreements/m", one);
	repo_fixture_run(dir, "update-index", "--add", "--cacheinfo", module);
	repo_fixture_run(dir, "commit", "-qm", "two");
	paths = paths_in_head(repo, diags);
	diags_sort(diags);
	g_assert_cmpstr(paths, ==, "agreements/good.xml ");
	g_assert_cmpuint(diags_len(diags), ==, G_N_ELEMENTS(expected));
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		const struct diag *diag = diags_get(diags, i);

		g_assert_cmpstr(diag->path, ==, expected[i][0]);
		g_assert_cmpstr(diag->message, ==, expected[i][1]);
		g_assert_cmpstr(diag->rule, ==, "REG-02");
		g_assert_cmpint(diag->level, ==, DIAG_ERROR);
	}
	repo_fixture_end(dir);
}

static void folders_nested_too_deeply_are_a_diagnostic(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Repo) repo = open_repo(dir);
	g_autofree char *paths = NULL;

	repo_fixture_write(
		dir, "agreements/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/a.xml",
		"a");
	repo_fixture_write(
		dir,
		"agreements/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/a.xml",
		"a");
	repo_fixture_run(dir, "add", ".");
	repo_fixture_run(dir, "commit", "-qm", "one");
	paths = paths_in_head(repo, diags);
	g_assert_cmpstr(paths, ==,
			"agreements/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/"
			"a.xml ");
	g_assert_cmpuint(diags_len(diags), ==, 1);
	assert_changes(repo, "");
	repo_fixture_end(dir);
}

static void changes_go_both_ways(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Repo) repo = open_repo(dir);

	g_free(repo_fixture_commit(dir, "1", "agreements/a.xml", "a"));
	g_free(repo_fixture_commit(dir, "2", "agreements/b.xml", "b"));
	g_free(repo_fixture_commit(dir, "3", "gateways/only.xml", "c"));
	g_free(repo_fixture_commit(dir, "4", "letters/d.xml", "d"));
	assert_changes(repo, "");
	repo_fixture_write(dir, "agreements/a.xml", "A");
	repo_fixture_write(dir, "agreements/aa.xml", "new");
	repo_fixture_write(dir, "gateways/only.xml", NULL);
	repo_fixture_write(dir, "letters/d.xml", NULL);
	repo_fixture_write(dir, "zz.xml", "not a register");
	assert_changes(repo, "agreements/a.xml agreements/aa.xml "
			     "gateways/only.xml");
	repo_fixture_end(dir);
}

static void changes_can_be_asked_without_paths(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Repo) repo = open_repo(dir);
	g_autoptr(Files) files = files_new();
	bool is_changed = true;

	files_sort(files);
	g_assert_true(repo_changes(repo, files, repo_fixture_folders, NULL,
				   &is_changed, NULL));
	g_assert_false(is_changed);
	repo_fixture_end(dir);
}

static void text_is_cleaned(void)
{
	g_autofree char *line = repo_text_line("A\tb\033[31m\n\xc2\x85", NULL);
	g_autofree char *lines = repo_text_lines("A\tb\r\n\x7f"
						 "c",
						 NULL);
	g_autofree char *latin = repo_text_line("Ren\xe9", "ISO-8859-1");
	g_autofree char *unknown = repo_text_line("Ren\xe9", "no-such");
	g_autofree char *beyond = repo_text_line("\033s\t\xd5", "UCS-4");
	g_autofree char *shown = repo_text_escape("a\xc3\xa9\x01\xff", 5);

	g_assert_true(g_utf8_validate(beyond, -1, NULL));
	g_assert_cmpstr(line, ==, "Ab[31m");
	g_assert_cmpstr(lines, ==, "A\tb\nc");
	g_assert_cmpstr(latin, ==, "Ren\xc3\xa9");
	g_assert_cmpstr(unknown, ==, "Ren\xef\xbf\xbd");
	g_assert_cmpstr(shown, ==, "a\xc3\xa9\\x01\\xff");
}

static void message_loses_its_trailers_and_nothing_else(void)
{
	const char *keys[] = { "Role", "Signed-off-by" };
	g_autofree char *body = repo_text_body(
		"s\n\nRole: no trailer\n\nRole: a\n  folded\nfree text\n"
		"Signed-off-by: b\n\n",
		keys, 2);
	g_autofree char *whole =
		repo_text_body("s\n\nRole: a\n\nend\n", keys, 1);
	g_autofree char *trailer = repo_text_trailer("Role", "a\n   b\n");

	g_assert_cmpstr(body, ==, "s\n\nRole: no trailer\n\nfree text");
	g_assert_cmpstr(whole, ==, "s\n\nRole: a\n\nend");
	g_assert_cmpstr(trailer, ==, "Role: a b");
}

static void long_message_is_cut_between_characters(void)
{
	g_autofree char *text = g_malloc0(REPO_TEXT_MAX_MESSAGE + 100);

	memset(text, 'x', REPO_TEXT_MAX_MESSAGE - 1);
	memcpy(text + REPO_TEXT_MAX_MESSAGE - 1, "\xc3\xa9yz", 5);
	text = repo_text_cap(g_steal_pointer(&text));
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_true(g_str_has_suffix(
		text, "x\n[The rest of this message is left out: it is over "
		      "64 KiB.]"));
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
#define TEST(name) g_test_add_func("/repo/" #name, name)
	TEST(folder_without_repository_is_an_error);
	TEST(bare_repository_is_an_error);
	TEST(repository_of_another_user_is_an_error);
	TEST(repository_is_found_from_a_folder_below);
	TEST(unborn_repository_says_so);
	TEST(detached_head_says_so);
	TEST(revisions_are_named_as_in_git);
	g_test_add_func("/repo/name with the look of a description is a name",
			name_with_the_look_of_a_description_is_a_name);
	TEST(revision_at_a_day_follows_first_parents);
	TEST(files_of_a_commit_are_those_of_the_registers);
	TEST(bytes_of_a_commit_are_those_committed);
	TEST(paths_of_a_commit_are_read_alone);
	TEST(what_is_no_plain_file_is_a_diagnostic);
	TEST(folders_nested_too_deeply_are_a_diagnostic);
	TEST(changes_go_both_ways);
	TEST(changes_can_be_asked_without_paths);
	TEST(text_is_cleaned);
	TEST(message_loses_its_trailers_and_nothing_else);
	TEST(long_message_is_cut_between_characters);
	return g_test_run();
}

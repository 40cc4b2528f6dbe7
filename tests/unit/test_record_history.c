/* SPDX-License-Identifier: MIT */
/*
 * Records followed through commits: made here with commit_files, so that the
 * whole way from bytes to events is the program's own.
 */
#include "lib/record_history.h"

#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/commit.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"

#define BODY(id, name, more)                                                 \
	"<organisation xmlns='urn:gatehouse:1' version='1' id='" id "'" more \
	"><name>" name "</name><type>unitary-council</type></organisation>"

static struct library *library;

/* A repository in a folder of its own, and the history read from it. */
struct story {
	char *dir;
	struct repo *repo;
	struct repo_history *commits;
	struct record_history *history;
};

static void story_begin(struct story *story)
{
	memset(story, 0, sizeof(*story));
	story->dir = g_dir_make_tmp("history-XXXXXX", NULL);
	g_assert_true(commit_init_repository(story->dir, NULL));
}

/* One commit: pairs of path and text (NULL: removed), ended by NULL. */
static void story_commit(const struct story *story,
			 const char *const (*texts)[2])
{
	struct commit_file files[8];
	struct commit_request request = { .message = "a change",
					  .files = files };
	g_autoptr(GError) error = NULL;

	for (; texts[request.n_files][0]; request.n_files++) {
		const char *text = texts[request.n_files][1];

		files[request.n_files].path = texts[request.n_files][0];
		files[request.n_files].bytes =
			text ? g_bytes_new(text, strlen(text)) : NULL;
	}
	g_assert_true(commit_files(story->dir, &request, NULL, &error));
	for (size_t i = 0; i < request.n_files; i++)
		g_bytes_unref(files[i].bytes);
}

static void story_read(struct story *story)
{
	struct repo_id head;

	story->repo = repo_open(story->dir, NULL);
	g_assert_true(repo_resolve(story->repo, "HEAD", &head, NULL));
	story->commits =
		repo_history_read(story->repo, &head,
				  (const char *const *)library->folders, NULL);
	story->history =
		record_history_new(library, story->repo, story->commits);
}

static void story_end(struct story *story)
{
	const char *const argv[] = { "rm", "-rf", story->dir, NULL };

	record_history_free(story->history);
	repo_history_free(story->commits);
	repo_free(story->repo);
	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		     NULL, NULL, NULL, NULL);
	g_free(story->dir);
}

/* The events of a record, newest first, as "renamed changed added". */
static char *events_of(const struct story *story, const char *id)
{
	const struct record_life *life = record_history_of(story->history, id);
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; life && i < life->n; i++) {
		const struct record_change *change = life->changes[i];

		g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
				       record_event_name(change->event));
	}
	return g_strdup(text->str);
}

static void check_events(const struct story *story, const char *id,
			 const char *expected)
{
	g_autofree char *events = events_of(story, id);

	g_assert_cmpstr(events, ==, expected);
}

static void a_record_is_added_changed_removed_and_restored(void)
{
	static const char *const one[][2] = {
		{ "organisations/a-body.xml", BODY("a-body", "One", "") },
		{ NULL, NULL },
	};
	static const char *const two[][2] = {
		{ "organisations/a-body.xml", BODY("a-body", "Two", "") },
		{ NULL, NULL },
	};
	static const char *const gone[][2] = {
		{ "organisations/a-body.xml", NULL },
		{ NULL, NULL },
	};
	struct story story;
	const struct record_change *change;

	story_begin(&story);
	story_commit(&story, one);
	story_commit(&story, two);
	story_commit(&story, gone);
	story_commit(&story, one);
	story_read(&story);
	check_events(&story, "a-body", "restored removed changed added");
	change = record_history_of(story.history, "a-body")->changes[2];
	g_assert_cmpstr(
		node_value(record_history_tree(story.history, change->path,
					       change->new_blob),
			   "name"),
		==, "Two");
	g_assert_null(record_history_of(story.history, "other"));
	story_end(&story);
}

static void a_file_that_moves_keeps_its_record(void)
{
	static const char *const one[][2] = {
		{ "organisations/a-body.xml", BODY("a-body", "One", "") },
		{ NULL, NULL },
	};
	static const char *const moved[][2] = {
		{ "organisations/a-body.xml", NULL },
		{ "organisations/north/a-body.xml", BODY("a-body", "One", "") },
		{ NULL, NULL },
	};
	struct story story;

	story_begin(&story);
	story_commit(&story, one);
	story_commit(&story, moved);
	story_read(&story);
	check_events(&story, "a-body", "moved added");
	story_end(&story);
}

static void a_former_id_leads_to_the_earlier_history(void)
{
	static const char *const one[][2] = {
		{ "organisations/a-body.xml", BODY("a-body", "One", "") },
		{ NULL, NULL },
	};
	static const char *const renamed[][2] = {
		{ "organisations/a-body.xml", NULL },
		{ "organisations/b-body.xml",
		  BODY("b-body", "One", " formerId='a-body'") },
		{ NULL, NULL },
	};
	struct story story;

	story_begin(&story);
	story_commit(&story, one);
	story_commit(&story, renamed);
	story_read(&story);
	check_events(&story, "b-body", "renamed added");
	story_end(&story);
}

static void a_version_that_is_not_xml_has_no_tree(void)
{
	static const char *const broken[][2] = {
		{ "organisations/a-body.xml", "<organisation" },
		{ NULL, NULL },
	};
	struct story story;
	const struct record_change *change;

	story_begin(&story);
	story_commit(&story, broken);
	story_read(&story);
	change = record_history_of(story.history, "a-body")->changes[0];
	g_assert_null(record_history_tree(story.history, change->path,
					  change->new_blob));
	story_end(&story);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_setenv("GIT_AUTHOR_NAME", "A Tester", TRUE);
	g_setenv("GIT_AUTHOR_EMAIL", "tester@example.org", TRUE);
	g_setenv("GIT_COMMITTER_NAME", "A Tester", TRUE);
	g_setenv("GIT_COMMITTER_EMAIL", "tester@example.org", TRUE);
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
#define TEST(name, test) g_test_add_func("/record_history/" name, test)
	TEST("a record is added, changed, removed and restored",
	     a_record_is_added_changed_removed_and_restored);
	TEST("a file that moves keeps its record",
	     a_file_that_moves_keeps_its_record);
	TEST("a former id leads to the earlier history",
	     a_former_id_leads_to_the_earlier_history);
	TEST("a version that is not XML has no tree",
	     a_version_that_is_not_xml_has_no_tree);
	status = g_test_run();
	library_free(library);
	return status;
}

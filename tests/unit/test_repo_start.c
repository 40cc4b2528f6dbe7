/* SPDX-License-Identifier: MIT */
/*
 * How libgit2 is started: without the certificates of the machine, and with
 * everything else.
 */
#include "lib/repo_start.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <glib.h>

#include "lib/repo.h"
#include "lib/sandbox.h"
#include "tests/unit/repo_fixture.h"

/* Where Debian has them, all in one file. */
#define CERTIFICATES "/etc/ssl/certs/ca-certificates.crt"

/* The bytes that this process has read so far, by any of its threads. */
static guint64 bytes_read(void)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents("/proc/self/io", &text, NULL, NULL) ||
	    !g_str_has_prefix(text, "rchar: "))
		return 0;
	return strtoull(text + strlen("rchar: "), NULL, 10);
}

static void test_certificates_are_not_read(void)
{
	guint64 before = bytes_read();
	struct stat st;

	if (stat(CERTIFICATES, &st) != 0 || sandbox_version() == 0 ||
	    before == 0) {
		g_test_skip("no certificates, Landlock or count of bytes here");
		return;
	}
	repo_start();
	g_assert_cmpuint(bytes_read() - before, <, (guint64)st.st_size);
}

static void test_repositories_are_read_afterwards(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *id = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = NULL;
	struct repo_id head;
	char hex[REPO_ID_HEX + 1];

	id = repo_fixture_commit(dir, "Add", "agreements/one.xml", "text");
	repo = repo_open(dir, &error);
	g_assert_no_error(error);
	g_assert_true(repo_resolve(repo, "HEAD", &head, &error));
	repo_id_format(&head, hex);
	g_assert_cmpstr(hex, ==, id);
	repo_fixture_end(dir);
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
#define ADD(name_) g_test_add_func("/repo_start/" #name_, test_##name_)
	ADD(certificates_are_not_read);
	ADD(repositories_are_read_afterwards);
	return g_test_run();
}

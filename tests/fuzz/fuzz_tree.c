/* SPDX-License-Identifier: MIT */
/*
 * A tree as an object of git, as the top of a commit and as a folder of it.
 * Entries that carry 20 bytes of 'f' name a file, 20 of 'd' an empty folder.
 */
#include <string.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/repo.h"
#include "lib/repo_trees.h"
#include "tests/fuzz/aid.h"

static const char *const folders[] = { "agreements", "gateways", NULL };

/* Puts the ids of objects that are there for the marks that stand for them. */
static void give_ids(char *tree, size_t size, const struct repo_id *file,
		     const struct repo_id *dir)
{
	for (size_t i = 0; i + sizeof(file->bytes) <= size; i++) {
		const struct repo_id *id = tree[i] == 'f' ? file : dir;
		size_t n = 0;

		if (tree[i] != 'f' && tree[i] != 'd')
			continue;
		while (n < sizeof(id->bytes) && tree[i + n] == tree[i])
			n++;
		if (n == sizeof(id->bytes))
			memcpy(tree + i, id->bytes, n);
	}
}

static void commit_tree(const struct repo_id *tree, struct repo_id *commit)
{
	char hex[REPO_ID_HEX + 1];
	g_autofree char *text = NULL;

	repo_id_format(tree, hex);
	text = g_strdup_printf("tree %s\nauthor A <a@b> 1 +0000\n"
			       "committer A <a@b> 1 +0000\n\nm\n",
			       hex);
	aid_put(AID_COMMIT, text, strlen(text), commit);
}

static void read_files(struct repo *repo, const struct repo_id *commit)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Files) files =
		repo_read_files(repo, commit, folders, diags, NULL);
	g_autoptr(RepoHistory) history =
		repo_history_read(repo, commit, folders, NULL);

	for (size_t i = 0; files && i < files_len(files); i++) {
		const char *path = files_get(files, i)->path;

		AID_ENSURE(files_is_register_path(path, folders));
		AID_ENSURE(!strstr(path, "/../") && !strchr(path, '\033'));
		AID_ENSURE(g_utf8_validate(path, -1, NULL));
	}
	for (size_t i = 0; history && i < history->n_changes; i++)
		AID_ENSURE(!strchr(history->changes[i].path, '\033'));
	for (size_t i = 0; i < diags_len(diags); i++)
		AID_ENSURE(!strchr(diags_get(diags, i)->path, '\033'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct repo *repo = aid_repo();
	struct repo_id file, dir, tree, top, commit;
	g_autofree char *bytes = aid_text(data, size);
	g_autoptr(GByteArray) around = g_byte_array_new();

	aid_put(AID_BLOB, "<a/>", 4, &file);
	aid_put(AID_TREE, "", 0, &dir);
	give_ids(bytes, size, &file, &dir);
	aid_put(AID_TREE, bytes, size, &tree);
	commit_tree(&tree, &commit);
	read_files(repo, &commit);
	g_byte_array_append(around, (const guint8 *)"40000 agreements", 17);
	g_byte_array_append(around, tree.bytes, sizeof(tree.bytes));
	aid_put(AID_TREE, around->data, around->len, &top);
	commit_tree(&top, &commit);
	read_files(repo, &commit);
	aid_forget();
	return 0;
}

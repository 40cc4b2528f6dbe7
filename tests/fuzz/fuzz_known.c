/* SPDX-License-Identifier: MIT */
/*
 * What was kept of records, past any checksum.  The first byte says of what:
 * what the rules said (past the sum of what that rests on), gists, trees, parts
 * in the signals of maturity.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/gist.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_memory.h"
#include "lib/rule_memory_private.h"
#include "lib/rules.h"
#include "lib/schema.h"
#include "lib/sha1.h"
#include "lib/signals.h"
#include "lib/signals_sum.h"
#include "lib/tree_pack.h"
#include "tests/fuzz/aid.h"

#define BODY(id_)                                                    \
	"<organisation xmlns='urn:gatehouse:1' version='1' id='" id_ \
	"'><name>N</name><type>charity</type></organisation>"

static const char *const texts[][2] = {
	{ "gatehouse.xml", AID_SETTINGS },
	{ "organisations/a.xml", BODY("a") },
	{ "organisations/b.xml", BODY("b") },
};

/* The same for all runs. */
static const struct registers *load(void)
{
	static struct registers *registers;
	g_autoptr(Diags) diags = diags_new();
	struct files *files;

	if (registers)
		return registers;
	files = files_new();
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		files_add(files, texts[i][0],
			  g_bytes_new_static(texts[i][1], strlen(texts[i][1])));
	files_sort(files);
	for (size_t i = 0; i < files_len(files); i++) {
		const struct file *file = files_get(files, i);
		struct repo_id id = { 0 };

		sha1_of("", 0, file->bytes, file->len, id.bytes);
		files_set_id(files, i, &id);
	}
	registers = registers_load(aid_library(), files, diags, NULL);
	AID_ENSURE(registers);
	return registers;
}

static size_t length(const char *text)
{
	AID_ENSURE(text);
	return strlen(text);
}

static void look_at_said(const struct rule_kept *kept, size_t n)
{
	AID_ENSURE(kept->number <= n);
	for (size_t i = 0; i < kept->n_rests; i++)
		AID_ENSURE(kept->rests[i] >> REST_BITS <= n);
	for (size_t i = 0; i < kept->n_links; i++)
		AID_ENSURE(kept->links[i] < n);
	for (const struct rule_said *s = kept->said; s; s = s->next) {
		for (size_t i = 0; i < s->n_findings; i++)
			AID_ENSURE(s->findings[i].level < DIAG_LEVELS &&
				   length(s->findings[i].message) < G_MAXSIZE);
	}
}

static void read_said(const uint8_t *data, size_t size)
{
	g_autofree char *place = g_build_filename(aid_dir(), "cache", NULL);
	g_autoptr(Diags) diags = diags_new();
	const struct rules_request request = { .registers = load(),
					       .rulebook = aid_rulebook(),
					       .kept = "here" };
	g_autoptr(RuleMemory) memory = NULL;
	g_autoptr(RuleReader) reader = NULL;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	struct rule_kept kept;

	g_setenv("GATEHOUSE_CACHE", place, TRUE);
	memory = rule_memory_open(&request, diags);
	AID_ENSURE(memory);
	packed_put(bytes, memory->frame, sizeof(memory->frame));
	packed_put(bytes, data, size);
	reader = rule_reader_new(memory, bytes->data, bytes->len);
	while (reader && rule_reader_next(reader, &kept))
		look_at_said(&kept, memory->n);
}

static void read_gist(const uint8_t *data, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(TreeUnpacker) from = tree_unpacker_new(arena, data, size);
	const struct gist *gist = gist_unpack(from, arena);

	if (tree_unpack_is_damaged(from))
		return;
	for (size_t i = 0; i < gist->n_parts; i++)
		AID_ENSURE(length(gist->parts[i].target) < size &&
			   length(gist->parts[i].name) < size);
	for (size_t i = 0; i < gist->n_references; i++)
		AID_ENSURE(length(gist->references[i].target) < size &&
			   length(gist->references[i].kinds) < size);
}

static void read_tree(const uint8_t *data, size_t size)
{
	const struct kind *kind =
		schema_kind(aid_library()->schema, "organisation");
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(TreeUnpacker) from = tree_unpacker_new(arena, data, size);
	const struct node *root = tree_unpack(from, kind->root);

	for (const struct node *n = root; n; n = node_walk(n, root)) {
		AID_ENSURE(n->field && length(n->text) < size);
		for (unsigned i = 0; i < n->n_attrs; i++)
			AID_ENSURE(length(n->attrs[i].value) < size);
	}
}

static void read_parts(const uint8_t *data, size_t size)
{
	g_autoptr(SignalsSum) sum = signals_sum_new();
	size_t n;
	g_autofree struct signal *signals = NULL;

	signals_sum_add(sum, data, size);
	signals = signals_sum_signals(sum, &n);
	for (size_t i = 0; i < n; i++)
		AID_ENSURE(signals[i].met <= signals[i].of);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const uint8_t *,
				       size_t) = { read_said, read_gist,
						   read_tree, read_parts };

	if (size > 0)
		readers[data[0] % G_N_ELEMENTS(readers)](data + 1, size - 1);
	return 0;
}

/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TREE_PACK_H
#define GATEHOUSE_TREE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct arena;
struct field;
struct node;

/*
 * Trees of records as bytes: smaller than the XML, without anything left to
 * decide, and read back in a tenth of the time.  They mean something only
 * beside the schema that the trees were read with.
 *
 * Each tree stands by itself, with what node_note and codes_note noted in it:
 * so only beside the same code lists is what is unpacked what was packed.
 */
struct tree_packer;

/* Appends to out, which stays the caller's; other things may go between. */
struct tree_packer *tree_packer_new(GString *out);
void tree_packer_free(struct tree_packer *packer);

/* Whether the schema says something of every element and attribute. */
bool tree_can_be_packed(const struct node *root);

/* Appends such a tree. */
void tree_pack(struct tree_packer *packer, const struct node *root);

/* Numbers and texts between trees.  Numbers take one byte for seven bits. */
void tree_pack_number(struct tree_packer *packer, uint64_t number);
void tree_pack_text(struct tree_packer *packer, const char *text);
void tree_pack_bytes(struct tree_packer *packer, const void *bytes, size_t len);

/*
 * The way back.  Borrows the bytes, which the trees point into.  What does not
 * fit together is damage; from then on everything is 0, "" or NULL.
 */
struct tree_unpacker;

struct tree_unpacker *tree_unpacker_new(struct arena *arena, const void *bytes,
					size_t len);
void tree_unpacker_free(struct tree_unpacker *from);

/* A tree whose root is the element that field describes. */
struct node *tree_unpack(struct tree_unpacker *from, const struct field *field);

uint64_t tree_unpack_number(struct tree_unpacker *from);
const char *tree_unpack_text(struct tree_unpacker *from);

/* A number of things, each of which takes size bytes or more. */
size_t tree_unpack_count(struct tree_unpacker *from, size_t size);

/* Where the next len bytes lie, which are passed by; NULL: there are fewer. */
const void *tree_unpack_skip(struct tree_unpacker *from, size_t len);

/* Sets len bytes at to. */
void tree_unpack_bytes(struct tree_unpacker *from, void *to, size_t len);

/* Whether there is more: not at the end, and not damaged. */
bool tree_unpack_more(const struct tree_unpacker *from);
bool tree_unpack_is_damaged(const struct tree_unpacker *from);

typedef struct tree_packer TreePacker;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TreePacker, tree_packer_free)
typedef struct tree_unpacker TreeUnpacker;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TreeUnpacker, tree_unpacker_free)

#endif

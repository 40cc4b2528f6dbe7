/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TEMPLATE_PROGRAM_H
#define GATEHOUSE_TEMPLATE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "site-gen/template_context.h"

struct arena;
struct value;

/*
 * A template as it is run: an array of instructions, in which a section, a
 * block and a parent are followed by their bodies.  Shared by the parts of
 * the engine (parse, link, render) and by nothing else.
 */

#define TEMPLATE_NESTING_MAX 64	 /* open sections, blocks, parents */
#define TEMPLATE_BLOCKS_MAX 256	 /* given to one parent */
#define TEMPLATE_INCLUDES_MAX 64 /* partials and parents within another */
#define TEMPLATE_SOURCE_MAX (1 << 20)
#define TEMPLATE_OUTPUT_MAX ((size_t)64 << 20)

enum template_op_type {
	TEMPLATE_OP_TEXT,
	TEMPLATE_OP_VALUE,
	TEMPLATE_OP_SECTION,
	TEMPLATE_OP_INVERTED,
	TEMPLATE_OP_PARTIAL,
	TEMPLATE_OP_PARENT, /* its body: the blocks that it is given */
	TEMPLATE_OP_BLOCK,
};

/* One part of a dotted name, with its value_hash. */
struct template_key {
	const char *name;
	guint hash;
};

struct template_op {
	enum template_op_type type;
	enum template_escape escape; /* of a VALUE */
	bool rcdata;		     /* a BLOCK in a title or text area */
	size_t end;		     /* index after its body */
	size_t offset;		     /* of its tag in the source */
	const char *text; /* TEXT: what to write; else the name in the tag */
	size_t len;	  /* of text */
	guint hash;	  /* of the name of a BLOCK */
	unsigned n_keys;  /* 0: "." */
	const struct template_key *keys;
	const char *indent; /* of PARTIAL, PARENT and BLOCK, for each line */
	size_t n_indent;
	const struct template_program *target; /* of PARTIAL and PARENT */
};

struct template_program {
	const char *name;
	const char *source;
	size_t len;
	size_t index; /* among the templates of its set */
	struct template_op *ops;
	size_t n_ops;
};

/*
 * Reads program's source into its instructions, in the arena.  False, with
 * error set, at the first fault.
 */
bool template_parse(struct template_program *program, struct arena *arena,
		    GError **error);

/*
 * Finds the targets of partials and parents among n programs, sorted by
 * name and not yet linked, and checks that all exist, have the blocks they
 * are given, and that none would include itself for ever.
 */
bool template_link(struct template_program *programs, size_t n, GError **error);

/* The program of that name among n, sorted by name, or NULL. */
const struct template_program *
template_link_find(const struct template_program *programs, size_t n,
		   const char *name);

/* Adds the name most like name to a message on its not being found. */
char *template_link_unknown(const struct template_program *programs, size_t n,
			    const char *name);

/* templates_render for a program that was found. */
bool template_render(const struct template_program *program,
		     const struct value *view, GString *out, GError **error);

/*
 * Sets error to "templates/name.html:line:column: message", the line, and a
 * '^' under the place, each on a line of its own; returns false.
 */
bool template_fault(const struct template_program *program, size_t offset,
		    GError **error, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

#endif

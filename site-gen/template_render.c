/* SPDX-License-Identifier: MIT */
/*
 * Walks the instructions once and appends to the output.  All that is open
 * (contexts, blocks given to parents, indentation) lives in one struct of
 * fixed size and on the C stack, whose depth is bounded; nothing is
 * allocated but the output.
 *
 * Indentation is written when the first thing of a line is, which is what
 * makes it right for sections that show nothing and for blocks from
 * elsewhere.
 */
#include <string.h>

#include "site-gen/escape.h"
#include "site-gen/template_guess.h"
#include "site-gen/template_program.h"
#include "site-gen/value.h"

#define DEPTH_MAX 1024
#define INDENT_MAX 512

/* The blocks given to a parent, innermost parent first. */
struct given {
	const struct given *outer;
	const struct template_program *program;
	size_t begin, end; /* its ops that are these blocks */
};

struct render {
	GString *out;
	size_t out_max;
	const struct value *contexts[DEPTH_MAX + 1];
	unsigned n_contexts;
	const struct given *given;
	char indent[INDENT_MAX];
	size_t n_indent;
	bool line_start;
	bool rcdata; /* in a block in a title or text area */
	unsigned depth;
	unsigned includes;
	GError **error;
};

static bool render_ops(struct render *r, const struct template_program *program,
		       size_t begin, size_t end);

static bool check_size(struct render *r, const struct template_program *program,
		       const struct template_op *op)
{
	if (r->out->len <= r->out_max)
		return true;
	return template_fault(program, op->offset, r->error,
			      "the page grows beyond %zu bytes",
			      TEMPLATE_OUTPUT_MAX);
}

/* Most pieces are short and find room: a copy is then cheaper than a call. */
static void append(GString *out, const char *s, size_t len)
{
	if (out->allocated_len - out->len <= len) {
		g_string_append_len(out, s, (gssize)len);
		return;
	}
	memcpy(out->str + out->len, s, len);
	out->len += len;
	out->str[out->len] = '\0';
}

static void write_indented(struct render *r, const char *text, size_t len)
{
	while (len) {
		const char *newline = memchr(text, '\n', len);
		size_t line = newline ? (size_t)(newline - text) + 1 : len;
		bool blank = newline &&
			     (line == 1 || (line == 2 && text[0] == '\r'));

		if (r->line_start && !blank)
			append(r->out, r->indent, r->n_indent);
		append(r->out, text, line);
		r->line_start = newline != NULL;
		text += line;
		len -= line;
	}
}

static bool render_text(struct render *r,
			const struct template_program *program,
			const struct template_op *op)
{
	if (!op->len)
		return true;
	if (r->n_indent) {
		write_indented(r, op->text, op->len);
	} else {
		append(r->out, op->text, op->len);
		r->line_start = op->text[op->len - 1] == '\n';
	}
	return check_size(r, program, op);
}

static bool fault_no_value(struct render *r,
			   const struct template_program *program,
			   const struct template_op *op, const char *name)
{
	struct template_guess guess = { .wanted = name };
	g_autofree char *text = NULL;

	for (unsigned i = r->n_contexts; i-- > 0;) {
		const struct value *v = r->contexts[i];

		for (size_t j = 0;
		     value_type(v) == VALUE_MAP && j < value_len(v); j++)
			template_guess_offer(&guess, value_key_at(v, j));
	}
	text = template_guess_text(&guess);
	return template_fault(program, op->offset, r->error,
			      "no value '%s' here%s", name,
			      *text ? text
				    : "; 'gatehouse explain --pages' lists "
				      "what there is");
}

static bool fault_no_part(struct render *r,
			  const struct template_program *program,
			  const struct template_op *op, unsigned part,
			  const struct value *v)
{
	struct template_guess guess = { .wanted = op->keys[part].name };
	g_autofree char *text = NULL;

	if (value_type(v) != VALUE_MAP)
		return template_fault(program, op->offset, r->error,
				      "'%s' is %s and has no '%s'",
				      op->keys[part - 1].name,
				      value_type_name(v), op->keys[part].name);
	for (size_t i = 0; i < value_len(v); i++)
		template_guess_offer(&guess, value_key_at(v, i));
	text = template_guess_text(&guess);
	return template_fault(program, op->offset, r->error,
			      "no value '%s' in '%s'%s", op->keys[part].name,
			      op->keys[part - 1].name, text);
}

/* The value that the tag names, or NULL with the error set. */
static const struct value *find_value(struct render *r,
				      const struct template_program *program,
				      const struct template_op *op)
{
	const struct template_key *keys = op->keys;
	const struct value *v = NULL;

	if (!op->n_keys)
		return r->contexts[r->n_contexts - 1];
	for (unsigned i = r->n_contexts; !v && i-- > 0;)
		v = value_find(r->contexts[i], keys[0].name, keys[0].hash);
	if (!v) {
		fault_no_value(r, program, op, keys[0].name);
		return NULL;
	}
	for (unsigned i = 1; i < op->n_keys; i++) {
		const struct value *part;

		if (value_type(v) == VALUE_NOTHING)
			return v;
		part = value_find(v, keys[i].name, keys[i].hash);
		if (!part) {
			fault_no_part(r, program, op, i, v);
			return NULL;
		}
		v = part;
	}
	return v;
}

/* What keeps a value of that type from standing here, or NULL. */
static const char *misfit(const struct render *r, const struct template_op *op,
			  enum value_type type)
{
	if (type == VALUE_BOOL || type == VALUE_LIST || type == VALUE_MAP)
		return "which cannot be written: it needs a section";
	if (type == VALUE_HTML &&
	    (op->escape != TEMPLATE_ESCAPE_TEXT || r->rcdata))
		return "which can only stand in the text of a page";
	if (type == VALUE_TEXT && op->escape == TEMPLATE_ESCAPE_URL)
		return "where only an address can stand: begin with "
		       "'/', '?' or '#', or use a value that is one";
	return NULL;
}

static bool render_value(struct render *r,
			 const struct template_program *program,
			 const struct template_op *op)
{
	const struct value *v = find_value(r, program, op);
	enum value_type type;
	const char *message;
	const char *bytes;
	size_t len;

	if (!v)
		return false;
	type = value_type(v);
	if (type == VALUE_NOTHING)
		return true;
	message = misfit(r, op, type);
	if (message)
		return template_fault(program, op->offset, r->error,
				      "'%s' is %s, %s", op->text,
				      value_type_name(v), message);

	bytes = value_bytes(v, &len);
	if (!len)
		return true;
	if (r->line_start)
		append(r->out, r->indent, r->n_indent);
	r->line_start = false;
	if (type == VALUE_HTML)
		append(r->out, bytes, len);
	else if (type == VALUE_TEXT && op->escape == TEMPLATE_ESCAPE_URL_PART)
		escape_url_part(r->out, bytes);
	else
		escape_html(r->out, bytes);
	return check_size(r, program, op);
}

/* The body of the section at index at, with v as what '.' is. */
static bool render_with(struct render *r,
			const struct template_program *program, size_t at,
			const struct value *v)
{
	bool ok;

	/* At most one for each level of render_ops. */
	g_assert(r->n_contexts <= DEPTH_MAX);
	r->contexts[r->n_contexts++] = v;
	ok = render_ops(r, program, at + 1, program->ops[at].end);
	r->n_contexts--;
	return ok;
}

static bool render_section(struct render *r,
			   const struct template_program *program, size_t at)
{
	const struct template_op *op = &program->ops[at];
	const struct value *v = find_value(r, program, op);

	if (!v)
		return false;
	if (op->type == TEMPLATE_OP_INVERTED)
		return value_is_true(v) ||
		       render_ops(r, program, at + 1, op->end);
	if (!value_is_true(v))
		return true;
	if (value_type(v) == VALUE_BOOL)
		return render_ops(r, program, at + 1, op->end);
	if (value_type(v) != VALUE_LIST)
		return render_with(r, program, at, v);
	for (size_t i = 0; i < value_len(v); i++)
		if (!render_with(r, program, at, value_at(v, i)))
			return false;
	return true;
}

/* Adds op's indentation to that of the lines to come. */
static bool indent(struct render *r, const struct template_program *program,
		   const struct template_op *op)
{
	if (op->n_indent > sizeof(r->indent) - r->n_indent)
		return template_fault(program, op->offset, r->error,
				      "indented by more than %d blanks",
				      INDENT_MAX);
	if (op->n_indent)
		memcpy(r->indent + r->n_indent, op->indent, op->n_indent);
	r->n_indent += op->n_indent;
	return true;
}

static bool render_include(struct render *r,
			   const struct template_program *program, size_t at)
{
	const struct template_op *op = &program->ops[at];
	const struct given *outer = r->given;
	struct given given = { outer, program, at + 1, op->end };
	size_t n_indent = r->n_indent;
	bool ok;

	if (r->includes == TEMPLATE_INCLUDES_MAX)
		return template_fault(program, op->offset, r->error,
				      "more than %d templates within each "
				      "other",
				      TEMPLATE_INCLUDES_MAX);
	if (!indent(r, program, op))
		return false;
	r->includes++;
	if (given.begin < given.end)
		r->given = &given;
	ok = render_ops(r, op->target, 0, op->target->n_ops);
	r->given = outer;
	r->includes--;
	r->n_indent = n_indent;
	return ok;
}

/* The block of that name among those given, or end if it is not. */
static size_t find_given(const struct given *given,
			 const struct template_op *block)
{
	const struct template_op *ops = given->program->ops;
	size_t i;

	for (i = given->begin; i < given->end; i = ops[i].end)
		if (ops[i].hash == block->hash &&
		    !strcmp(ops[i].text, block->text))
			break;
	return i;
}

/*
 * Of several who give the block, the outermost decides.  Blocks within what
 * it gives are for those further out.
 */
static bool render_block(struct render *r,
			 const struct template_program *program, size_t at)
{
	const struct template_op *op = &program->ops[at];
	const struct given *before = r->given;
	const struct given *giver = NULL;
	size_t n_indent = r->n_indent;
	bool rcdata = r->rcdata;
	size_t found = 0;
	bool ok;

	for (const struct given *g = before; g; g = g->outer) {
		size_t i = find_given(g, op);

		if (i < g->end) {
			giver = g;
			found = i;
		}
	}
	r->rcdata = rcdata || op->rcdata;
	if (!giver) {
		ok = render_ops(r, program, at + 1, op->end);
	} else {
		if (!indent(r, program, op))
			return false;
		r->given = giver->outer;
		ok = render_ops(r, giver->program, found + 1,
				giver->program->ops[found].end);
		r->given = before;
		r->n_indent = n_indent;
	}
	r->rcdata = rcdata;
	return ok;
}

static bool render_op(struct render *r, const struct template_program *program,
		      size_t at)
{
	const struct template_op *op = &program->ops[at];

	switch (op->type) {
	case TEMPLATE_OP_TEXT:
		return render_text(r, program, op);
	case TEMPLATE_OP_VALUE:
		return render_value(r, program, op);
	case TEMPLATE_OP_SECTION:
	case TEMPLATE_OP_INVERTED:
		return render_section(r, program, at);
	case TEMPLATE_OP_PARTIAL:
	case TEMPLATE_OP_PARENT:
		return render_include(r, program, at);
	case TEMPLATE_OP_BLOCK:
		return render_block(r, program, at);
	}
	g_assert_not_reached();
}

static bool render_ops(struct render *r, const struct template_program *program,
		       size_t begin, size_t end)
{
	bool ok = true;

	if (r->depth == DEPTH_MAX)
		return template_fault(
			program, program->ops[begin].offset, r->error,
			"more than %d tags within each other", DEPTH_MAX);
	r->depth++;
	for (size_t at = begin; ok && at < end; at = program->ops[at].end)
		ok = render_op(r, program, at);
	r->depth--;
	return ok;
}

bool template_render(const struct template_program *program,
		     const struct value *view, GString *out, GError **error)
{
	struct render r = {
		.out = out,
		.out_max = out->len + TEMPLATE_OUTPUT_MAX,
		.n_contexts = 1,
		.line_start = true,
		.error = error,
	};
	size_t before = out->len;

	r.contexts[0] = view;
	if (render_ops(&r, program, 0, program->n_ops))
		return true;
	g_string_truncate(out, before);
	return false;
}

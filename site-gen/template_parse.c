/* SPDX-License-Identifier: MIT */
/*
 * One pass over the source, from tag to tag.  What is open is kept on a
 * stack of fixed size, so depth costs no C stack.  The literal text between
 * tags goes through the HTML tokenizer (template_context.c) on its way to
 * the instructions, so that each value knows how it must be escaped before
 * anything is rendered.
 *
 * White space follows the Mustache specification: a tag alone on its line
 * takes the line with it; its indentation is kept for partials, parents and
 * blocks.  A block that a parent is given loses the indentation that it has
 * where it is written, and gets that of the place where it is shown.
 */
#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "site-gen/template_program.h"
#include "site-gen/value.h"

struct frame {
	size_t op;
	struct template_context context; /* where it began */
	size_t dedent;			 /* to go back to */
	bool argument;			 /* a block that a parent is given */
	bool alone;    /* a parent with only blanks before it on its line */
	size_t blanks; /* the TEXT that holds these */
};

struct parser {
	struct template_program *program;
	struct arena *arena;
	GArray *ops;
	size_t pos;
	size_t dedent; /* blanks to drop at the start of each line */
	struct template_context context;
	struct frame frames[TEMPLATE_NESTING_MAX];
	unsigned depth;
	GError **error;
};

struct tag {
	char kind; /* its sigil; 0: a value */
	size_t begin, end;
	size_t line;	  /* where the blanks before it begin */
	size_t next;	  /* after the end of its line */
	bool first, last; /* nothing else before, after it on its line */
	const char *name;
	size_t len;
};

/* A fault at the tag, without further values in the message. */
static bool fault_at(struct parser *p, const struct tag *tag,
		     const char *message)
{
	return template_fault(p->program, tag->begin, p->error, "%s", message);
}

static struct template_op *op_at(struct parser *p, size_t i)
{
	return &g_array_index(p->ops, struct template_op, i);
}

static struct frame *top(struct parser *p)
{
	return p->depth ? &p->frames[p->depth - 1] : NULL;
}

/* Whether p stands directly in a parent, where only blocks count. */
static bool in_parent(struct parser *p)
{
	return p->depth && op_at(p, top(p)->op)->type == TEMPLATE_OP_PARENT;
}

static struct template_op *add_op(struct parser *p, enum template_op_type type,
				  const struct tag *tag)
{
	struct template_op op = { .type = type, .end = p->ops->len + 1 };

	if (tag) {
		op.offset = tag->begin;
		op.text = tag->name;
		op.len = tag->len;
		op.hash = value_hash(tag->name);
	}
	g_array_append_val(p->ops, op);
	return op_at(p, p->ops->len - 1);
}

static size_t blanks_at(const char *s)
{
	return strspn(s, " \t");
}

/* Text without what is to be dropped at the start of its lines. */
static const char *dedented(struct parser *p, size_t from, size_t to,
			    size_t *len)
{
	const char *source = p->program->source;
	char *text;
	bool line_start = from == 0 || source[from - 1] == '\n';

	*len = to - from;
	if (!p->dedent)
		return source + from;
	text = arena_alloc(p->arena, to - from + 1);
	*len = 0;
	while (from < to) {
		if (line_start)
			from += MIN(blanks_at(source + from), p->dedent);
		if (from >= to)
			break;
		line_start = source[from] == '\n';
		text[(*len)++] = source[from++];
	}
	return text;
}

static bool add_text(struct parser *p, size_t from, size_t to)
{
	const char *message;
	struct template_op *op;
	const char *text;
	size_t fault = 0;
	size_t len;

	if (from >= to || in_parent(p))
		return true;
	message = template_context_text(&p->context, p->program->source + from,
					to - from, &fault);
	if (message)
		return template_fault(p->program, from + fault, p->error, "%s",
				      message);
	text = dedented(p, from, to, &len);
	op = add_op(p, TEMPLATE_OP_TEXT, NULL);
	op->offset = from;
	op->text = text;
	op->len = len;
	return true;
}

/* The text before a tag; both lose the line if the tag is alone on it. */
static bool add_text_before(struct parser *p, const struct tag *tag)
{
	bool alone = tag->first && tag->last;
	size_t from = p->pos;

	p->pos = alone ? tag->next : tag->end;
	return add_text(p, from, alone ? tag->line : tag->begin);
}

/* The blanks from..to as indentation of what op shows. */
static void set_indent(struct parser *p, struct template_op *op, size_t from,
		       size_t to)
{
	from += MIN(p->dedent, to - from);
	op->indent = p->program->source + from;
	op->n_indent = to - from;
}

static bool push(struct parser *p, const struct tag *tag, size_t op)
{
	struct frame *frame;

	if (p->depth == TEMPLATE_NESTING_MAX)
		return template_fault(p->program, tag->begin, p->error,
				      "more than %d tags open",
				      TEMPLATE_NESTING_MAX);
	frame = &p->frames[p->depth++];
	memset(frame, 0, sizeof(*frame));
	frame->op = op;
	frame->context = p->context;
	frame->dedent = p->dedent;
	return true;
}

/* Splits the name in a tag at its dots, for lookups without work. */
static bool set_keys(struct parser *p, const struct tag *tag,
		     struct template_op *op)
{
	struct template_key *keys;
	unsigned n = 1;
	char *name;

	if (!strcmp(tag->name, "."))
		return true;
	if (tag->name[0] == '.' || g_str_has_suffix(tag->name, ".") ||
	    strstr(tag->name, ".."))
		return template_fault(p->program, tag->begin, p->error,
				      "'%s' is not a name", tag->name);
	for (const char *s = tag->name; *s; s++)
		n += *s == '.';
	keys = arena_array(p->arena, n, sizeof(*keys));
	name = arena_strndup(p->arena, tag->name, tag->len);
	for (unsigned i = 0; i < n; i++) {
		size_t len = strcspn(name, ".");

		name[len] = '\0';
		keys[i].name = name;
		keys[i].hash = value_hash(name);
		name += len + 1;
	}
	op->keys = keys;
	op->n_keys = n;
	return true;
}

static bool read_value(struct parser *p, const struct tag *tag)
{
	const char *message;
	enum template_escape escape;
	struct template_op *op;

	if (in_parent(p))
		return fault_at(p, tag, "only blocks can stand in a parent");
	if (!add_text(p, p->pos, tag->begin))
		return false;
	p->pos = tag->end;
	message = template_context_value(&p->context, &escape);
	if (message)
		return fault_at(p, tag, message);
	op = add_op(p, TEMPLATE_OP_VALUE, tag);
	op->escape = escape;
	return set_keys(p, tag, op);
}

static bool read_section(struct parser *p, const struct tag *tag)
{
	enum template_op_type type =
		tag->kind == '#' ? TEMPLATE_OP_SECTION : TEMPLATE_OP_INVERTED;
	const char *message;

	if (in_parent(p))
		return fault_at(p, tag, "only blocks can stand in a parent");
	if (!add_text_before(p, tag))
		return false;
	message = template_context_section(&p->context);
	if (message)
		return fault_at(p, tag, message);
	return push(p, tag, p->ops->len) &&
	       set_keys(p, tag, add_op(p, type, tag));
}

/* Whether a partial, parent or block may stand here; else sets the error. */
static bool check_include(struct parser *p, const struct tag *tag, bool rcdata)
{
	if (p->context.state == TEMPLATE_TEXT ||
	    (rcdata && p->context.state == TEMPLATE_RCDATA))
		return true;
	return template_fault(p->program, tag->begin, p->error,
			      "'%s' cannot stand in %s: partials and blocks "
			      "stand in text",
			      tag->name, template_context_name(&p->context));
}

static bool read_partial(struct parser *p, const struct tag *tag)
{
	struct template_op *op;

	if (in_parent(p))
		return fault_at(p, tag, "only blocks can stand in a parent");
	if (!add_text_before(p, tag) || !check_include(p, tag, false))
		return false;
	op = add_op(p, TEMPLATE_OP_PARTIAL, tag);
	if (tag->first && tag->last)
		set_indent(p, op, tag->line, tag->begin);
	return true;
}

/*
 * Whether a parent is alone on its lines is known only when it ends, so the
 * blanks before it are an instruction of their own until then.
 */
static bool read_parent(struct parser *p, const struct tag *tag)
{
	size_t blanks;
	size_t op;

	if (in_parent(p))
		return fault_at(p, tag, "only blocks can stand in a parent");
	if (!add_text(p, p->pos, tag->line))
		return false;
	blanks = p->ops->len;
	if (!add_text(p, tag->line, tag->begin) ||
	    !check_include(p, tag, false))
		return false;
	p->pos = tag->end;
	op = p->ops->len;
	add_op(p, TEMPLATE_OP_PARENT, tag);
	if (!push(p, tag, op))
		return false;
	if (tag->first)
		set_indent(p, op_at(p, op), tag->line, tag->begin);
	top(p)->alone = tag->first;
	top(p)->blanks = blanks;
	return true;
}

/* Begins a block that a parent is given. */
static bool read_argument(struct parser *p, const struct tag *tag)
{
	size_t op = p->ops->len;
	unsigned n = 0;

	for (size_t i = top(p)->op + 1; i < op; i = op_at(p, i)->end, n++)
		if (!strcmp(op_at(p, i)->text, tag->name))
			return template_fault(p->program, tag->begin, p->error,
					      "block '%s' is given twice",
					      tag->name);
	if (n == TEMPLATE_BLOCKS_MAX)
		return template_fault(p->program, tag->begin, p->error,
				      "more than %d blocks are given",
				      TEMPLATE_BLOCKS_MAX);
	if (!push(p, tag, op))
		return false;
	add_op(p, TEMPLATE_OP_BLOCK, tag);
	top(p)->argument = true;
	memset(&p->context, 0, sizeof(p->context));
	p->pos = tag->last ? tag->next : tag->end;
	p->dedent = tag->last ? blanks_at(p->program->source + p->pos) : 0;
	return true;
}

static bool read_block(struct parser *p, const struct tag *tag)
{
	const char *inside = p->program->source + tag->next;
	size_t blanks = blanks_at(inside);
	size_t index;
	struct template_op *op;

	if (in_parent(p))
		return read_argument(p, tag);
	if (!add_text_before(p, tag) || !check_include(p, tag, true))
		return false;
	index = p->ops->len;
	op = add_op(p, TEMPLATE_OP_BLOCK, tag);
	op->rcdata = p->context.state == TEMPLATE_RCDATA;
	if (tag->first && tag->last &&
	    !g_str_has_prefix(inside + blanks, "{{/"))
		set_indent(p, op, tag->next, tag->next + blanks);
	else if (tag->first)
		set_indent(p, op, tag->line, tag->begin);
	return push(p, tag, index);
}

static bool close_parent(struct parser *p, const struct tag *tag)
{
	struct frame *frame = top(p);
	struct template_op *op = op_at(p, frame->op);

	p->pos = tag->end;
	if (frame->alone && tag->last) {
		p->pos = tag->next;
		if (frame->blanks < frame->op)
			op_at(p, frame->blanks)->len = 0;
	} else {
		op->n_indent = 0;
	}
	return true;
}

static bool close_body(struct parser *p, const struct tag *tag)
{
	struct frame *frame = top(p);
	struct template_context context = { .state = TEMPLATE_TEXT };
	bool argument = frame->argument;
	const char *message;

	if (argument) {
		/* What follows in the parent is ignored, its line end too. */
		if (!add_text(p, p->pos, tag->first ? tag->line : tag->begin))
			return false;
		p->pos = tag->end;
	} else {
		if (!add_text_before(p, tag))
			return false;
		context = frame->context;
	}
	message = template_context_section(&p->context);
	if (message)
		return fault_at(p, tag, message);
	if (!template_context_equal(&p->context, &context))
		return template_fault(
			p->program, tag->begin, p->error,
			"'%s' begins in %s and ends in %s%s", tag->name,
			template_context_name(&context),
			template_context_name(&p->context),
			context.state == p->context.state ? " of another kind"
							  : "");
	p->context = frame->context;
	return true;
}

static bool read_close(struct parser *p, const struct tag *tag)
{
	struct frame *frame = top(p);
	struct template_op *op;
	bool ok;

	if (!frame)
		return template_fault(p->program, tag->begin, p->error,
				      "'%s' is closed but not open", tag->name);
	op = op_at(p, frame->op);
	if (strcmp(op->text, tag->name) != 0)
		return template_fault(
			p->program, tag->begin, p->error,
			"'%s' is closed where '%s' is open: close "
			"'%s' first",
			tag->name, op->text, op->text);
	ok = op->type == TEMPLATE_OP_PARENT ? close_parent(p, tag)
					    : close_body(p, tag);
	if (!ok)
		return false;
	op_at(p, frame->op)->end = p->ops->len;
	p->dedent = frame->dedent;
	p->depth--;
	return true;
}

static void find_line(const struct parser *p, struct tag *tag)
{
	const char *source = p->program->source;
	size_t after = tag->end + blanks_at(source + tag->end);

	tag->line = tag->begin;
	while (tag->line > 0 && strchr(" \t", source[tag->line - 1]))
		tag->line--;
	tag->first = tag->line == 0 || source[tag->line - 1] == '\n';
	if (!tag->first)
		tag->line = tag->begin;

	if (source[after] == '\r' && source[after + 1] == '\n')
		after++;
	tag->last = source[after] == '\n' || source[after] == '\0';
	tag->next = source[after] == '\n' ? after + 1 : after;
}

/* Whether the name has only characters that names in such a tag have. */
static bool check_name(struct parser *p, const struct tag *tag)
{
	const char *marks = tag->kind == '>' || tag->kind == '<' ? "/._-"
			    : tag->kind == '/'			 ? "/._-"
			    : tag->kind == '$'			 ? "_-"
								 : "._-";

	for (const char *s = tag->name; *s; s++)
		if (!g_ascii_isalnum(*s) && !strchr(marks, *s))
			return template_fault(p->program, tag->begin, p->error,
					      "'%s' is not a name", tag->name);
	if (!tag->len)
		return fault_at(p, tag, "the tag has no name");
	return true;
}

/* The first place in s where c stands twice, or NULL. */
static const char *find_pair(const char *s, char c)
{
	while ((s = strchr(s, c)) && s[1] != c)
		s++;
	return s;
}

/* Reads the tag that begins at offset begin. */
static bool read_tag(struct parser *p, size_t begin, struct tag *tag)
{
	const char *inside = p->program->source + begin + 2;
	const char *end = find_pair(inside, '}');
	g_autofree char *name = NULL;

	memset(tag, 0, sizeof(*tag));
	tag->begin = begin;
	tag->name = "";
	if (!end)
		return fault_at(p, tag, "'{{' without '}}'");
	tag->end = (size_t)(end - p->program->source) + 2;
	find_line(p, tag);
	if (inside < end && strchr("!#^/><$&{=", *inside))
		tag->kind = *inside++;
	if (tag->kind == '!')
		return true;
	if (tag->kind == '{' || tag->kind == '&')
		return fault_at(p, tag,
				"there is no raw output: a value is escaped "
				"for its place, and '{{name}}' writes it");
	if (tag->kind == '=')
		return fault_at(p, tag,
				"delimiters cannot be changed: tags begin with "
				"'{{'");
	name = g_strstrip(g_strndup(inside, (size_t)(end - inside)));
	tag->len = strlen(name);
	tag->name = arena_strndup(p->arena, name, tag->len);
	return check_name(p, tag);
}

static bool handle_tag(struct parser *p, const struct tag *tag)
{
	switch (tag->kind) {
	case '!':
		return add_text_before(p, tag);
	case '#':
	case '^':
		return read_section(p, tag);
	case '/':
		return read_close(p, tag);
	case '>':
		return read_partial(p, tag);
	case '<':
		return read_parent(p, tag);
	case '$':
		return read_block(p, tag);
	default:
		return read_value(p, tag);
	}
}

static bool read_source(struct parser *p)
{
	const char *source = p->program->source;
	const char *open;

	while ((open = find_pair(source + p->pos, '{'))) {
		struct tag tag;

		if (!read_tag(p, (size_t)(open - source), &tag) ||
		    !handle_tag(p, &tag))
			return false;
	}
	if (p->depth) {
		const struct template_op *op = op_at(p, top(p)->op);

		return template_fault(p->program, op->offset, p->error,
				      "'%s' is never closed", op->text);
	}
	if (!add_text(p, p->pos, p->program->len))
		return false;
	if (p->context.state != TEMPLATE_TEXT)
		return template_fault(p->program, p->program->len, p->error,
				      "the template ends in %s",
				      template_context_name(&p->context));
	return true;
}

/* Whether the source can be read at all. */
static bool check_text(const struct template_program *program, GError **error)
{
	size_t len = strlen(program->source);
	const char *end;

	if (program->len > TEMPLATE_SOURCE_MAX)
		return template_fault(program, 0, error,
				      "a template of %zu bytes is too long: "
				      "the limit is %d, so divide it into "
				      "partials",
				      program->len, TEMPLATE_SOURCE_MAX);
	if (!g_utf8_validate(program->source, (gssize)len, &end))
		return template_fault(program, (size_t)(end - program->source),
				      error,
				      "this is not UTF-8: save the file in "
				      "that encoding");
	if (len < program->len)
		return template_fault(program, len, error,
				      "a NUL byte is not text: remove it");
	return true;
}

bool template_parse(struct template_program *program, struct arena *arena,
		    GError **error)
{
	g_autoptr(GArray) ops =
		g_array_new(FALSE, TRUE, sizeof(struct template_op));
	g_autofree struct parser *p = g_new0(struct parser, 1);

	p->program = program;
	p->arena = arena;
	p->ops = ops;
	p->error = error;
	if (!check_text(program, error) || !read_source(p))
		return false;

	program->n_ops = ops->len;
	program->ops =
		arena_array(arena, ops->len + 1, sizeof(struct template_op));
	if (ops->len)
		memcpy(program->ops, ops->data,
		       ops->len * sizeof(struct template_op));
	return true;
}

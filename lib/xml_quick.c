/* SPDX-License-Identifier: MIT */
/*
 * A history is many versions of the same plain texts, and libxml2 builds a tree
 * of its own for each, only to have it copied.  Here the tree that is wanted is
 * built at once, in one pass over a copy of the text, in which names and values
 * are ended where they stand.
 *
 * Whether it fits the schema is seen on the way, from the fields (xml_fit.c).
 *
 * Nothing is decided here that libxml2 might decide otherwise: what is not
 * certainly plain is not read, and what may not fit is said not to.
 */
#include "lib/xml_quick.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/schema.h"
#include "lib/xml.h"
#include "lib/xml_fit.h"
#include "lib/xml_text.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define NAMESPACE "urn:gatehouse:1"
#define MAX_ATTRS 16
#define MAX_PREFIXES 4
#define MAX_NAME 100
#define MAX_LINES 60000u /* libxml2 counts further, but not always */
#define CHUNK 64	 /* bytes that are looked at together */

struct reader {
	const struct schema *descriptions;
	struct arena *arena;
	char *next; /* in the copy, which ends in NUL */
	unsigned line;
	const char *prefixes[MAX_PREFIXES]; /* that the root declares */
	size_t n_prefixes;
	bool is_begun;	    /* the root's tag was read */
	bool has_namespace; /* the root says which */
	bool fits;	    /* all that was read so far, and it is asked */
};

/* One attribute as it stands in the text. */
struct raw {
	const char *name;
	char *value;
};

/* Reading ---------------------------------------------------------------- */

static void count_lines(struct reader *r, const char *from, const char *end)
{
	while ((from = memchr(from, '\n', (size_t)(end - from))) != NULL) {
		r->line++;
		from++;
	}
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Whether there were any. */
static bool skip_spaces(struct reader *r)
{
	const char *start = r->next;

	for (; is_space(*r->next); r->next++)
		r->line += *r->next == '\n';
	return r->next > start;
}

/* Inline, since nearly all are known to the compiler. */
G_ALWAYS_INLINE
static inline bool skip_text(struct reader *r, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(r->next, text, len) != 0)
		return false;
	r->next += len;
	return true;
}

/* Leaves a comment behind; there is none: true as well. */
static bool skip_comment(struct reader *r)
{
	char *end;

	if (!skip_text(r, "<!--"))
		return true;
	end = strstr(r->next, "--");
	if (end == NULL || end[2] != '>')
		return false;
	count_lines(r, r->next, end);
	r->next = end + strlen("-->");
	return true;
}

/* Spaces and comments. */
static bool skip_between(struct reader *r)
{
	do {
		skip_spaces(r);
		if (!skip_comment(r))
			return false;
	} while (strncmp(r->next, "<!--", 4) == 0 || is_space(*r->next));
	return true;
}

static bool is_of_name(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
}

/* The name that is next, not ended yet; NULL: it is not plain. */
static char *read_name(struct reader *r, size_t *len)
{
	char *name = r->next;

	if (!g_ascii_isalpha(*name) && *name != '_')
		return NULL;
	while (is_of_name(*r->next))
		r->next++;
	*len = (size_t)(r->next - name);
	return *len <= MAX_NAME ? name : NULL;
}

/* The same with a prefix, or without; *local is what comes behind it. */
static char *read_qualified(struct reader *r, size_t *len, const char **local)
{
	char *name = read_name(r, len);

	*local = name;
	if (!name || *r->next != ':')
		return name;
	r->next++;
	*local = read_name(r, len);
	*len = (size_t)(r->next - name);
	return *local ? name : NULL;
}

/* Whether the name, ended, has no prefix or one that is declared. */
static bool is_declared(const struct reader *r, const char *name,
			const char *local)
{
	size_t len = (size_t)(local - name);

	for (size_t i = 0; i < r->n_prefixes; i++) {
		const char *prefix = r->prefixes[i];

		if (strlen(prefix) + 1 == len &&
		    strncmp(prefix, name, len - 1) == 0)
			return true;
	}
	return len == 0;
}

/* The character that an entity at text stands for; 0: it is not plain. */
static char entity(const char *text, size_t *len)
{
	static const struct {
		const char *name;
		char c;
	} known[] = { { "&amp;", '&' },
		      { "&lt;", '<' },
		      { "&gt;", '>' },
		      { "&quot;", '"' },
		      { "&apos;", '\'' } };

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		*len = strlen(known[i].name);
		if (strncmp(text, known[i].name, *len) == 0)
			return known[i].c;
	}
	return 0;
}

/* Puts characters in the place of entities. */
static bool decode(char *text)
{
	char *end = strchr(text, '&');
	const char *p = end;

	if (!p)
		return true;
	while (*p) {
		size_t len = 1;
		char c = *p == '&' ? entity(p, &len) : *p;

		if (c == 0)
			return false;
		*end++ = c;
		p += len;
	}
	*end = '\0';
	return true;
}

/* ="value", which is ended. */
static char *read_value(struct reader *r)
{
	char quote = r->next[0] == '=' ? r->next[1] : '\0';
	char *value = r->next + 2;
	char *end = quote == '"' || quote == '\'' ? strchr(value, quote) : NULL;

	if (end == NULL)
		return NULL;
	*end = '\0';
	count_lines(r, value, end);
	r->next = end + 1;
	return strchr(value, '<') == NULL && decode(value) ? value : NULL;
}

/* Elements --------------------------------------------------------------- */

static bool is_twice(const struct raw *raws, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(raws[i].name, raws[n].name) == 0)
			return true;
	return false;
}

/* Those of our own files; another may be none that libxml2 takes. */
static bool is_known_namespace(const char *name)
{
	static const char *const known[] = {
		NAMESPACE,
		"urn:gatehouse:schema:1",
		"http://www.w3.org/2001/XMLSchema",
		NULL,
	};

	return g_strv_contains(known, name);
}

/*
 * Takes what is about names and languages out of the attributes, and keeps what
 * it says: the namespace that all records have, and prefixes of the root.
 * SIZE_MAX: not plain.
 */
static size_t take_declarations(struct reader *r, struct raw *raws, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const char *name = raws[i].name;
		const char *colon = strchr(name, ':');

		if (strcmp(name, "xmlns") == 0) {
			if (strcmp(raws[i].value, NAMESPACE) != 0)
				return SIZE_MAX;
			r->has_namespace = true;
			continue;
		}
		if (!colon) {
			raws[kept++] = raws[i];
			continue;
		}
		r->fits = false;
		if (g_str_has_prefix(name, "xmlns:")) {
			if (r->is_begun || r->n_prefixes == MAX_PREFIXES ||
			    g_str_has_prefix(colon, ":xml") ||
			    !is_known_namespace(raws[i].value))
				return SIZE_MAX;
			r->prefixes[r->n_prefixes++] = colon + 1;
		} else if (strcmp(name, "xml:lang") != 0) {
			return SIZE_MAX;
		}
	}
	return kept;
}

/* All up to the '>' or "/>" of a tag; SIZE_MAX: not plain. */
static size_t read_attrs(struct reader *r, struct raw *raws)
{
	size_t n = 0;

	for (; skip_spaces(r) && *r->next != '>' && *r->next != '/'; n++) {
		size_t len;
		const char *local;
		char *name = read_qualified(r, &len, &local);

		if (n == MAX_ATTRS || name == NULL)
			return SIZE_MAX;
		raws[n].value = read_value(r);
		if (raws[n].value == NULL)
			return SIZE_MAX;
		name[len] = '\0';
		raws[n].name = name;
		if (is_twice(raws, n))
			return SIZE_MAX;
	}
	return take_declarations(r, raws, n);
}

static void set_attrs(struct reader *r, struct node *node,
		      const struct raw *raws, size_t n)
{
	struct attr attrs[MAX_ATTRS];

	for (size_t i = 0; i < n; i++) {
		struct attr *attr = &attrs[i];

		attr->field = field_attr(node->field, raws[i].name);
		attr->name = attr->field ? attr->field->name
					 : arena_strdup(r->arena, raws[i].name);
		attr->value = xml_text_collapse(r->arena, raws[i].value);
		r->fits = r->fits && xml_fit_value(attr->field, raws[i].value);
	}
	node->n_attrs = (uint8_t)n;
	if (n > 0)
		node->attrs = (struct attr *)arena_share(r->arena, attrs,
							 n * sizeof(*attrs),
							 alignof(struct attr));
	r->fits = r->fits && xml_fit_attrs(node);
}

/* </name>, where name has been ended already. */
static bool read_end(struct reader *r, const char *name)
{
	if (!skip_text(r, "</") || !skip_text(r, name))
		return false;
	skip_spaces(r);
	return skip_text(r, ">");
}

/* The text up to the next tag, which begins with a '<' that is taken away. */
static bool read_text(struct reader *r, struct node *node)
{
	char *text = r->next;
	char *end = strchr(text, '<');

	if (end == NULL || end[1] != '/')
		return false;
	*end = '\0';
	count_lines(r, text, end);
	if (strstr(text, "]]>") || !decode(text))
		return false;
	r->fits = r->fits && xml_fit_value(node->field, text);
	if (*text && node->field && node->field->type == FIELD_MARKDOWN)
		node->text = xml_text_dedent(r->arena, text);
	else if (*text)
		node->text = xml_text_collapse(r->arena, text);
	*end = '<';
	r->next = end;
	return true;
}

static struct node *read_element(struct reader *r, const struct field *parent,
				 const struct field **last, unsigned depth);

/* What is in an element that has elements in it; texts between them are not. */
static bool read_children(struct reader *r, struct node *node, unsigned depth)
{
	const struct field *last = node->field ? node->field->children : NULL;
	struct node **end = &node->child;

	while (r->next[1] != '/') {
		*end = read_element(r, node->field, &last, depth + 1);
		if (*end == NULL)
			return false;
		(*end)->parent = node;
		end = &(*end)->next;
		if (!skip_between(r) || *r->next != '<')
			return false;
	}
	r->fits = r->fits && xml_fit_children(node);
	node_index(r->arena, node);
	return true;
}

static bool read_content(struct reader *r, struct node *node, unsigned depth)
{
	const struct reader start = *r;

	skip_spaces(r);
	/* With a comment, or with spaces alone, it is not yet certain. */
	if (*r->next == '<' && r->next[1] != '/') {
		if (!skip_between(r) || *r->next != '<' || r->next[1] == '/')
			return false;
		return read_children(r, node, depth);
	}
	*r = start;
	return read_text(r, node);
}

/* last NULL: of the root. */
static const struct field *field_of(const struct reader *r,
				    const struct field *parent,
				    const struct field **last, const char *name)
{
	const struct kind *kind;

	if (last)
		return field_next_child(parent, name, last);
	kind = r->descriptions ? schema_kind(r->descriptions, name) : NULL;
	return kind ? kind->root : NULL;
}

/* What the tag says, behind which *name is ended; NULL: it is not plain. */
static struct node *read_tag(struct reader *r, const char **name,
			     const struct field *parent,
			     const struct field **last, bool *is_empty)
{
	struct raw raws[MAX_ATTRS + 1];
	struct node *node;
	size_t n, len = 0;
	const char *local = NULL;
	char *at = skip_text(r, "<") ? read_qualified(r, &len, &local) : NULL;

	n = at ? read_attrs(r, raws) : SIZE_MAX;
	if (n == SIZE_MAX || !is_declared(r, at, local))
		return NULL;
	r->is_begun = true;
	r->fits = r->fits && r->has_namespace && local == at;
	*is_empty = skip_text(r, "/");
	if (!skip_text(r, ">"))
		return NULL;
	at[len] = '\0';
	*name = at;
	node = arena_alloc(r->arena, sizeof(*node));
	node->field = field_of(r, parent, last, local);
	node->name =
		node->field ? node->field->name : arena_strdup(r->arena, local);
	node->line = r->line;
	node->text = "";
	set_attrs(r, node, raws, n);
	return node;
}

/* NULL: it is not plain. */
static struct node *read_element(struct reader *r, const struct field *parent,
				 const struct field **last, unsigned depth)
{
	bool is_empty;
	const char *name;
	struct node *node = depth <= XML_MAX_DEPTH ? read_tag(r, &name, parent,
							      last, &is_empty)
						   : NULL;

	if (!node)
		return NULL;
	if (is_empty) {
		r->fits = r->fits && xml_fit_value(node->field, "");
		return node;
	}
	return read_content(r, node, depth) && read_end(r, name) ? node : NULL;
}

/* U+FFFE and U+FFFF, which are no characters. */
static bool has_noncharacter(const char *bytes, size_t len)
{
	const char *end = bytes + len;
	const char *p = bytes;

	while ((p = memchr(p, 0xEF, (size_t)(end - p))) != NULL) {
		if (end - p >= 3 && (unsigned char)p[1] == 0xBF &&
		    (unsigned char)p[2] >= 0xBE)
			return true;
		p++;
	}
	return false;
}

/* What there is among some characters. */
struct looks {
	uint8_t controls; /* not 0: one that is no tab and no end of a line */
	uint8_t all;	  /* the bits that are set in any */
	size_t lines;
};

/* CHUNK of them: so many at once that the compiler can take them together. */
static void look(struct looks *looks, const char *bytes)
{
	uint8_t controls = 0, all = 0, lines = 0;

	for (size_t i = 0; i < CHUNK; i++) {
		uint8_t c = (uint8_t)bytes[i];

		controls |= (c < ' ') & (c != '\t') & (c != '\n');
		all |= c;
		lines = (uint8_t)(lines + (c == '\n'));
	}
	looks->controls |= controls;
	looks->all |= all;
	looks->lines += lines;
}

/*
 * Only characters that XML allows everywhere, and few lines.  There is room for
 * a CHUNK behind them.
 */
static bool is_plain(const char *bytes, size_t len)
{
	struct looks looks = { 0 };
	const char *bad;

	for (size_t i = 0; i < len; i += CHUNK)
		look(&looks, bytes + i);
	if (looks.controls || looks.lines > MAX_LINES)
		return false;
	return !(looks.all & 0x80) || (xml_text_is_utf8(bytes, len, &bad) &&
				       !has_noncharacter(bytes, len));
}

/* A copy that ends in NUL, if it is plain; NULL: it is not. */
static char *copy_plain(const struct xml_input *input)
{
	g_autofree char *copy = NULL;

	if (input->len > XML_MAX_BYTES)
		return NULL;
	copy = g_malloc(input->len + CHUNK);
	memcpy(copy, input->bytes, input->len);
	memset(copy + input->len, ' ', CHUNK);
	if (!is_plain(copy, input->len))
		return NULL;
	copy[input->len] = '\0';
	return g_steal_pointer(&copy);
}

struct node *xml_quick_read(const struct schema *descriptions,
			    struct arena *arena, const struct xml_input *input,
			    bool *fits)
{
	g_autofree char *copy = NULL;
	struct reader r = { .descriptions = descriptions, .arena = arena };
	struct node *root;

	if (fits)
		*fits = false;
	copy = copy_plain(input);
	if (!copy)
		return NULL;
	r.next = copy;
	r.line = 1;
	r.fits = fits && schema_is_plain(descriptions);
	skip_text(&r, DECLARATION);
	if (!skip_between(&r))
		return NULL;
	root = read_element(&r, NULL, NULL, 1);
	if (!root || !skip_between(&r) || r.next != copy + input->len)
		return NULL;
	if (fits)
		*fits = r.fits;
	return root;
}

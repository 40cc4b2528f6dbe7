/* SPDX-License-Identifier: MIT */
#include "lib/cnil.h"

#include <string.h>

const struct cnil_question cnil_questions[] = {
	{ 111, "need", NULL },
	{ 122, "nature", NULL },
	{ 123, "nature", "What the data are kept on" },
	{ 121, "scope", NULL },
	{ 215, "scope", "How long data are kept" },
	{ 112, "context", "Responsibilities" },
	{ 113, "context", "Standards that apply" },
	{ 211, "purposes", NULL },
	{ 212, "lawfulBasis", NULL },
	{ 222, "lawfulBasis", "How consent is obtained" },
	{ 213, "minimisation", NULL },
	{ 214, "dataQuality", NULL },
	{ 221, "informationGiven", NULL },
	{ 223, "rights", "Access and portability" },
	{ 224, "rights", "Rectification and erasure" },
	{ 225, "rights", "Restriction and objection" },
	{ 226, "processors", NULL },
	{ 227, "transfers", NULL },
};

const size_t cnil_n_questions = G_N_ELEMENTS(cnil_questions);

const struct cnil_risk cnil_risks[CNIL_RISKS] = {
	{ "illegitimate-access", "Illegitimate access to data", "3.2", 320 },
	{ "unwanted-modification", "Unwanted modification of data", "3.3",
	  330 },
	{ "disappearance", "Disappearance of data", "3.4", 340 },
};

const char *const cnil_gauges[CNIL_GAUGES] = { "undefined", "negligible",
					       "limited", "important",
					       "maximum" };

const char *const cnil_opinions[CNIL_OPINIONS] = {
	"the processing should not be carried out",
	"the processing could be carried out",
};

const char *const cnil_evaluations[4] = { "pending", "to be corrected",
					  "improvable", "acceptable" };

static void free_part(void *data)
{
	struct cnil_part *part = data;

	g_free(part->heading);
	g_free(part->text);
	g_free(part);
}

static void add_part(GPtrArray *parts, const char *heading, size_t len,
		     const char *text, const char *end)
{
	struct cnil_part *part = g_new0(struct cnil_part, 1);

	while (text < end && *text == '\n')
		text++;
	while (end > text && end[-1] == '\n')
		end--;
	part->heading = heading ? g_strndup(heading, len) : NULL;
	part->text = g_strndup(text, (gsize)(end - text));
	g_ptr_array_add(parts, part);
}

/* What follows the marks of a heading of that level at p, or NULL. */
static const char *heading_at(const char *p, unsigned level)
{
	size_t n = strspn(p, "#");

	return n == level && p[n] == ' ' ? p + n + 1 : NULL;
}

GPtrArray *cnil_parts(const char *text, unsigned level)
{
	GPtrArray *parts = g_ptr_array_new_with_free_func(free_part);
	const char *heading = NULL;
	size_t len = 0;
	const char *start = text;
	const char *p = text;

	while (*p) {
		const char *next = heading_at(p, level);
		const char *end = p + strcspn(p, "\n");

		if (next) {
			add_part(parts, heading, len, start, p);
			heading = next;
			len = (size_t)(end - next);
			start = end;
		}
		p = *end ? end + 1 : end;
	}
	add_part(parts, heading, len, start, p);
	return parts;
}

const char *cnil_part(const GPtrArray *parts, const char *heading)
{
	for (guint i = 0; i < parts->len; i++) {
		const struct cnil_part *part = parts->pdata[i];

		if (g_strcmp0(part->heading, heading) == 0)
			return part->text;
	}
	return NULL;
}

void cnil_part_add(GString *out, unsigned level, const char *heading,
		   const char *text)
{
	if (out->len > 0)
		g_string_append(out, "\n\n");
	if (heading) {
		for (unsigned i = 0; i < level; i++)
			g_string_append_c(out, '#');
		g_string_append_printf(out, " %s", heading);
		if (text && *text)
			g_string_append(out, "\n\n");
	}
	if (text)
		g_string_append(out, text);
}

size_t cnil_step(size_t n, unsigned gauge)
{
	return ((gauge - 1) * (n - 1) + CNIL_GAUGES - 3) / (CNIL_GAUGES - 2);
}

unsigned cnil_gauge(size_t n, size_t step)
{
	unsigned gauge = 1;

	while (gauge + 1 < CNIL_GAUGES && cnil_step(n, gauge + 1) <= step)
		gauge++;
	if (cnil_step(n, gauge) < step && gauge + 1 < CNIL_GAUGES)
		gauge++;
	return gauge;
}

char *cnil_gauge_heading(const char *what, unsigned gauge)
{
	if (gauge == 0)
		return g_strdup(what);
	return g_strdup_printf("%s: %s (%u of %d)", what, cnil_gauges[gauge],
			       gauge, CNIL_GAUGES - 1);
}

unsigned cnil_gauge_part(const GPtrArray *parts, const char *what,
			 const char **text)
{
	for (unsigned gauge = 0; gauge < CNIL_GAUGES; gauge++) {
		g_autofree char *heading = cnil_gauge_heading(what, gauge);

		*text = cnil_part(parts, heading);
		if (*text)
			return gauge;
	}
	*text = "";
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * An agreement says who shares what in each flow; the register has one line
 * for all.  Disclosers and recipients are therefore those of any flow, and who
 * gets what from whom is lost, which is told.
 */
#include "lib/dea_give.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/date.h"
#include "lib/dea.h"
#include "lib/dea_bodies.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

/* One agreement on its way. */
struct giving {
	const struct registers *registers;
	const struct node *root;
	struct dea_entry *entry;
	GPtrArray *lost;
};

/* What of an agreement and of a flow has a place in the register. */
static const char *const kept[] = {
	"title",	 "review", "purpose", "benefit", "party",
	"start",	 "end",	   "flow",    "area",	 "publicRegisterEntry",
	"accessContact", NULL,
};

static const char *const kept_of_flow[] = {
	"title",   "discloser", "recipient", "dataCategory",
	"gateway", "retention", "method",    NULL,
};

static void lose(const struct giving *g, const char *what)
{
	for (guint i = 0; g->lost && i < g->lost->len; i++) {
		if (strcmp(g->lost->pdata[i], what) == 0)
			return;
	}
	if (g->lost)
		g_ptr_array_add(g->lost, g_strdup(what));
}

static const char *objective_number(const struct giving *g,
				    const struct node *gateway_ref)
{
	const struct record *gateway =
		registers_target(g->registers, gateway_ref);

	if (!gateway)
		return NULL;
	NODE_EACH(version, gateway->root, "version")
	{
		const char *objective = node_value(version, "objective");
		const struct code *code =
			objective ? codes_find(registers_codes(g->registers),
					       "dea-objective", objective)
				  : NULL;

		if (code)
			return code_property(code, "register-code");
	}
	return NULL;
}

const char *dea_give_key(const struct node *agreement)
{
	const struct node *entry = node_child(agreement, "publicRegisterEntry");

	return g_strcmp0(node_value(entry, "scheme"), DEA_REGISTER) == 0
		       ? node_value(entry, "entry")
		       : NULL;
}

bool dea_give_is_one(const struct registers *registers,
		     const struct record *agreement)
{
	struct giving g = { registers, agreement->root, NULL, NULL };

	if (g_strcmp0(node_value(g.root, "type"), "dea-isa") == 0 ||
	    dea_give_key(g.root))
		return true;
	NODE_EACH(flow, g.root, "flow")
	{
		NODE_EACH(gateway, flow, "gateway")
		{
			if (objective_number(&g, gateway))
				return true;
		}
	}
	return false;
}

static bool has(const GPtrArray *values, const char *value)
{
	for (guint i = 0; i < values->len; i++) {
		if (strcmp(values->pdata[i], value) == 0)
			return true;
	}
	return false;
}

static void add_once(struct giving *g, enum dea_field field, const char *value)
{
	if (!has(g->entry->values[field], value))
		dea_add(g->entry, field, value);
}

/* The words, else the label of the code. */
static char *words_of(const struct giving *g, const struct node *node)
{
	for (unsigned i = 0; !*node->text && i < node->n_attrs; i++) {
		const struct attr *attr = &node->attrs[i];

		if (strcmp(attr->name, "code") == 0 && attr->field &&
		    attr->field->codes)
			return g_strdup(
				codes_label(registers_codes(g->registers),
					    attr->field->codes, attr->value));
	}
	return g_strdup(node->text);
}

/* One text of several, each on its own. */
static void join(struct giving *g, enum dea_field field, GPtrArray *texts)
{
	g_autofree char *all = NULL;

	g_ptr_array_add(texts, NULL);
	all = g_strjoinv("; ", (char **)texts->pdata);
	dea_add(g->entry, field, all);
	if (texts->len > 2)
		lose(g, "which words of a field belong together");
}

static void gather(const struct giving *g, GPtrArray *texts,
		   const struct node *parent, const char *name)
{
	NODE_EACH(node, parent, name)
	{
		char *words = words_of(g, node);

		if (node_is_stated(node) && *words && !has(texts, words))
			g_ptr_array_add(texts, words);
		else
			g_free(words);
	}
}

static void give_texts(struct giving *g)
{
	g_autoptr(GPtrArray) purposes = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) benefits = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) data = g_ptr_array_new_with_free_func(g_free);

	gather(g, purposes, g->root, "purpose");
	gather(g, benefits, g->root, "benefit");
	NODE_EACH(flow, g->root, "flow")
	gather(g, data, flow, "dataCategory");
	join(g, DEA_PURPOSE, purposes);
	join(g, DEA_BENEFITS, benefits);
	join(g, DEA_DATA, data);
}

/* The organisations of one side, each once, as the elements that name them. */
static void gather_side(GPtrArray *nodes, const struct node *parent,
			const char *name)
{
	NODE_EACH(node, parent, name)
	{
		const char *ref = node_attr(node, "ref");
		bool is_new = node_is_stated(node);

		for (guint i = 0; i < nodes->len && ref; i++)
			is_new &= g_strcmp0(node_attr(nodes->pdata[i], "ref"),
					    ref) != 0;
		if (is_new)
			g_ptr_array_add(nodes, (void *)node);
	}
}

/* Parties with that role, where no flow says who takes part. */
static void gather_parties(const struct giving *g, GPtrArray *nodes,
			   const char *role)
{
	NODE_EACH(party, g->root, "party")
	{
		NODE_EACH(node, party, "role")
		{
			if (strcmp(node->text, role) == 0)
				g_ptr_array_add(nodes, (void *)party);
		}
	}
}

static const char *curie_of(const struct giving *g, const struct node *node)
{
	const struct record *body = registers_target(g->registers, node);
	const char *locator = node_attr(node, "locator");

	if (locator && dea_is_curie(locator))
		return locator;
	return body && body->root ? dea_bodies_curie(body) : NULL;
}

static const char *name_of(const struct giving *g, const struct node *node)
{
	const struct record *body = registers_target(g->registers, node);

	return body ? node_value(body->root, "name")
		    : (*node->text ? node->text : NULL);
}

/*
 * Two lists of equal length, or one of them: a code that is missing in the
 * middle would give a body the code of another.
 */
static void give_side(struct giving *g, const char *element,
		      enum dea_field codes)
{
	g_autoptr(GPtrArray) nodes = g_ptr_array_new();
	bool has_codes = true, has_names = true;

	NODE_EACH(flow, g->root, "flow")
	gather_side(nodes, flow, element);
	if (nodes->len == 0)
		gather_parties(g, nodes, element);
	for (guint i = 0; i < nodes->len; i++) {
		has_codes &= curie_of(g, nodes->pdata[i]) != NULL;
		has_names &= name_of(g, nodes->pdata[i]) != NULL;
	}
	for (guint i = 0; i < nodes->len; i++) {
		const char *name = name_of(g, nodes->pdata[i]);
		const char *curie = curie_of(g, nodes->pdata[i]);

		if (has_codes)
			dea_add(g->entry, codes, curie);
		else if (curie)
			lose(g, "codes of organisations, since others have "
				"none");
		if (has_names)
			dea_add(g->entry, codes + 1, name);
		else if (!has_codes)
			dea_add(g->entry, codes + 1,
				name ? name
				     : node_attr(nodes->pdata[i], "ref"));
	}
}

static void give_power(struct giving *g)
{
	NODE_EACH(law, node_child(g->root, "legal"), "domesticLaw")
	{
		if (g_strcmp0(node_attr(law, "locator"), DEA_LOCATOR_POWER) ==
		    0)
			dea_add(g->entry, DEA_POWER, law->text);
	}
	if (dea_value(g->entry, DEA_POWER))
		return;
	NODE_EACH(flow, g->root, "flow")
	{
		NODE_EACH(gateway, flow, "gateway")
		{
			const char *number = objective_number(g, gateway);
			g_autofree char *power =
				number ? g_strconcat(DEA_POWERS ":", number,
						     NULL)
				       : NULL;

			if (!power)
				lose(g, "gateways that are no objective of "
					"the Act");
			else if (!dea_value(g->entry, DEA_POWER))
				dea_add(g->entry, DEA_POWER, power);
			else if (!has(g->entry->values[DEA_POWER], power))
				lose(g, "powers after the first");
		}
	}
}

static void give_method(struct giving *g)
{
	NODE_EACH(note, g->root, "note")
	{
		const char *text = note->text;

		if (g_strcmp0(node_attr(note, "locator"), DEA_LOCATOR_METHOD) !=
		    0) {
			lose(g, "Note");
			continue;
		}
		if (g_str_has_prefix(text, DEA_METHOD_WORDS))
			text += strlen(DEA_METHOD_WORDS);
		add_once(g, DEA_METHOD, text);
	}
	if (dea_value(g->entry, DEA_METHOD))
		return;
	NODE_EACH(flow, g->root, "flow")
	{
		const struct node *method = node_child(flow, "method");

		if (!node_is_stated(method))
			continue;
		if (!dea_value(g->entry, DEA_METHOD))
			dea_add(g->entry, DEA_METHOD,
				codes_label(registers_codes(g->registers),
					    "transfer-method", method->text));
		else
			lose(g, "methods of flows after the first");
	}
}

static const char *period_of(const struct node *retention)
{
	const char *duration = node_value(retention, "duration");

	return duration ? duration : node_value(retention, "words");
}

static void give_retention(struct giving *g)
{
	const char *first = period_of(node_child(g->root, "retention"));
	const char *fields[] = { "until", "trigger", "reason" };

	NODE_EACH(flow, g->root, "flow")
	{
		const struct node *retention = node_child(flow, "retention");
		const char *period = period_of(retention);

		for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
			if (node_value(retention, fields[i]))
				lose(g, "terms of retention besides a period");
		}
		if (!first)
			first = period;
		else if (period && strcmp(first, period) != 0)
			lose(g, "periods of retention after the first");
	}
	dea_add(g->entry, DEA_RETENTION, first);
}

static void give_areas(struct giving *g)
{
	bool has_codes = true, has_names = true;

	NODE_EACH(area, g->root, "area")
	{
		const char *locator = node_attr(area, "locator");

		has_codes &= locator && dea_is_curie(locator);
		has_names &= *area->text != '\0';
	}
	NODE_EACH(area, g->root, "area")
	{
		if (!node_is_stated(area) && !node_attr(area, "locator"))
			continue;
		if (has_codes)
			dea_add(g->entry, DEA_AREAS,
				node_attr(area, "locator"));
		else if (node_attr(area, "gss"))
			lose(g, "codes of areas, since the register to which "
				"they belong is not stated");
		if (has_names || !has_codes)
			dea_add(g->entry, DEA_AREA_NAMES, area->text);
	}
}

static void lose_rest(const struct giving *g, const struct node *parent,
		      const char *const *places)
{
	for (const struct node *node = parent->child; node; node = node->next) {
		if (strcmp(node->text, "dea-isa") != 0 &&
		    node_is_stated(node) && node->field &&
		    strcmp(node->name, "note") != 0 &&
		    strcmp(node->name, "legal") != 0 &&
		    !g_strv_contains(places, node->name))
			lose(g, node->field->label);
	}
}

static void find_lost(const struct giving *g)
{
	const struct node *legal = node_child(g->root, "legal");

	lose_rest(g, g->root, kept);
	for (const struct node *node = legal ? legal->child : NULL; node;
	     node = node->next) {
		if (node_is_stated(node) && node->field &&
		    g_strcmp0(node_attr(node, "locator"), DEA_LOCATOR_POWER))
			lose(g, node->field->label);
	}
	NODE_EACH(flow, g->root, "flow")
	lose_rest(g, flow, kept_of_flow);
	if (node_count(g->root, "flow") > 1)
		lose(g, "which flow goes from whom to whom");
}

struct dea_entry *dea_give(const struct registers *registers,
			   const struct record *agreement, GPtrArray *lost)
{
	const char *key = dea_give_key(agreement->root);
	struct giving g = { registers, agreement->root,
			    dea_entry_new(agreement->root->line), lost };

	dea_add(g.entry, DEA_KEY, key ? key : agreement->id);
	dea_add(g.entry, DEA_NAME, node_value(g.root, "title"));
	give_texts(&g);
	give_power(&g);
	give_side(&g, "discloser", DEA_CONTROLLERS);
	give_side(&g, "recipient", DEA_PROCESSORS);
	give_method(&g);
	give_retention(&g);
	dea_add(g.entry, DEA_START, node_value(g.root, "start"));
	dea_add(g.entry, DEA_END, node_value(g.root, "end"));
	dea_add(g.entry, DEA_REVIEW, node_value(g.root, "review/next"));
	dea_add(g.entry, DEA_CONTACT, node_value(g.root, "accessContact"));
	give_areas(&g);
	find_lost(&g);
	return g.entry;
}

char *dea_give_list(const GPtrArray *values)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < values->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? "; " : "",
				       (const char *)values->pdata[i]);
	return g_string_free(out, FALSE);
}

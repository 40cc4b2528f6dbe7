/* SPDX-License-Identifier: MIT */
/*
 * A privacy notice for each organisation that gives or gets information, and
 * for each programme, made from the same records that the agreements are, so
 * that it cannot drift from them.  It is written for a family: what is going
 * on, whether one may refuse, which rights there are, and what nobody says.
 */
#include "site-gen/page_notice.h"

#include <string.h>

#include <glib.h>

#include "lib/agreement_facts.h"
#include "lib/arena.h"
#include "lib/node.h"
#include "lib/notice_facts.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/notice_gaps.h"
#include "site-gen/notice_rights.h"
#include "site-gen/notice_use.h"
#include "site-gen/page.h"
#include "site-gen/page_notice_list.h"
#include "site-gen/pager.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define NOTICE_USES 40	 /* on a page, which has to stay readable */
#define NOTICE_OTHERS 20 /* that are not in use, named */

static bool is_organisation(const struct record *record)
{
	return strcmp(record->kind->name, "organisation") == 0;
}

static char *path_of(const struct record *record)
{
	return g_strdup_printf("notices/%s.html", record->id);
}

const char *page_notice_path(const struct view *view,
			     const struct record *record)
{
	g_autofree char *path = NULL;

	if (!ask_subject(view->ask, record) ||
	    !view_has_page(view->registers, record))
		return NULL;
	path = path_of(record);
	return arena_strdup(view->arena, path);
}

void page_notice_plan(struct plan *plan, const struct site *site)
{
	page_notice_list_plan(plan, site);
	for (size_t i = 0; i < notice_facts_len(site->notices); i++) {
		const struct record *record =
			notice_facts_get(site->notices, i)->record;
		g_autofree char *path = path_of(record);
		g_autofree char *title = g_strdup_printf(
			"Generated privacy notice: %s", record->title);
		const struct page page = {
			.path = path,
			.template = "notice",
			.title = title,
			.kind = record->kind,
			.record = record,
			.make = page_notice_make,
		};

		if (view_has_page(site->registers, record))
			pager_plan_each(
				plan, &page,
				notice_facts_get(site->notices, i)->uses->len,
				NOTICE_USES);
	}
}

static const struct value *item_of(const struct view *view,
				   const struct node *parent, const char *path)
{
	const struct node *node = node_find(parent, path);

	return node_is_stated(node) ? notice_use_item(view, node)
				    : value_nothing();
}

static void set_who(const struct view *view, struct value *map,
		    const struct record *record, struct notice_gaps *gaps)
{
	const struct node *root = record->root;
	date_t dissolved = date_parse(node_value(root, "dissolvedOn"));
	date_t ended = date_parse(node_value(root, "end"));

	view_set_text(view, map, "name", record->title);
	value_set(view->arena, map, "recordUrl",
		  value_url(view->arena, view_url(view, record->id)));
	view_set_bool(view, map, "isOrganisation", is_organisation(record));
	value_set(view->arena, map, "asOf", view_date(view, view->as_of));
	value_set(view->arena, map, "dissolvedOn",
		  dissolved && dissolved <= view->as_of
			  ? view_date(view, dissolved)
			  : value_nothing());
	value_set(view->arena, map, "endedOn",
		  !is_organisation(record) && ended && ended <= view->as_of
			  ? view_date(view, ended)
			  : value_nothing());
	value_set(view->arena, map, "successors",
		  notice_use_items(view, root, "successor"));
	value_set(view->arena, map, "lead", item_of(view, root, "lead"));
	value_set(view->arena, map, "contact",
		  item_of(view, root, "dpContact/mailbox"));
	value_set(view->arena, map, "dpo", item_of(view, root, "dpoRole"));
	if (!is_organisation(record))
		return;
	if (!value_is_true(value_get(map, "contact")))
		notice_gaps_add(gaps, "how to get in touch", 0);
	if (!value_is_true(value_get(map, "dpo")))
		notice_gaps_add(gaps, "who the data protection officer is", 0);
}

static void add_partners(const struct view *view, struct value *list,
			 GHashTable *seen, const struct node *flow,
			 const char *side)
{
	NODE_EACH(node, flow, side)
	{
		const struct record *body =
			registers_target(view->registers, node);

		if (body && g_hash_table_add(seen, (gpointer)body))
			value_push(view->arena, list, view_link(view, body));
	}
}

/*
 * Whom an organisation gives to or gets from: those on the other side of its
 * flows, not those who stand on the same side; for a programme, everybody.
 */
static struct value *partners(const struct view *view,
			      const struct notice_subject *subject)
{
	bool is_programme = !is_organisation(subject->record);
	struct value *list = value_list(view->arena);
	g_autoptr(GHashTable) seen =
		g_hash_table_new(g_direct_hash, g_direct_equal);

	g_hash_table_add(seen, (gpointer)subject->record);
	for (guint i = 0; i < subject->uses->len; i++) {
		const struct notice_use *use =
			&g_array_index(subject->uses, struct notice_use, i);

		if (use->is_recipient || is_programme)
			add_partners(view, list, seen, use->flow, "discloser");
		if (use->is_discloser || is_programme)
			add_partners(view, list, seen, use->flow, "recipient");
	}
	return list;
}

/* The agreements of the uses, each once; owned by the caller. */
static GPtrArray *agreements_of(const struct notice_subject *subject)
{
	GPtrArray *agreements = g_ptr_array_new();

	for (guint i = 0; i < subject->uses->len; i++) {
		const struct record *agreement =
			g_array_index(subject->uses, struct notice_use, i)
				.agreement;

		if (agreements->len == 0 ||
		    g_ptr_array_index(agreements, agreements->len - 1) !=
			    agreement)
			g_ptr_array_add(agreements, (gpointer)agreement);
	}
	return agreements;
}

static struct value *controllers_of(const struct view *view,
				    const struct record *agreement)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(party, agreement->root, "party")
	{
		if (agreement_facts_has_role(party, "controller") ||
		    agreement_facts_has_role(party, "joint-controller"))
			value_push(view->arena, list,
				   notice_use_item(view, party));
	}
	return list;
}

static struct value *controllers(const struct view *view,
				 const GPtrArray *agreements)
{
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < agreements->len; i++) {
		const struct record *agreement =
			g_ptr_array_index(agreements, i);
		struct value *map = value_map(view->arena);

		value_set(view->arena, map, "agreement",
			  view_link(view, agreement));
		value_set(view->arena, map, "parties",
			  controllers_of(view, agreement));
		value_push(view->arena, list, map);
	}
	return list;
}

static void add_complaint(const struct view *view, struct value *list,
			  const struct record *record, const char *name)
{
	const struct node *node = node_child(record->root, name);
	struct value *map;

	if (!node_is_stated(node))
		return;
	map = view_link(view, record);
	value_set(view->arena, map, "words", notice_use_item(view, node));
	value_push(view->arena, list, map);
}

/*
 * Notices that people were shown: those that the agreements name, and those
 * that the organisation published; each once, as records.
 */
static GPtrArray *shown_notices(const struct view *view,
				const struct notice_subject *subject,
				const GPtrArray *agreements)
{
	GPtrArray *found = g_ptr_array_new();
	size_t n;
	const struct reference *const *refs = registers_referrers_of_kind(
		view->registers, subject->record, "notice", &n);

	for (guint i = 0; i < agreements->len; i++) {
		const struct record *agreement =
			g_ptr_array_index(agreements, i);

		NODE_EACH(node, agreement->root, "notice")
		{
			const struct record *notice =
				registers_target(view->registers, node);

			if (notice && notice->root &&
			    strcmp(notice->kind->name, "notice") == 0 &&
			    !g_ptr_array_find(found, notice, NULL))
				g_ptr_array_add(found, (gpointer)notice);
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (strcmp(refs[i]->node->name, "publisher") == 0 &&
		    !g_ptr_array_find(found, refs[i]->from, NULL))
			g_ptr_array_add(found, (gpointer)refs[i]->from);
	}
	return found;
}

static struct value *notice_value(const struct view *view,
				  const struct record *notice)
{
	struct value *map = view_link(view, notice);
	const struct node *root = notice->root;

	value_set(view->arena, map, "issuedOn",
		  view_date(view, date_parse(node_value(root, "issuedOn"))));
	value_set(view->arena, map, "state", item_of(view, root, "state"));
	value_set(view->arena, map, "promise",
		  item_of(view, root, "retentionPromise/words"));
	return map;
}

static void set_shown(const struct view *view, struct value *map,
		      const struct notice_subject *subject)
{
	struct value *list = value_list(view->arena);
	struct value *complaints = value_list(view->arena);
	g_autoptr(GPtrArray) agreements = agreements_of(subject);
	g_autoptr(GPtrArray) notices = shown_notices(view, subject, agreements);

	value_set(view->arena, map, "controllers",
		  controllers(view, agreements));
	for (guint i = 0; i < agreements->len; i++)
		add_complaint(view, complaints,
			      g_ptr_array_index(agreements, i), "complaints");
	for (guint i = 0; i < notices->len; i++) {
		const struct record *notice = g_ptr_array_index(notices, i);

		value_push(view->arena, list, notice_value(view, notice));
		add_complaint(view, complaints, notice, "complaintsRoute");
	}
	value_set(view->arena, map, "complaints", complaints);
	value_set(view->arena, map, "notices", list);
}

static const char *flow_title(const struct node *flow)
{
	return flow ? node_value(flow, "title") : NULL;
}

static struct value *short_value(const struct view *view,
				 const struct notice_use *use)
{
	struct value *map = view_link(view, use->agreement);

	view_set_text(view, map, "part", flow_title(use->flow));
	view_set_bool(view, map, "isPlanned", use->state == NOTICE_PLANNED);
	view_set_bool(view, map, "isPaused", use->state == NOTICE_PAUSED);
	view_set_bool(view, map, "isOver", use->state == NOTICE_OVER);
	return map;
}

static void set_uses(const struct view *view, struct value *map,
		     const struct notice_subject *subject,
		     struct notice_gaps *gaps)
{
	struct value *list = value_list(view->arena);
	struct value *others = value_list(view->arena);
	for (guint i = 0; i < subject->uses->len; i++) {
		const struct notice_use *use =
			&g_array_index(subject->uses, struct notice_use, i);

		value_push(view->arena, list,
			   notice_use_value(view, subject, use,
					    subject->before + i + 1, gaps));
	}
	for (guint i = 0; i < MIN(subject->others->len, NOTICE_OTHERS); i++)
		value_push(view->arena, others,
			   short_value(view,
				       &g_array_index(subject->others,
						      struct notice_use, i)));
	value_set(view->arena, map, "uses", list);
	value_set(view->arena, map, "others", others);
	view_set_bool(view, map, "hasMoreOthers",
		      subject->others->len > NOTICE_OTHERS);
}

/* For each list, hasX: whether there is anything in it. */
static void set_has(const struct view *view, struct value *map)
{
	static const char *const lists[][2] = {
		{ "notices", "hasNotices" },
		{ "consents", "hasConsents" },
		{ "unasked", "hasUnasked" },
		{ "gaps", "hasGaps" },
		{ "others", "hasOthers" },
		{ "partners", "hasPartners" },
		{ "successors", "hasSuccessors" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		view_set_bool(view, map, lists[i][1],
			      value_len(value_get(map, lists[i][0])) > 0);
}

static void note_routes(const struct value *map, struct notice_gaps *gaps)
{
	const struct value *rights = value_get(map, "rights");

	if (value_len(value_get(rights, "answers")) == 0)
		notice_gaps_add(gaps, "who answers requests about rights", 0);
	if (value_len(value_get(map, "complaints")) == 0)
		notice_gaps_add(gaps, "how to complain to the bodies here", 0);
}

static void set_counts(const struct view *view, struct value *map,
		       const struct notice_subject *subject)
{
	size_t gives, gets;

	notice_facts_sides(subject, &gives, &gets);
	view_set_number(view, map, "gives", gives);
	view_set_number(view, map, "gets", gets);
	view_set_number(view, map, "count", subject->uses->len);
}

/* Only with the uses that the page tells of; to be freed with its uses. */
static struct notice_subject part_of(const struct notice_subject *whole,
				     const struct page *page)
{
	struct pager_slice slice = pager_slice(page);
	struct notice_subject part = *whole;

	part.uses = g_array_new(FALSE, FALSE, sizeof(struct notice_use));
	part.before = slice.first;
	g_array_append_vals(
		part.uses,
		&g_array_index(whole->uses, struct notice_use, slice.first),
		(guint)(slice.last - slice.first));
	return part;
}

/* Each page is a notice on the uses that it tells of, with all about these. */
struct value *page_notice_make(const struct view *view, const struct page *page)
{
	const struct notice_subject *whole =
		ask_subject(view->ask, page->record);
	struct notice_subject part = part_of(whole, page);
	const struct notice_subject *subject = &part;
	struct value *map = value_map(view->arena);
	struct value *unasked;
	g_autoptr(NoticeGaps) gaps = notice_gaps_new();

	set_counts(view, map, whole);
	set_who(view, map, page->record, gaps);
	set_uses(view, map, subject, gaps);
	set_shown(view, map, subject);
	value_set(view->arena, map, "partners", partners(view, subject));
	value_set(view->arena, map, "consents",
		  notice_rights_consents(view, subject, gaps, &unasked));
	value_set(view->arena, map, "unasked", unasked);
	value_set(view->arena, map, "rights",
		  notice_rights_value(view, subject));
	note_routes(map, gaps);
	value_set(view->arena, map, "gaps",
		  notice_gaps_value(view, gaps, subject->uses->len));
	set_has(view, map);
	g_array_unref(part.uses);
	return map;
}

/* SPDX-License-Identifier: MIT */
/*
 * The pages are made as for a site, by the same templates, and each is then
 * turned into a part of the file (fragment.h).  Around them stands the page of
 * the template "single": what the file is, what it was made from, and its
 * contents.  It is run with the others, as the last of the plan.
 *
 * The styles go into the file.  So that nothing else can style it, and nothing
 * at all be fetched or run, its policy allows that one piece of style by its
 * SHA-256, and no scripts.
 */
#include "site-gen/single.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/assets.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/changes.h"
#include "site-gen/fragment.h"
#include "site-gen/page.h"
#include "site-gen/single_out.h"
#include "site-gen/single_pages.h"
#include "site-gen/site.h"
#include "site-gen/stage.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define FRAME "file.html"
#define CONTENTS " id=\"file:contents\""
#define STYLES "templates/assets/site.css"
#define BOM "\xef\xbb\xbf"

struct single {
	struct plan *plan;	   /* the frame is the last of it */
	const struct record *only; /* NULL: all registers */
	char *base;
	char *head_begin;
	char *head_end;
	GString **pieces; /* one for each page, behind that of the frame */
	GString *rest;	  /* of the frame */
};

bool single_is_alone(const struct single *single)
{
	return single && !single->base;
}

/* The page around the others */

static struct value *make_frame(const struct view *view,
				const struct page *page)
{
	const struct site_request *request = ask_site(view->ask)->request;
	const struct single *single = ask_single(view->ask);
	struct value *map = value_map(view->arena);
	g_autofree char *date = date_format(view->as_of);

	(void)page;
	value_set(view->arena, map, "record",
		  single->only ? view_link(view, single->only)
			       : value_nothing());
	value_set(view->arena, map, "base",
		  value_url(view->arena, single->base));
	view_set_text(view, map, "commit", request->commit);
	view_set_text(view, map, "date", date);
	view_set_text(view, map, "editionName", edition_name(view->edition));
	view_set_bool(view, map, "isShallow", ask_is_shallow(view->ask));
	value_set(view->arena, map, "contents",
		  single_pages_contents(view, single->plan,
					plan_len(single->plan) - 1,
					single->only));
	return map;
}

static void add_frame(struct single *single)
{
	struct page page = {
		.path = FRAME,
		.template = "single",
		.title = single->only ? single->only->title
				      : "Everything in one file",
		.make = make_frame,
	};

	plan_add(single->plan, &page);
}

/*
 * Styles as a browser will read them: it makes line feeds of all line ends,
 * and the hash must be that of what it reads.
 */
static char *read_styles(const struct site *site, GError **error)
{
	const struct assets *assets =
		registers_library(site->registers)->assets;
	g_autoptr(GBytes) bytes = assets_load(assets, STYLES, error);
	g_autoptr(GString) styles = NULL;
	g_autofree char *small = NULL;
	const char *s;
	gsize len;

	if (!bytes)
		return NULL;
	s = g_bytes_get_data(bytes, &len);
	styles = g_string_new_len(len > 0 ? s : "", (gssize)len);
	if (g_str_has_prefix(styles->str, BOM))
		g_string_erase(styles, 0, strlen(BOM));
	g_string_replace(styles, "\r\n", "\n", 0);
	g_string_replace(styles, "\r", "\n", 0);
	small = g_ascii_strdown(styles->str, -1);
	if (g_utf8_validate_len(styles->str, styles->len, NULL) &&
	    !strstr(small, "</style") && !strstr(small, "@import"))
		return g_string_free(g_steal_pointer(&styles), FALSE);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "'%s' cannot stand in a single file: it is not UTF-8, has "
		    "'</style' in it, or imports another file",
		    STYLES);
	return NULL;
}

static char *hash_of(const char *styles)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize len = sizeof(digest);

	g_checksum_update(checksum, (const guchar *)styles, -1);
	g_checksum_get_digest(checksum, digest, &len);
	return g_base64_encode(digest, len);
}

static bool make_head(struct single *single, const struct site *site,
		      GError **error)
{
	g_autofree char *styles = read_styles(site, error);
	g_autofree char *hash = NULL;

	if (!styles)
		return false;
	hash = hash_of(styles);
	single->head_begin = g_strdup_printf(
		"\n    <meta charset=\"utf-8\">\n    "
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'sha256-%s'; "
		"img-src data:; base-uri 'none'; form-action 'none'\">\n    "
		"%s%s\">",
		hash, SINGLE_OUT_MARK, GATEHOUSE_VERSION);
	single->head_end = g_strdup_printf("<style>%s</style>\n  ", styles);
	return true;
}

/* Putting the pages together */

static bool has_page(const void *data, const char *path)
{
	return plan_has(data, path);
}

static bool put_frame(struct single *single, const struct fragment *fragment,
		      const GString *html, GError **error)
{
	GString *piece = g_string_new(NULL);
	const struct fragment_frame frame = {
		.head_begin = single->head_begin,
		.head_end = single->head_end,
		.before = piece,
		.after = single->rest,
	};

	single->pieces[0] = piece;
	if (!fragment_frame(fragment, html->str, html->len, &frame, error))
		return false;
	if (strstr(piece->str, single->head_end) &&
	    strstr(piece->str, CONTENTS))
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "the page around the others needs a <head> and an element "
		    "with id 'contents' in its <main>");
	return false;
}

static bool put_part(struct single *single, size_t i,
		     const struct fragment *fragment, const GString *html,
		     GError **error)
{
	GString *piece = g_string_sized_new(html->len);

	single->pieces[i + 1] = piece;
	g_string_append(piece, "<article class=\"gh-single\" id=\"");
	fragment_anchor(piece, fragment->path);
	g_string_append(piece, "\">\n");
	if (!fragment_take(fragment, html->str, html->len, piece, error))
		return false;
	g_string_append(piece,
			"<p class=\"govuk-body gh-single__back\">"
			"<a class=\"govuk-link\" href=\"#file:contents\">"
			"Back to contents</a></p>\n</article>\n");
	return true;
}

/* On either thread; each page has a piece of its own. */
static bool put(void *data, size_t i, const GString *bytes, bool is_last,
		GError **error)
{
	struct single *single = data;
	const struct page *page = plan_get(single->plan, i);
	const struct fragment fragment = {
		.path = page->path,
		.has = has_page,
		.data = single->plan,
		.base = single->base,
	};
	bool is_frame = i + 1 == plan_len(single->plan);

	g_assert(is_last);
	if (is_frame ? put_frame(single, &fragment, bytes, error)
		     : put_part(single, i, &fragment, bytes, error))
		return true;
	g_prefix_error(error, "%s: ", page->path);
	return false;
}

/* Where the settings say that the site is published, with '/' at its end. */
static char *find_base(const struct registers *registers)
{
	const char *base = node_value(registers_settings(registers), "baseUrl");

	if (!base || (!g_str_has_prefix(base, "https://") &&
		      !g_str_has_prefix(base, "http://")))
		return NULL;
	return g_strconcat(base, g_str_has_suffix(base, "/") ? NULL : "/",
			   NULL);
}

static bool find_record(struct single *single, const struct site *site,
			GError **error)
{
	const char *id = site->request->only;

	if (!id)
		return true;
	single->only = registers_find(site->registers, id);
	if (single->only && view_is_id(id))
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
		    "the %s edition shows no record '%s'",
		    edition_name(site->request->edition), id);
	return false;
}

static bool make_pieces(struct single *single, const struct site *site,
			const struct plan *all, GError **error)
{
	struct site own = *site;

	single->plan = single_pages_choose(site, all, single->only);
	single->base = find_base(site->registers);
	single->rest = g_string_new(NULL);
	single->pieces = g_new0(GString *, plan_len(single->plan) + 2);
	add_frame(single);
	own.single = single;
	return make_head(single, site, error) &&
	       plan_run_to(single->plan, &own, put, single, error);
}

static bool write_file(struct single *single, const char *place,
		       struct site_result *result, GError **error)
{
	size_t n = plan_len(single->plan);

	single->pieces[n] = g_steal_pointer(&single->rest);
	if (!single_out_write(place, single->pieces, n + 1, error))
		return false;
	result->n_files = n - 1;
	result->n_bytes = 0;
	for (size_t i = 0; i <= n; i++)
		result->n_bytes += single->pieces[i]->len;
	return true;
}

static void clear(struct single *single)
{
	size_t n = single->plan ? plan_len(single->plan) : 0;

	for (size_t i = 0; i <= n && single->pieces; i++) {
		if (single->pieces[i])
			g_string_free(single->pieces[i], TRUE);
	}
	if (single->rest)
		g_string_free(single->rest, TRUE);
	g_free(single->pieces);
	plan_free(single->plan);
	g_free(single->base);
	g_free(single->head_begin);
	g_free(single->head_end);
}

bool single_build(const struct site *site, const struct plan *all,
		  struct site_result *result, GError **error)
{
	const struct library *library = registers_library(site->registers);
	struct single single = { 0 };
	g_autofree char *place = NULL;
	bool ok;

	if (!find_record(&single, site, error))
		return false;
	place = single_out_open(site->request->out, library->folders, error);
	ok = place && make_pieces(&single, site, all, error) &&
	     site_is_read(site->request, error) &&
	     write_file(&single, place, result, error);
	clear(&single);
	return ok;
}

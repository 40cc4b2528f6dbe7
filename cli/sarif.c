/* SPDX-License-Identifier: MIT */
/*
 * SARIF has a place for most of what the rule book says: title, text, remedy
 * and severity of a rule, what the settings change of it, the waiver of a
 * finding.  The sources of a rule have none and stand among its properties.
 */
#include "cli/sarif.h"

#include <string.h>

#include <jansson.h>

#include "cli/excerpt.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo_local.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "lib/settings.h"

#define SCHEMA                                                        \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/" \
	"schemas/sarif-schema-2.1.0.json"

static json_t *text(const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);

	return json_string(valid);
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

/* An object with one member. */
static json_t *with(const char *key, json_t *value)
{
	json_t *object = json_object();

	set(object, key, value);
	return object;
}

static json_t *array_of(json_t *value)
{
	json_t *array = json_array();

	json_array_append_new(array, value);
	return array;
}

/* The rules --------------------------------------------------------------- */

/* "NoPersonalDataInTheRegistersTexts" */
static char *name_of(const char *title)
{
	GString *name = g_string_new(NULL);
	bool is_start = true;

	for (const char *p = title; *p; p++) {
		if (g_ascii_isalnum(*p))
			g_string_append_c(name,
					  is_start ? g_ascii_toupper(*p) : *p);
		if (*p != '\'')
			is_start = !g_ascii_isalnum(*p);
	}
	return g_string_free(name, FALSE);
}

static json_t *sources(const struct rulebook_row *row)
{
	static const char *const attrs[] = { "status", "checked", "uri" };
	json_t *array = json_array();

	NODE_EACH(source, row->node, "source")
	{
		json_t *object = with("text", text(source->text));

		for (size_t i = 0; i < G_N_ELEMENTS(attrs); i++) {
			const char *value = node_attr(source, attrs[i]);

			if (value)
				set(object, attrs[i], text(value));
		}
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *help(const struct rulebook_row *row)
{
	g_autofree char *markdown =
		g_strdup_printf("**Why:** %s\n\n**How to mend it:** %s\n",
				row->rationale, row->mend);
	g_autofree char *plain = g_strdup_printf(
		"Why: %s\nHow to mend it: %s\n", row->rationale, row->mend);
	json_t *object = with("text", text(plain));

	set(object, "markdown", text(markdown));
	return object;
}

static json_t *descriptor(const struct rulebook_row *row)
{
	g_autofree char *name = name_of(row->title);
	json_t *object = with("id", text(row->id));
	json_t *configuration =
		with("level", text(diag_level_name(row->severity)));

	set(object, "name", text(name));
	set(object, "shortDescription", with("text", text(row->title)));
	set(object, "fullDescription", with("text", text(row->text)));
	set(object, "help", help(row));
	set(configuration, "enabled", json_boolean(!row->why_not));
	set(object, "defaultConfiguration", configuration);
	set(object, "properties", with("sources", sources(row)));
	return object;
}

static json_t *tool(const struct session *session)
{
	json_t *driver = with("name", text("gatehouse"));
	json_t *rules = json_array();
	size_t n = 0;
	const struct rulebook_row *rows =
		session->rulebook ? rulebook_rows(session->rulebook, &n) : NULL;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(rules, descriptor(&rows[i]));
	set(driver, "version", text(GATEHOUSE_VERSION));
	set(driver, "semanticVersion", text(GATEHOUSE_VERSION));
	set(driver, "language", text("en-GB"));
	set(driver, "rules", rules);
	return with("driver", driver);
}

/* What the settings make of a rule. */
static json_t *override_of(size_t index, const struct rulebook_row *row,
			   const struct settings_rule *rule)
{
	json_t *reference = with("id", text(row->id));
	json_t *configuration = with("enabled", json_boolean(!rule->is_off));
	json_t *object;

	set(reference, "index", json_integer((json_int_t)index));
	if (rule->is_regraded)
		set(configuration, "level",
		    text(diag_level_name(rule->severity)));
	object = with("configuration", configuration);
	set(object, "descriptor", reference);
	set(object, "properties", with("reason", text(rule->reason)));
	return object;
}

static json_t *invocation(const struct session *session)
{
	json_t *overrides = json_array();
	bool is_done = session->run && rule_run_bugs(session->run) == 0 &&
		       files_are_read(session->diags, NULL);
	json_t *object = with("executionSuccessful", json_boolean(is_done));
	size_t n = 0;
	const struct rulebook_row *rows =
		session->rulebook ? rulebook_rows(session->rulebook, &n) : NULL;

	for (size_t i = 0; i < n; i++) {
		struct settings_rule rule;

		if (settings_rule(session->registers, rows[i].id, &rule))
			json_array_append_new(overrides,
					      override_of(i, &rows[i], &rule));
	}
	set(object, "ruleConfigurationOverrides", overrides);
	return object;
}

/* The findings ------------------------------------------------------------ */

static json_t *location(const struct session *session, const struct diag *diag)
{
	unsigned column = excerpt_column(session->registers, diag);
	g_autofree char *uri = g_uri_escape_string(diag->path, "/", FALSE);
	json_t *physical =
		with("artifactLocation", with("uri", json_string(uri)));
	json_t *object;

	if (diag->line > 0) {
		json_t *region = with("startLine", json_integer(diag->line));

		if (column > 0)
			set(region, "startColumn", json_integer(column));
		set(physical, "region", region);
	}
	object = with("physicalLocation", physical);
	if (diag->record)
		set(object, "logicalLocations",
		    array_of(with("name", text(diag->record))));
	return object;
}

static json_t *suppressions(const struct session *session, const char *waiver)
{
	const struct record *record =
		waiver ? registers_find(session->registers, waiver) : NULL;
	const char *reason = record ? node_value(record->root, "reason") : NULL;
	json_t *suppression;

	if (!waiver)
		return json_array();
	suppression = with("kind", json_string("external"));
	set(suppression, "status", json_string("accepted"));
	set(suppression, "justification", text(reason ? reason : waiver));
	return array_of(suppression);
}

static void set_rule(json_t *result, const struct session *session,
		     const char *id)
{
	size_t n = 0;
	const struct rulebook_row *rows =
		session->rulebook ? rulebook_rows(session->rulebook, &n) : NULL;

	set(result, "ruleId", text(id));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].id, id) == 0)
			set(result, "ruleIndex", json_integer((json_int_t)i));
	}
}

/* What stays the same when lines are added above: how reviews follow it. */
static json_t *fingerprint(const struct diag *diag)
{
	g_autofree char *what = g_strjoin("\n", diag->rule ? diag->rule : "",
					  diag->path, diag->message, NULL);
	g_autofree char *sum =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, what, -1);

	return with("rulePathMessage/v1", json_string(sum));
}

static json_t *result(const struct session *session, const struct diag *diag)
{
	json_t *object = json_object();

	if (diag->rule)
		set_rule(object, session, diag->rule);
	set(object, "kind",
	    json_string(diag->is_undecidable ? "open" : "fail"));
	set(object, "level",
	    json_string(diag->is_undecidable ? "none"
					     : diag_level_name(diag->level)));
	set(object, "message", with("text", text(diag->message)));
	set(object, "locations", array_of(location(session, diag)));
	set(object, "partialFingerprints", fingerprint(diag));
	set(object, "suppressions", suppressions(session, diag->waiver));
	return object;
}

/* The log ----------------------------------------------------------------- */

/* Where the registers are kept, if they are a commit of a known place. */
static void set_provenance(json_t *run, const struct session *session)
{
	g_autofree char *origin =
		session->commit ? repo_local_origin(session->repo) : NULL;
	json_t *details;

	if (!origin)
		return;
	details = with("repositoryUri", text(origin));
	set(details, "revisionId", text(session->commit));
	set(run, "versionControlProvenance", array_of(details));
}

void sarif_check(FILE *to, const struct session *session,
		 const struct diags *findings)
{
	g_autofree char *as_of = date_format(session->as_of);
	g_autofree char *id = g_strconcat("gatehouse/check/", as_of, NULL);
	json_t *results = json_array();
	json_t *run = with("tool", tool(session));
	json_t *properties = with("asOf", text(as_of));
	json_t *log = with("$schema", json_string(SCHEMA));

	for (size_t i = 0; i < diags_len(findings); i++)
		json_array_append_new(results,
				      result(session, diags_get(findings, i)));
	if (session->commit)
		set(properties, "commit", text(session->commit));
	set(run, "automationDetails", with("id", text(id)));
	set(run, "invocations", array_of(invocation(session)));
	set_provenance(run, session);
	set(run, "columnKind", json_string("unicodeCodePoints"));
	set(run, "results", results);
	set(run, "properties", properties);
	set(log, "version", json_string("2.1.0"));
	set(log, "runs", array_of(run));
	json_dump_callback(log, output_json, to,
			   JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	fputc('\n', to);
	json_decref(log);
}

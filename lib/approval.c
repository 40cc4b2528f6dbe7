/* SPDX-License-Identifier: MIT */
/*
 * An approval in the settings says which changes it is for (kind, state of the
 * record, field) and which roles may give it.  Several approvals add up: each
 * has to be met.  The roles inside one are alternatives.
 *
 * What is in force are the settings before the change, so that a commit cannot
 * grant itself what it needs; and taking an approval out of the settings is
 * itself a change that needs one.  In doubt a change needs approval: where a
 * text cannot be read, every approval of its kind applies.
 */
#include "lib/approval.h"

#include <string.h>

#include "lib/change.h"
#include "lib/node.h"

static char *fold(const char *role)
{
	g_autofree char *clean = g_strstrip(g_strdup(role));

	return g_utf8_casefold(clean, -1);
}

bool approval_is_role(const char *a, const char *b)
{
	g_autofree char *x = fold(a);
	g_autofree char *y = fold(b);

	return strcmp(x, y) == 0;
}

static bool is_among(const char *role, const char *const *roles)
{
	for (; roles && *roles; roles++) {
		if (approval_is_role(role, *roles))
			return true;
	}
	return false;
}

/* Claims ------------------------------------------------------------------ */

/* The value of a trailer with that key, or NULL. */
static const char *trailer_value(const char *trailer, const char *key)
{
	size_t len = strlen(key);

	if (g_ascii_strncasecmp(trailer, key, len) != 0 || trailer[len] != ':')
		return NULL;
	trailer += len + 1;
	return trailer + strspn(trailer, " \t");
}

char **approval_trailers(const char *const *trailers, const char *key)
{
	GPtrArray *values = g_ptr_array_new();

	for (; trailers && *trailers; trailers++) {
		const char *value = trailer_value(*trailers, key);

		if (value && *value)
			g_ptr_array_add(values, g_strdup(value));
	}
	g_ptr_array_add(values, NULL);
	return (char **)g_ptr_array_free(values, FALSE);
}

void approval_claim_init(struct approval_claim *claim,
			 const char *const *trailers)
{
	claim->approved = approval_trailers(trailers, APPROVAL_APPROVED);
	claim->reviewed = approval_trailers(trailers, APPROVAL_REVIEWED);
}

void approval_claim_clear(struct approval_claim *claim)
{
	g_clear_pointer(&claim->approved, g_strfreev);
	g_clear_pointer(&claim->reviewed, g_strfreev);
}

static void add_roles(char ***to, char *const *from)
{
	g_autoptr(GStrvBuilder) roles = g_strv_builder_new();

	g_strv_builder_addv(roles, (const char **)*to);
	g_strv_builder_addv(roles, (const char **)(char **)from);
	g_strfreev(*to);
	*to = g_strv_builder_end(roles);
}

void approval_claim_add(struct approval_claim *claim,
			const struct approval_claim *other)
{
	add_roles(&claim->approved, other->approved);
	add_roles(&claim->reviewed, other->reviewed);
}

void approval_claim_limit(struct approval_claim *claim,
			  const char *const *roles)
{
	size_t kept = 0;

	for (size_t i = 0; claim->approved[i]; i++) {
		char *role = claim->approved[i];

		claim->approved[i] = NULL;
		if (is_among(role, roles))
			claim->approved[kept++] = role;
		else
			g_free(role);
	}
}

/* Which changes an approval is for ---------------------------------------- */

/* "flow[daily].retention.until" as "flow.retention.until". */
static char *plain_path(const char *field)
{
	GString *path = g_string_new(NULL);
	int depth = 0;

	for (; *field; field++) {
		depth += *field == '[';
		if (depth == 0)
			g_string_append_c(path, *field);
		depth -= *field == ']' && depth > 0;
	}
	return g_string_free(path, FALSE);
}

/* Whether one of two paths is the other or stands inside it. */
static bool is_inside(const char *a, const char *b)
{
	size_t len = MIN(strlen(a), strlen(b));

	return strncmp(a, b, len) == 0 &&
	       (a[len] == '\0' || strchr(".@", a[len])) &&
	       (b[len] == '\0' || strchr(".@", b[len]));
}

static bool touches(const GPtrArray *fields, const char *path)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field_change *field = fields->pdata[i];
		g_autofree char *plain = plain_path(field->field);

		if (is_inside(plain, path))
			return true;
	}
	return false;
}

/* Whether some element (or attribute) at the path below node has the value. */
static bool has_value(const struct node *node, const char *path,
		      const char *value)
{
	size_t len = strcspn(path, ".");
	g_autofree char *name = g_strndup(path, len);

	if (!node)
		return false;
	if (path[len] == '\0' && g_strcmp0(node_attr(node, name), value) == 0)
		return true;
	NODE_EACH(child, node, name)
	{
		if (path[len] == '.'
			    ? has_value(child, path + len + 1, value)
			    : strcmp(child->text, value) == 0 ||
				      g_strcmp0(node_attr(child, "code"),
						value) == 0)
			return true;
	}
	return false;
}

static bool is_in_state(const struct node *approval,
			const struct approval_change *change)
{
	if (!node_child(approval, "when"))
		return true;
	NODE_EACH(when, approval, "when")
	{
		const char *field = node_attr(when, "field");

		if (field && (has_value(change->old, field, when->text) ||
			      has_value(change->new, field, when->text)))
			return true;
	}
	return false;
}

static bool applies(const struct node *approval,
		    const struct approval_change *change,
		    const GPtrArray *fields)
{
	if (g_strcmp0(node_attr(approval, "kind"), change->kind) != 0)
		return false;
	if (change->is_unreadable)
		return true;
	if (!is_in_state(approval, change))
		return false;
	if (!node_child(approval, "field"))
		return true;
	NODE_EACH(field, approval, "field")
	{
		if (touches(fields, field->text))
			return true;
	}
	return false;
}

/* What is missing --------------------------------------------------------- */

void approval_need_free(struct approval_need *need)
{
	if (!need)
		return;
	g_free(need->id);
	g_free(need->path);
	g_free(need->roles);
	g_free(need->first);
	g_free(need->reason);
	g_free(need);
}

/* Adds what the approval says to the roles, each once. */
static void collect_roles(const struct node *approval, const char *name,
			  GPtrArray *roles)
{
	NODE_EACH(role, approval, name)
	{
		bool is_known = false;

		for (guint i = 0; i < roles->len && !is_known; i++)
			is_known =
				approval_is_role(roles->pdata[i], role->text);
		if (*role->text && !is_known)
			g_ptr_array_add(roles, (gpointer)role->text);
	}
}

static char *words_of(const GPtrArray *roles)
{
	GString *words = g_string_new(NULL);

	for (guint i = 0; i < roles->len; i++)
		g_string_append_printf(words, "%s'%s'",
				       i == 0		    ? ""
				       : i + 1 < roles->len ? ", "
							    : " or ",
				       (const char *)roles->pdata[i]);
	return g_string_free(words, FALSE);
}

static bool is_met(const GPtrArray *roles, char *const *claimed)
{
	for (guint i = 0; i < roles->len; i++) {
		if (is_among(roles->pdata[i], (const char *const *)claimed))
			return true;
	}
	return false;
}

static bool is_known(const GPtrArray *needs, const struct approval_need *need)
{
	for (guint i = 0; i < needs->len; i++) {
		const struct approval_need *other = needs->pdata[i];

		if (other->is_review == need->is_review &&
		    strcmp(other->id, need->id) == 0 &&
		    strcmp(other->path, need->path) == 0)
			return true;
	}
	return false;
}

/* roles are those that would do; none: nobody is asked. */
static void add_need(GPtrArray *needs, const struct approval_need *like,
		     const GPtrArray *roles, char *const *claimed)
{
	struct approval_need *need;

	if (roles->len == 0 || is_met(roles, claimed) || is_known(needs, like))
		return;
	need = g_new0(struct approval_need, 1);
	need->id = g_strdup(like->id);
	need->path = g_strdup(like->path);
	need->is_review = like->is_review;
	need->roles = words_of(roles);
	need->first = g_strdup(roles->pdata[0]);
	need->reason = g_strdup(like->reason);
	g_ptr_array_add(needs, need);
}

static void find_own_needs(const struct node *approval,
			   const struct approval_change *change,
			   const struct approval_claim *claim, GPtrArray *needs)
{
	g_autoptr(GPtrArray) reviewers = g_ptr_array_new();
	g_autoptr(GPtrArray) approvers = g_ptr_array_new();
	const char *id = node_attr(approval, "id");
	struct approval_need like = {
		.id = (char *)(id ? id : "approval"),
		.path = (char *)change->path,
		.reason = (char *)node_value(approval, "reason"),
	};

	collect_roles(approval, "reviewerRole", reviewers);
	collect_roles(approval, "approverRole", approvers);
	add_need(needs, &like, approvers, claim->approved);
	like.is_review = true;
	add_need(needs, &like, reviewers, claim->reviewed);
}

/* Who may approve anything may say who approves. */
static void find_common_need(const struct node *settings,
			     const struct approval_change *change,
			     const struct approval_claim *claim,
			     GPtrArray *needs)
{
	g_autoptr(GPtrArray) roles = g_ptr_array_new();
	struct approval_need like = {
		.id = (char *)"approvals-and-signers",
		.path = (char *)change->path,
	};

	NODE_EACH(approval, settings, "approval")
	collect_roles(approval, "approverRole", roles);
	add_need(needs, &like, roles, claim->approved);
}

void approval_find_needs(const struct node *settings, const struct codes *codes,
			 const struct approval_change *change,
			 const struct approval_claim *claim, GPtrArray *needs)
{
	g_autoptr(GPtrArray) fields = NULL;

	if (!approval_is_asked(settings))
		return;
	fields = change_fields(change->old, change->new, codes);
	NODE_EACH(approval, settings, "approval")
	{
		if (applies(approval, change, fields))
			find_own_needs(approval, change, claim, needs);
	}
	if (strcmp(change->kind, "settings") == 0 &&
	    (change->is_unreadable || touches(fields, "approval") ||
	     touches(fields, "signer")))
		find_common_need(settings, change, claim, needs);
}

char *approval_need_sentence(const struct approval_need *need)
{
	return g_strdup_printf("%s needs the %s of %s (%s)", need->path,
			       need->is_review ? "review" : "approval",
			       need->roles, need->id);
}

bool approval_is_asked(const struct node *settings)
{
	return node_child(settings, "approval") != NULL;
}

bool approval_has_role(const struct node *settings, const char *role)
{
	g_autoptr(GPtrArray) roles = g_ptr_array_new();

	NODE_EACH(approval, settings, "approval")
	{
		collect_roles(approval, "approverRole", roles);
		collect_roles(approval, "reviewerRole", roles);
	}
	for (guint i = 0; i < roles->len; i++) {
		if (approval_is_role(roles->pdata[i], role))
			return true;
	}
	return false;
}

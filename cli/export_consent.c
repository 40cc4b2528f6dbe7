/* SPDX-License-Identifier: MIT */
/*
 * Consent arrangements for tools that keep consents.  Both formats are made for
 * the consent of one person at one time; the registers hold neither persons
 * nor times, only what is asked of whom.  So no person, time or signature is
 * written, and nothing is called a consent record that is none.
 */
#include <string.h>

#include <jansson.h>

#include "cli/export_out.h"
#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/codes.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/record_json.h"

/* One arrangement. */
struct asking {
	const struct session *session;
	const struct record *record;
};

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text && *text)
		json_object_set_new(object, name, json_string(text));
}

/* Sets value, which is taken over, unless it is empty. */
static void set_some(json_t *object, const char *name, json_t *value)
{
	if (json_array_size(value) > 0 || json_object_size(value) > 0)
		json_object_set(object, name, value);
	json_decref(value);
}

static void set_truth(json_t *object, const char *name, const struct node *node)
{
	const char *text = node ? node->text : NULL;

	if (text && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
		json_object_set_new(object, name,
				    json_boolean(strcmp(text, "true") == 0));
}

static const struct code *code_of(const struct asking *a,
				  const struct node *node)
{
	return node_is_stated(node)
		       ? codes_of(registers_codes(a->session->registers), node)
		       : NULL;
}

/* A body's name, or the words that stand for it; NULL: not stated. */
static const char *name_of(const struct asking *a, const struct node *node)
{
	const struct record *body =
		registers_target(a->session->registers, node);

	if (body)
		return body->title;
	return node_is_stated(node) && *node->text ? node->text : NULL;
}

static const char *address(char **owned, const char *id)
{
	g_free(*owned);
	*owned = g_strconcat("urn:gatehouse:record:", id, NULL);
	return *owned;
}

/* ISO/IEC TS 27560 */

/* What an arrangement's coded element is, as an object of that type. */
static json_t *thing(const struct asking *a, const struct node *node,
		     const char *type)
{
	const struct code *code = code_of(a, node);
	json_t *object = json_object();

	set_text(object, "@type", type);
	if (code) {
		set_text(object, "dct:identifier", code->id);
		set_text(object, "dct:title", code->label);
	}
	set_text(object, "dct:description", node->text);
	return object;
}

static json_t *things(const struct asking *a, const char *name,
		      const char *type)
{
	json_t *list = json_array();

	NODE_EACH(node, a->record->root, name)
	{
		json_t *object;

		if (!node_is_stated(node))
			continue;
		object = thing(a, node, type);
		for (unsigned i = 0; i < node->n_attrs; i++) {
			const struct attr *attr = &node->attrs[i];

			if (strcmp(attr->name, "separateChoice") == 0 ||
			    strcmp(attr->name, "asEasyAsGiving") == 0) {
				g_autofree char *key =
					g_strconcat("gh:", attr->name, NULL);

				json_object_set_new(
					object, key,
					json_boolean(strcmp(attr->value,
							    "true") == 0));
			}
		}
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *personal_data(const struct asking *a)
{
	json_t *list = json_array();

	NODE_EACH(node, a->record->root, "dataCategory")
	{
		const char *special =
			code_property(code_of(a, node), "special");
		bool is_special = special && strcmp(special, "none") != 0 &&
				  strcmp(special, "criminal") != 0;

		if (node_is_stated(node))
			json_array_append_new(
				list,
				thing(a, node,
				      is_special
					      ? "dpv:SpecialCategoryPersonalData"
					      : "dpv:PersonalData"));
	}
	return list;
}

static json_t *party(const struct record *body)
{
	json_t *object = json_object();
	g_autofree char *id = NULL;

	set_text(object, "@id", address(&id, body->id));
	set_text(object, "@type", "dpv:LegalEntity");
	set_text(object, "dct:identifier", body->id);
	set_text(object, "dpv:hasName", body->title);
	set_text(object, "dpv:hasContact",
		 node_value(body->root, "dpContact/mailbox"));
	return object;
}

static json_t *parties(const struct asking *a, const char *name)
{
	json_t *list = json_array();

	NODE_EACH(node, a->record->root, name)
	{
		const struct record *body =
			registers_target(a->session->registers, node);

		if (body && body->root)
			json_array_append_new(list, party(body));
		else if (name_of(a, node))
			json_array_append_new(list,
					      json_pack("{s:s, s:s}", "@type",
							"dpv:LegalEntity",
							"dpv:hasName",
							name_of(a, node)));
	}
	return list;
}

static json_t *notice(const struct asking *a)
{
	const struct node *node = node_child(a->record->root, "notice");
	const struct record *record =
		registers_target(a->session->registers, node);
	json_t *object = json_object();
	g_autofree char *id = NULL;

	if (!record)
		return object;
	set_text(object, "@id", address(&id, record->id));
	set_text(object, "@type", "dpv:ConsentNotice");
	set_text(object, "dct:title", record->title);
	set_text(object, "dct:hasVersion", node_attr(node, "version"));
	return object;
}

/* Codes of the lists consent-type and consent-state as terms. */
static const char *const terms[][2] = {
	{ "informed", "dpv:InformedConsent" },
	{ "implied", "dpv:ImpliedConsent" },
	{ "expressed", "dpv:ExpressedConsent" },
	{ "explicit", "dpv:ExplicitlyExpressedConsent" },
	{ "requested", "dpv:ConsentRequested" },
	{ "deferred", "dpv:ConsentRequestDeferred" },
	{ "refused", "dpv:ConsentRefused" },
	{ "given", "dpv:ConsentGiven" },
	{ "renewed", "dpv:RenewedConsentGiven" },
	{ "expired", "dpv:ConsentExpired" },
	{ "invalidated", "dpv:ConsentInvalidated" },
	{ "revoked", "dpv:ConsentRevoked" },
	{ "withdrawn", "dpv:ConsentWithdrawn" },
	{ "unknown", "dpv:ConsentUnknown" },
};

static void set_term(const struct asking *a, json_t *object, const char *key,
		     const char *field)
{
	const char *code = node_value(a->record->root, field);
	g_autofree char *ours = code ? g_strconcat("gh:", code, NULL) : NULL;
	const char *term = ours;

	for (size_t i = 0; code && i < G_N_ELEMENTS(terms); i++) {
		if (strcmp(terms[i][0], code) == 0)
			term = terms[i][1];
	}
	if (term)
		json_object_set_new(object, key,
				    json_pack("{s:s}", "@id", term));
}

/*
 * Only consent as lawful basis is a legal basis; agreement to take part and
 * consent that lifts confidentiality are not.
 */
static void set_basis(const struct asking *a, json_t *object)
{
	const char *kind = node_value(a->record->root, "kind");

	set_term(a, object, "gh:kind", "kind");
	if (g_strcmp0(kind, "lawful-basis") != 0)
		set_term(a, object, "gh:explicitness", "explicitness");
	else if (node_value(a->record->root, "explicitness"))
		set_term(a, object, "dpv:hasLegalBasis", "explicitness");
	else
		json_object_set_new(object, "dpv:hasLegalBasis",
				    json_pack("{s:s}", "@id", "dpv:Consent"));
}

static json_t *arrangement(const struct asking *a)
{
	const struct node *root = a->record->root;
	const struct node *capture = node_child(root, "captureMethod");
	const struct node *refusal = node_child(root, "refusalConsequence");
	json_t *object = json_object();
	g_autofree char *id = NULL;

	set_text(object, "@id", address(&id, a->record->id));
	set_text(object, "@type", "gh:ConsentArrangement");
	set_text(object, "dct:identifier", a->record->id);
	set_text(object, "dct:hasVersion", node_attr(root, "version"));
	set_text(object, "dct:title", a->record->title);
	set_some(object, "dpv:hasNotice", notice(a));
	set_some(object, "dpv:hasPurpose", things(a, "purpose", "dpv:Purpose"));
	set_basis(a, object);
	set_some(object, "dpv:hasPersonalData", personal_data(a));
	set_some(object, "dpv:hasDataSubject",
		 things(a, "askedOf", "dpv:DataSubject"));
	set_some(object, "dpv:hasDataController", parties(a, "controller"));
	set_some(object, "dpv:hasRecipient", parties(a, "recipient"));
	if (node_is_stated(capture))
		set_some(object, "dpv:hasIndicationMethod",
			 thing(a, capture, NULL));
	set_some(object, "dpv:hasConsentControl",
		 things(a, "withdrawalMethod", "dpv:WithdrawConsent"));
	set_term(a, object, "dpv:hasConsentStatus", "state");
	set_text(object, "dct:valid", node_value(root, "validity"));
	set_truth(object, "gh:perPerson", node_child(root, "perPerson"));
	set_truth(object, "gh:conditionOfService",
		  node_child(root, "conditionOfService"));
	if (node_is_stated(refusal))
		set_some(object, "gh:refusalConsequence",
			 thing(a, refusal, NULL));
	set_text(object, "gh:withdrawalActWithin",
		 node_value(root, "withdrawalActWithin"));
	return object;
}

/* The receipt of the Kantara Initiative, version 1.1 */

static json_t *controllers(const struct asking *a)
{
	json_t *list = json_array();

	NODE_EACH(node, a->record->root, "controller")
	{
		const struct record *body =
			registers_target(a->session->registers, node);
		const struct node *root = body ? body->root : NULL;
		const char *role = node_value(root, "dpContact/role");
		json_t *object = json_object();

		json_object_set_new(
			object, "piiController",
			json_string(name_of(a, node) ? name_of(a, node) : ""));
		json_object_set_new(object, "contact",
				    json_string(role ? role : ""));
		set_text(object, "email",
			 node_value(root, "dpContact/mailbox"));
		json_array_append_new(list, object);
	}
	return list;
}

/* Labels of the categories of data; only_sensitive: of those that are. */
static json_t *categories(const struct asking *a, bool only_sensitive)
{
	json_t *list = json_array();

	NODE_EACH(node, a->record->root, "dataCategory")
	{
		const struct code *code = code_of(a, node);

		if (code &&
		    (!only_sensitive || code_has(code, "sensitive", "yes")))
			json_array_append_new(list, json_string(code->label));
	}
	return list;
}

static char *third_parties(const struct asking *a)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	NODE_EACH(node, a->record->root, "recipient")
	{
		const char *name = name_of(a, node);

		if (name)
			g_ptr_array_add(names, (char *)name);
	}
	g_ptr_array_add(names, NULL);
	return g_strjoinv(", ", (char **)names->pdata);
}

static json_t *purpose(const struct asking *a, const struct node *node)
{
	const struct node *root = a->record->root;
	const struct code *code = code_of(a, node);
	const char *type = node_value(root, "explicitness");
	const char *validity = node_value(root, "validity");
	g_autofree char *length =
		validity ? date_duration_words(validity) : g_strdup("");
	g_autofree char *others = third_parties(a);
	json_t *object = json_object();

	set_text(object, "purpose",
		 *node->text ? node->text : (code ? code->label : NULL));
	json_object_set_new(object, "purposeCategory", json_array());
	if (code)
		json_array_append_new(
			json_object_get(object, "purposeCategory"),
			json_string(code->label));
	json_object_set_new(
		object, "consentType",
		json_string(g_strcmp0(type, "explicit") == 0  ? "EXPLICIT"
			    : g_strcmp0(type, "implied") == 0 ? "IMPLICIT"
							      : ""));
	json_object_set_new(object, "piiCategory", categories(a, false));
	json_object_set_new(object, "termination", json_string(length));
	if (*others) {
		json_object_set_new(object, "thirdPartyDisclosure",
				    json_true());
		set_text(object, "thirdPartyName", others);
	}
	return object;
}

static json_t *receipt(const struct asking *a)
{
	const struct node *root = a->record->root;
	const struct node *capture = node_child(root, "captureMethod");
	const struct code *how = code_of(a, capture);
	const struct record *shown = registers_target(
		a->session->registers, node_child(root, "notice"));
	const char *url = shown ? node_value(shown->root, "url") : NULL;
	json_t *purposes = json_array();
	json_t *sensitive = categories(a, true);
	json_t *object;

	NODE_EACH(node, root, "purpose")
	{
		if (node_is_stated(node))
			json_array_append_new(purposes, purpose(a, node));
	}
	object = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:[{s:s, s:o}]}",
		"version", "KI-CR-v1.1.0", "jurisdiction", "GB",
		"collectionMethod", how ? how->label : node_text(capture),
		"consentReceiptID", a->record->id, "language", "en",
		"piiPrincipalId", "", "piiControllers", controllers(a),
		"policyUrl", url ? url : "", "services", "service",
		a->record->title, "purposes", purposes);
	if (node_is_stated(node_child(root, "dataCategory")))
		json_object_set_new(
			object, "sensitive",
			json_boolean(json_array_size(sensitive) > 0));
	json_object_set_new(object, "spiCat", sensitive);
	return object;
}

/* Both */

static json_t *make_all(const struct session *session,
			json_t *(*make)(const struct asking *a),
			enum command_status *status)
{
	size_t n;
	const struct record *const *all =
		registers_of_kind(session->registers, "consent", &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		struct asking a = { session, all[i] };

		if (formats_takes(all[i], status))
			json_array_append_new(list, make(&a));
	}
	return list;
}

static enum command_status write_json(const struct session *session,
				      const char *out, json_t *value,
				      enum command_status status)
{
	g_autoptr(GString) bytes = g_string_new(NULL);

	record_json_append(bytes, value, true);
	g_string_append_c(bytes, '\n');
	return formats_put(session, out, bytes->str, bytes->len, status);
}

static enum command_status run_jsonld(const struct session *session,
				      const char *out)
{
	enum command_status status = COMMAND_CLEAN;
	json_t *graph = make_all(session, arrangement, &status);
	json_t *object = json_pack("{s:{s:s, s:s, s:s}, s:o}", "@context",
				   "dpv", "https://w3id.org/dpv#", "dct",
				   "http://purl.org/dc/terms/", "gh",
				   "urn:gatehouse:term:", "@graph", graph);

	return write_json(session, out, object, status);
}

/* A folder of files, one a receipt. */
static enum command_status write_folder(const struct session *session,
					const char *out, const json_t *list,
					enum command_status status)
{
	size_t n = json_array_size(list);
	g_autofree struct export_file *files = g_new0(struct export_file, n);

	for (size_t i = 0; i < n; i++) {
		json_t *one = json_array_get(list, i);
		const char *id = json_string_value(
			json_object_get(one, "consentReceiptID"));

		files[i].name = g_strconcat(id, ".json", NULL);
		files[i].bytes = g_string_new(NULL);
		record_json_append(files[i].bytes, json_incref(one), true);
		g_string_append_c(files[i].bytes, '\n');
	}
	return formats_put_folder(session, out, files, n, status);
}

static enum command_status run_kantara(const struct session *session,
				       const char *out)
{
	enum command_status status = COMMAND_CLEAN;
	json_t *list = make_all(session, receipt, &status);

	output_note("export",
		    "the receipts have no person and no 'consentTimestamp': "
		    "the registers hold what is asked, not who agreed");
	if (g_str_has_suffix(out, ".json"))
		return write_json(session, out, list, status);
	status = write_folder(session, out, list, status);
	json_decref(list);
	return status;
}

const struct export_format export_jsonld = {
	.name = "jsonld",
	.is_outward = true,
	.run = run_jsonld,
};

const struct export_format export_kantara = {
	.name = "kantara",
	.is_outward = true,
	.run = run_kantara,
};

/* SPDX-License-Identifier: MIT */
/*
 * The register was filled in by hand, and nobody checked: names of other
 * registers are misspelt, lists have no names or no codes, and one body's code
 * stands beside another's name.  All of that is told.  A value that can still
 * be read is kept as it was written; a record is refused only where taking it
 * would mean to guess.
 */
#include "lib/dea.h"

#include <stdarg.h>
#include <string.h>

#include "lib/codes.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/nearest.h"
#include "lib/xml_write.h"

static const struct {
	const char *name;
	const char *type;
	bool is_list;
	const char *text;
} fields[DEA_FIELDS] = {
	{ DEA_REGISTER, "string", false,
	  "The number of the agreement in the register." },
	{ "name", "string", false, "The title of the agreement." },
	{ "purpose", "text", false, "What the information is shared for." },
	{ "information-sharing-benefits", "string", false,
	  "What is to be gained by sharing it." },
	{ "legal-power-disclosure", "curie", false,
	  "The power of the Act, and its objective, that is relied on." },
	{ "disclosed-information", "text", false, "What is disclosed." },
	{ "controllers", "curie", true, "The codes of those who disclose." },
	{ "controller-names", "string", true,
	  "The names of those who disclose." },
	{ "information-sharing-method", "text", false,
	  "How the information travels." },
	{ "processors", "curie", true, "The codes of those who receive." },
	{ "processor-names", "string", true,
	  "The names of those who receive." },
	{ "retention-period", "period", false,
	  "How long those who receive keep it, as an ISO 8601 duration." },
	{ "start-date", "datetime", false, "The day on which it starts." },
	{ "end-date", "datetime", false, "The day on which it ends." },
	{ "review-date", "datetime", false, "The day of the next review." },
	{ "contact", "string", false, "Where people can ask about it." },
	{ "areas", "curie", true, "The codes of the areas it is for." },
	{ "area-names", "string", true, "The names of the areas it is for." },
};

/* The registers whose codes its lists take, as far as they are known here. */
static const char *const known[] = {
	"government-organisation",
	"information-sharing-agreement-specified-person-0001",
	"local-authority-eng",
	"local-authority-nir",
	"local-authority-sct",
	"local-authority-wls",
	"principal-local-authority",
	"public-body",
	"country",
	"statistical-geography",
	"statistical-geography-county-eng",
	"statistical-geography-london-borough-eng",
	"statistical-geography-metropolitan-district-eng",
	"statistical-geography-non-metropolitan-district-eng",
	"statistical-geography-unitary-authority-eng",
	"statistical-geography-unitary-authority-wls",
	"statistical-geography-council-area-sct",
	"territory",
	NULL,
};

const char *dea_field_name(enum dea_field field)
{
	return fields[field].name;
}

const char *dea_field_type(enum dea_field field)
{
	return fields[field].type;
}

bool dea_field_is_list(enum dea_field field)
{
	return fields[field].is_list;
}

const char *dea_field_text(enum dea_field field)
{
	return fields[field].text;
}

enum dea_field dea_field_find(const char *name)
{
	enum dea_field field = DEA_KEY;

	while (field < DEA_FIELDS && strcmp(fields[field].name, name) != 0)
		field++;
	return field;
}

struct dea_entry *dea_entry_new(unsigned line)
{
	struct dea_entry *entry = g_new0(struct dea_entry, 1);

	for (enum dea_field i = DEA_KEY; i < DEA_FIELDS; i++)
		entry->values[i] = g_ptr_array_new_with_free_func(g_free);
	entry->line = line;
	return entry;
}

void dea_entry_free(struct dea_entry *entry)
{
	if (!entry)
		return;
	for (enum dea_field i = DEA_KEY; i < DEA_FIELDS; i++)
		g_ptr_array_unref(entry->values[i]);
	g_free(entry);
}

const char *dea_nth(const struct dea_entry *entry, enum dea_field field,
		    size_t n)
{
	const GPtrArray *values = entry->values[field];

	return n < values->len ? values->pdata[n] : NULL;
}

const char *dea_value(const struct dea_entry *entry, enum dea_field field)
{
	return dea_nth(entry, field, 0);
}

void dea_add(struct dea_entry *entry, enum dea_field field, const char *value)
{
	if (value && *value)
		g_ptr_array_add(entry->values[field], g_strdup(value));
}

bool dea_is_same(const struct dea_entry *a, const struct dea_entry *b,
		 enum dea_field field)
{
	const GPtrArray *x = a->values[field], *y = b->values[field];

	if (x->len != y->len)
		return false;
	for (guint i = 0; i < x->len; i++) {
		if (strcmp(x->pdata[i], y->pdata[i]) != 0)
			return false;
	}
	return true;
}

bool dea_equal(const struct dea_entry *a, const struct dea_entry *b)
{
	for (enum dea_field i = DEA_KEY; i < DEA_FIELDS; i++) {
		if (!dea_is_same(a, b, i))
			return false;
	}
	return true;
}

static size_t count_of(const char *text, const char *allowed)
{
	return strspn(text, allowed);
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define KEY_LETTERS LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "-_"

bool dea_is_curie(const char *text)
{
	size_t n = count_of(text, LOWER DIGITS "-");

	if (!g_ascii_islower(*text) || text[n] != ':' || !text[n + 1])
		return false;
	text += n + 1;
	return text[count_of(text, KEY_LETTERS)] == '\0';
}

const char *dea_objective(const struct codes *codes, const char *power)
{
	const struct code_list *list = codes_list(codes, "dea-objective");
	const char *number;

	if (!list || !power || !g_str_has_prefix(power, DEA_POWERS ":"))
		return NULL;
	number = power + strlen(DEA_POWERS ":");
	for (size_t i = 0; i < list->n_codes; i++) {
		if (code_has(&list->codes[i], "register-code", number))
			return list->codes[i].id;
	}
	return NULL;
}

static void G_GNUC_PRINTF(3, 0)
	say(const struct dea_place *place, enum diag_level level,
	    const char *format, va_list args)
{
	g_autofree char *message = g_strdup_vprintf(format, args);
	struct diag diag = {
		.level = level,
		.path = place->path,
		.line = place->line,
	};

	if (place->field < DEA_FIELDS)
		diags_addf(place->diags, &diag, "'%s': %s",
			   fields[place->field].name, message);
	else
		diags_addf(place->diags, &diag, "%s", message);
}

void dea_fault(const struct dea_place *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(place, DIAG_ERROR, format, args);
	va_end(args);
}

void dea_warn(const struct dea_place *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(place, DIAG_WARNING, format, args);
	va_end(args);
}

/* One entry while it is looked at. */
struct checking {
	struct dea_entry *entry;
	struct dea_place place;
	const struct codes *codes;
};

static const struct dea_place *at(struct checking *c, enum dea_field field)
{
	c->place.field = field;
	return &c->place;
}

static void check_curie(struct checking *c, enum dea_field field,
			const char *value)
{
	g_autofree char *prefix = g_strndup(value, strcspn(value, ":"));
	const char *near;

	if (!dea_is_curie(value)) {
		c->entry->is_faulty = true;
		dea_fault(at(c, field),
			  "'%s' is no reference to a register; expected "
			  "register:key, such as 'government-organisation:D10'",
			  value);
		return;
	}
	if (g_strv_contains(known, prefix))
		return;
	near = nearest_find(known, prefix);
	if (near)
		dea_warn(at(c, field),
			 "'%s' is in no register that is known here; was "
			 "'%s' meant? it is kept as written",
			 value, near);
	else
		dea_warn(at(c, field),
			 "'%s' is in no register that is known here; it is "
			 "kept as written",
			 value);
}

static void check_power(struct checking *c)
{
	const char *value = dea_value(c->entry, DEA_POWER);
	g_autofree char *prefix = NULL;

	if (!value) {
		dea_warn(at(c, DEA_POWER),
			 "it is empty; the register does not state the power");
		return;
	}
	if (strlen(value) > 500) {
		c->entry->is_faulty = true;
		dea_fault(at(c, DEA_POWER), "it is longer than 500 letters");
		return;
	}
	prefix = g_strndup(value, strcspn(value, ":"));
	if (strcmp(prefix, DEA_POWERS) != 0)
		dea_warn(at(c, DEA_POWER),
			 "'%s' leads nowhere; powers are '%s:1' and so on; it "
			 "is kept as written, and no gateway is named",
			 value, DEA_POWERS);
	else if (!dea_objective(c->codes, value))
		dea_warn(at(c, DEA_POWER),
			 "'%s' leads nowhere, since there is no objective of "
			 "that number; it is kept as written, and no gateway "
			 "is named",
			 value);
}

static void check_lists(struct checking *c, enum dea_field codes,
			const char *what)
{
	enum dea_field names = codes + 1;
	guint n_codes = c->entry->values[codes]->len;
	guint n_names = c->entry->values[names]->len;

	for (guint i = 0; i < n_codes; i++)
		check_curie(c, codes, dea_nth(c->entry, codes, i));
	if (n_codes == 0 && n_names == 0) {
		dea_warn(at(c, codes), "the list is empty, and so is '%s'; %s",
			 fields[names].name, what);
	} else if (n_names == 0) {
		dea_warn(at(c, codes),
			 "there is a code without a name; '%s' is empty",
			 fields[names].name);
	} else if (n_codes == 0) {
		dea_warn(at(c, names),
			 "there is a name without a code; '%s' "
			 "is empty",
			 fields[codes].name);
	} else if (n_codes != n_names) {
		c->entry->is_faulty = true;
		dea_fault(at(c, codes),
			  "there are %u in the list and %u in '%s'; which name "
			  "belongs to which code cannot be told",
			  n_codes, n_names, fields[names].name);
	}
}

static void check_day(struct checking *c, enum dea_field field)
{
	const char *value = dea_value(c->entry, field);

	if (!value || date_parse(value) != DATE_NONE)
		return;
	c->entry->is_faulty = true;
	dea_fault(at(c, field), "'%s' is no day; expected 2019-02-18", value);
}

/* Words that stand in shared addresses. */
static const char *const shared[] = {
	"access", "admin",  "agreement", "assurance", "compliance", "contact",
	"data",	  "dpo",    "enquir",	 "foi",	      "governance", "info",
	"inform", "inquir", "legal",	 "mail",      "office",	    "privacy",
	"protec", "quer",   "record",	 "request",   "rights",	    "sar",
	"secur",  "shar",   "support",	 "team",      NULL,
};

/* "jane.smith@…" and "j.smith@…", unless a word shows that it is shared. */
static bool is_personal(const char *mailbox)
{
	size_t len = strcspn(mailbox, "@");
	g_autofree char *local = g_ascii_strdown(mailbox, (gssize)len);
	const char *dot = strpbrk(local, "._");

	if (!dot || dot == local || !dot[1])
		return false;
	for (size_t i = 0; shared[i]; i++) {
		if (strstr(local, shared[i]))
			return false;
	}
	return true;
}

static void check_contact(struct checking *c)
{
	const char *value = dea_value(c->entry, DEA_CONTACT);

	if (!value) {
		dea_warn(at(c, DEA_CONTACT),
			 "it is empty; people cannot see where to ask");
	} else if (!strchr(value, '@') || strpbrk(value, " ,;<>\n\t")) {
		c->entry->is_faulty = true;
		dea_fault(at(c, DEA_CONTACT),
			  "expected the address of one shared mailbox");
	} else if (is_personal(value)) {
		c->entry->is_faulty = true;
		dea_fault(
			at(c, DEA_CONTACT),
			"it looks like the address of a person; expected a "
			"shared mailbox, such as dataprotection@body.example");
	}
}

static void check_retention(struct checking *c)
{
	const char *value = dea_value(c->entry, DEA_RETENTION);

	if (!value)
		dea_warn(at(c, DEA_RETENTION),
			 "it is empty; how long data are kept is not stated");
	else if (!date_is_duration(value))
		dea_warn(at(c, DEA_RETENTION),
			 "'%s' is no period as ISO 8601 has them, such as "
			 "P2Y6M; it is kept in words",
			 value);
}

static bool check_key(struct checking *c)
{
	const char *key = dea_value(c->entry, DEA_KEY);

	if (key && strlen(key) <= 40 && g_ascii_isalnum(*key) &&
	    key[count_of(key, KEY_LETTERS)] == '\0')
		return true;
	c->entry->is_faulty = true;
	if (key)
		dea_fault(at(c, DEA_KEY),
			  "'%s' cannot be the number of an agreement; expected "
			  "letters, digits and hyphens, such as 12",
			  key);
	else
		dea_fault(at(c, DEA_KEY), "it is empty");
	return false;
}

static void check_characters(struct checking *c, enum dea_field field)
{
	const GPtrArray *values = c->entry->values[field];

	for (guint i = 0; i < values->len; i++) {
		gunichar bad = xml_write_bad_character(values->pdata[i]);

		if (!bad)
			continue;
		c->entry->is_faulty = true;
		dea_fault(at(c, field),
			  "the control character U+%04X cannot be taken; "
			  "remove it",
			  bad);
	}
}

void dea_check(struct dea_entry *entry, const char *path,
	       const struct codes *codes, struct diags *diags)
{
	struct checking c = {
		entry,
		{ path, entry->line, DEA_FIELDS, diags },
		codes,
	};

	if (!check_key(&c))
		return;
	for (enum dea_field i = DEA_NAME; i < DEA_FIELDS; i++)
		check_characters(&c, i);
	if (!dea_value(entry, DEA_NAME)) {
		entry->is_faulty = true;
		dea_fault(at(&c, DEA_NAME),
			  "it is empty; an agreement needs a title");
	}
	check_power(&c);
	check_lists(&c, DEA_CONTROLLERS, "who discloses is not stated");
	check_lists(&c, DEA_PROCESSORS, "who receives is not stated");
	check_lists(&c, DEA_AREAS, "the area is not stated");
	check_retention(&c);
	check_day(&c, DEA_START);
	check_day(&c, DEA_END);
	check_day(&c, DEA_REVIEW);
	check_contact(&c);
}

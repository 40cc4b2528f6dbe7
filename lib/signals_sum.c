/* SPDX-License-Identifier: MIT */
/*
 * Adds up what records say of the signals.  All signals but one are counts, to
 * which each record adds its own.  Whether a party is assessed is told by other
 * records than those that name it as a party, and a party may be in many of
 * either sort: so both are gathered by id, and compared at the end.
 */
#include "lib/signals_sum.h"

#include <stdint.h>
#include <string.h>

#include "lib/signals.h"
#include "lib/signals_private.h"
#include "lib/text_table.h"

static const struct signal empty[N_SIGNALS] = {
	[SIGNALS_ASSESSED] = {
		.name = "parties-assessed-12-months",
		.barrier = "B1",
		.label = "Parties whose assessment is up to date",
	},
	[SIGNALS_GUARDED] = {
		.name = "flows-with-technical-and-organisational-safeguard",
		.barrier = "B2",
		.label = "Flows with a technical and an organisational "
			 "safeguard",
	},
	[SIGNALS_EMPOWERED] = {
		.name = "flows-gateway-valid",
		.barrier = "B3",
		.label = "Flows whose gateway version is in force and reaches "
			 "their parties and purposes",
	},
	[SIGNALS_INFORMED] = {
		.name = "consents-with-current-notice",
		.barrier = "B4",
		.label = "Consents that name the current version of a notice",
	},
	[SIGNALS_PUBLISHED] = {
		.name = "agreements-published",
		.barrier = "B5",
		.label = "Agreements that are published",
	},
	[SIGNALS_BENEFITING] = {
		.name = "agreements-benefit-per-party",
		.barrier = "B6",
		.label = "Agreements that state a benefit for each party",
	},
	[SIGNALS_REGULAR] = {
		.name = "flows-with-format-and-frequency",
		.barrier = "B7",
		.label = "Flows with a format and a frequency",
	},
	[SIGNALS_FAMILY] = {
		.name = "agreements-with-family-definition-and-third-party-"
			"rule",
		.barrier = "B8",
		.label = "Agreements with a definition of family and a rule on "
			 "what must not pass between its members",
	},
};

/* What is said of an organisation. */
struct organisation {
	bool is_party;
	enum fact assessed; /* the best of what is said */
};

struct signals_sum {
	struct signal signals[N_SIGNALS];
	GArray *organisations;	  /* of struct organisation */
	struct text_table *by_id; /* place in organisations, from 1 */
};

/* One entry of a part. */
struct entry {
	unsigned what;
	enum fact fact;
	const char *id; /* NULL: it has none */
};

struct signals_sum *signals_sum_new(void)
{
	struct signals_sum *sum = g_new0(struct signals_sum, 1);

	memcpy(sum->signals, empty, sizeof(empty));
	sum->organisations =
		g_array_new(FALSE, TRUE, sizeof(struct organisation));
	sum->by_id = text_table_new();
	return sum;
}

void signals_sum_free(struct signals_sum *sum)
{
	if (!sum)
		return;
	g_array_unref(sum->organisations);
	text_table_free(sum->by_id);
	g_free(sum);
}

/* The entry that begins at *next, which moves behind it; false: there is none. */
static bool read_entry(const char **next, const char *end, struct entry *entry)
{
	unsigned byte = (uint8_t) * *next;
	const char *nul;

	entry->what = byte / SIGNALS_FACTS;
	entry->fact = byte % SIGNALS_FACTS;
	entry->id = NULL;
	++*next;
	if (entry->what != SIGNALS_PARTY && entry->what != SIGNALS_ASSESSMENT)
		return entry->what > SIGNALS_ASSESSED &&
		       entry->what <= SIGNALS_END;
	nul = memchr(*next, '\0', (size_t)(end - *next));
	if (!nul)
		return false;
	entry->id = *next;
	*next = nul + 1;
	return true;
}

static bool are_whole(const char *next, const char *end)
{
	struct entry entry = { .what = SIGNALS_END };

	while (next < end) {
		if (!read_entry(&next, end, &entry))
			return false;
	}
	return entry.what == SIGNALS_END;
}

static void count(struct signal *signal, enum fact fact)
{
	signal->met += fact == FACT_YES;
	signal->of += fact != FACT_UNKNOWN;
	signal->undecidable += fact == FACT_UNKNOWN;
}

static struct organisation *organisation(struct signals_sum *sum,
					 const char *id)
{
	GArray *all = sum->organisations;
	gsize place = GPOINTER_TO_SIZE(text_table_find(sum->by_id, id));

	if (place == 0) {
		g_array_set_size(all, all->len + 1);
		place = all->len;
		text_table_set(sum->by_id, id, GSIZE_TO_POINTER(place));
	}
	return &g_array_index(all, struct organisation, place - 1);
}

static void add_entry(struct signals_sum *sum, const struct entry *entry)
{
	enum fact *assessed;

	switch (entry->what) {
	case SIGNALS_PARTY:
		organisation(sum, entry->id)->is_party = true;
		break;
	case SIGNALS_ASSESSMENT:
		assessed = &organisation(sum, entry->id)->assessed;
		if (entry->fact != FACT_NO && *assessed != FACT_YES)
			*assessed = entry->fact;
		break;
	case SIGNALS_END:
		break;
	default:
		count(&sum->signals[entry->what], entry->fact);
	}
}

bool signals_sum_add(struct signals_sum *sum, const void *parts, size_t len)
{
	const char *next = parts;
	const char *end = next + len;
	struct entry entry;

	if (!are_whole(next, end))
		return false;
	while (next < end) {
		read_entry(&next, end, &entry);
		add_entry(sum, &entry);
	}
	return true;
}

G_STATIC_ASSERT(FACT_NO == 0); /* of an organisation without assessments */

struct signal *signals_sum_signals(const struct signals_sum *sum, size_t *n)
{
	struct signal *signals = g_memdup2(sum->signals, sizeof(sum->signals));

	for (guint i = 0; i < sum->organisations->len; i++) {
		const struct organisation *organisation = &g_array_index(
			sum->organisations, struct organisation, i);

		if (organisation->is_party)
			count(&signals[SIGNALS_ASSESSED],
			      organisation->assessed);
	}
	*n = N_SIGNALS;
	return signals;
}

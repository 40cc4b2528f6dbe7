/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TEMPLATE_CONTEXT_H
#define GATEHOUSE_TEMPLATE_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

/* How a value is written at its place. */
enum template_escape {
	TEMPLATE_ESCAPE_TEXT,	  /* text of a page; HTML may stand here */
	TEMPLATE_ESCAPE_RCDATA,	  /* text of title and textarea */
	TEMPLATE_ESCAPE_ATTR,	  /* quoted attribute */
	TEMPLATE_ESCAPE_URL,	  /* the beginning of an address */
	TEMPLATE_ESCAPE_URL_PART, /* an address whose scheme is fixed */
};

enum template_state {
	TEMPLATE_TEXT,
	TEMPLATE_RCDATA,   /* in title or textarea */
	TEMPLATE_RAW,	   /* in script, style and their like */
	TEMPLATE_TAG_OPEN, /* after '<' */
	TEMPLATE_TAG_NAME,
	TEMPLATE_END_TAG, /* in "</name" */
	TEMPLATE_RAW_LT,  /* after '<' in RAW or RCDATA */
	TEMPLATE_RAW_END, /* in "</name" in RAW or RCDATA */
	TEMPLATE_MARKUP,  /* after "<!" */
	TEMPLATE_DECLARATION,
	TEMPLATE_COMMENT,
	TEMPLATE_BEFORE_ATTR,
	TEMPLATE_ATTR_NAME,
	TEMPLATE_AFTER_ATTR_NAME,
	TEMPLATE_BEFORE_VALUE,
	TEMPLATE_VALUE, /* in a quoted value */
	TEMPLATE_UNQUOTED,
	TEMPLATE_AFTER_ITEM, /* after a name or value; '>', '/' or blank next */
};

enum template_attr {
	TEMPLATE_ATTR_PLAIN,
	TEMPLATE_ATTR_URL,
	TEMPLATE_ATTR_EVENT, /* on… */
	TEMPLATE_ATTR_STYLE,
	TEMPLATE_ATTR_MARKUP, /* srcdoc, srcset: takes no values */
};

/* How far the beginning of an address is known. */
enum template_url {
	TEMPLATE_URL_START,
	TEMPLATE_URL_LITERAL, /* text that does not yet fix the scheme */
	TEMPLATE_URL_VALUE,   /* a value, and no '/', '?' or '#' since */
	TEMPLATE_URL_FIXED,
	TEMPLATE_URL_BAD, /* a scheme that takes no values */
};

/*
 * Where in HTML a template stands, as a browser would see it.  A struct of
 * zeros stands in text.  The names are of the element, attribute or address
 * scheme being read, cut to what is ever compared.
 */
struct template_context {
	enum template_state state;
	enum template_attr attr;
	enum template_url url;
	char quote;
	char element[16]; /* of the tag, or of the RAW or RCDATA text */
	char name[16];	  /* of the attribute, or of a raw end tag */
	char scheme[16];
	unsigned n_name;
	unsigned n_scheme;
	unsigned dashes; /* in comments and "<!-" */
};

/*
 * Moves on over literal text.  NULL, or a sentence on what must not stand
 * there, with *fault the offset in s at which.
 */
const char *template_context_text(struct template_context *context,
				  const char *s, size_t len, size_t *fault);

/*
 * Moves on over a value and says how it must be written.  NULL, or a
 * sentence on why no value may stand here.
 */
const char *template_context_value(struct template_context *context,
				   enum template_escape *escape);

/*
 * To be called where a section begins or ends.  NULL, or a sentence on why
 * none may stand here.
 */
const char *template_context_section(struct template_context *context);

/* Whether both stand at the same kind of place. */
bool template_context_equal(const struct template_context *a,
			    const struct template_context *b);

/* "text", "a tag", "an attribute", … */
const char *template_context_name(const struct template_context *context);

#endif

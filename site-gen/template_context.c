/* SPDX-License-Identifier: MIT */
/*
 * A tokenizer for as much of HTML as decides how a value must be escaped.
 * It reads the literal text of a template, byte by byte and across tags, as
 * a browser would.  Where browsers and we could disagree (tags in a title,
 * comments in a script, CDATA) the template is refused rather than guessed
 * at, so a value is never escaped for a place other than the one in which it
 * ends up.
 */
#include "site-gen/template_context.h"

#include <string.h>

#include <glib.h>

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(name, list[i]))
			return true;
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* Adds c, in lower case, to a name; what does not fit matches nothing. */
static void add_name(char (*name)[16], unsigned *n, char c)
{
	if (*n < sizeof(*name) - 1)
		(*name)[(*n)++] = g_ascii_tolower(c);
	else
		(*name)[0] = '?';
}

static void begin_name(char (*name)[16], unsigned *n, char c)
{
	memset(*name, 0, sizeof(*name));
	*n = 0;
	add_name(name, n, c);
}

static enum template_attr attr_of(const char *name)
{
	static const char *const addresses[] = {
		"href",	      "src",	  "action",  "formaction", "cite",
		"poster",     "data",	  "ping",    "background", "longdesc",
		"xlink:href", "manifest", "icon",    "usemap",	   "classid",
		"codebase",   "archive",  "profile",
	};

	if (name[0] == 'o' && name[1] == 'n')
		return TEMPLATE_ATTR_EVENT;
	if (!strcmp(name, "style"))
		return TEMPLATE_ATTR_STYLE;
	if (!strcmp(name, "srcdoc") || !strcmp(name, "srcset") ||
	    !strcmp(name, "imagesrcset"))
		return TEMPLATE_ATTR_MARKUP;
	return is_one_of(name, addresses, G_N_ELEMENTS(addresses))
		       ? TEMPLATE_ATTR_URL
		       : TEMPLATE_ATTR_PLAIN;
}

/* After the '>' of a start tag. */
static enum template_state content_of(const char *element)
{
	static const char *const raw[] = {
		"script", "style", "iframe", "noembed", "xmp", "noframes",
	};

	if (!strcmp(element, "title") || !strcmp(element, "textarea"))
		return TEMPLATE_RCDATA;
	return is_one_of(element, raw, G_N_ELEMENTS(raw)) ? TEMPLATE_RAW
							  : TEMPLATE_TEXT;
}

static void end_tag(struct template_context *c)
{
	c->state = content_of(c->element);
	c->attr = TEMPLATE_ATTR_PLAIN;
	c->url = TEMPLATE_URL_START;
	c->quote = 0;
	memset(c->name, 0, sizeof(c->name));
	memset(c->scheme, 0, sizeof(c->scheme));
	c->n_name = c->n_scheme = c->dashes = 0;
	if (c->state == TEMPLATE_TEXT)
		memset(c->element, 0, sizeof(c->element));
}

static void begin_value(struct template_context *c, char quote)
{
	c->state = TEMPLATE_VALUE;
	c->quote = quote;
	c->attr = attr_of(c->name);
	c->url = TEMPLATE_URL_START;
	memset(c->scheme, 0, sizeof(c->scheme));
	c->n_scheme = 0;
}

/* One byte of literal text in an address. */
static void read_url(struct template_context *c, char byte)
{
	static const char *const schemes[] = { "http", "https", "mailto" };

	if (c->url == TEMPLATE_URL_FIXED || c->url == TEMPLATE_URL_BAD)
		return;
	if (strchr("/?#", byte)) {
		c->url = TEMPLATE_URL_FIXED;
	} else if (byte == ':') {
		c->url = c->url == TEMPLATE_URL_LITERAL &&
					 is_one_of(c->scheme, schemes,
						   G_N_ELEMENTS(schemes))
				 ? TEMPLATE_URL_FIXED
				 : TEMPLATE_URL_BAD;
	} else if (!g_ascii_isalnum(byte) && !strchr("+-._~%", byte)) {
		c->url = TEMPLATE_URL_BAD;
	} else if (c->url != TEMPLATE_URL_VALUE) {
		c->url = TEMPLATE_URL_LITERAL;
		add_name(&c->scheme, &c->n_scheme, byte);
	}
}

static const char *read_tag_open(struct template_context *c, char byte)
{
	if (byte == '!') {
		c->state = TEMPLATE_MARKUP;
		c->dashes = 0;
	} else if (byte == '/') {
		c->state = TEMPLATE_END_TAG;
	} else if (byte == '?') {
		return "'<?' has no meaning in HTML";
	} else if (g_ascii_isalpha(byte)) {
		begin_name(&c->element, &c->n_name, byte);
		c->state = TEMPLATE_TAG_NAME;
	} else {
		return "'<' that begins no tag must be written '&lt;'";
	}
	return NULL;
}

/* After "<!": a comment, or a declaration such as the document type. */
static const char *read_markup(struct template_context *c, char byte)
{
	if (byte == '-' && ++c->dashes == 2) {
		c->state = TEMPLATE_COMMENT; /* which "<!-->" ends already */
	} else if (byte == '[') {
		return "a CDATA section has no meaning in HTML";
	} else if (byte == '>') {
		end_tag(c);
	} else if (byte != '-') {
		c->state = TEMPLATE_DECLARATION;
	}
	return NULL;
}

static const char *read_comment(struct template_context *c, char byte)
{
	if (byte == '-') {
		c->dashes++;
	} else if (byte == '!' && c->dashes >= 2) {
		return "'--!' cannot stand in a comment";
	} else if (byte == '>' && c->dashes >= 2) {
		memset(c->element, 0, sizeof(c->element));
		end_tag(c);
	} else {
		c->dashes = 0;
	}
	return NULL;
}

/* In "</name" or "<!name", which only '>' ends. */
static const char *read_to_end(struct template_context *c, char byte)
{
	if (byte == '>') {
		memset(c->element, 0, sizeof(c->element));
		end_tag(c);
	} else if (c->state == TEMPLATE_END_TAG && strchr("\"'=<", byte)) {
		return "an end tag takes no attributes";
	}
	return NULL;
}

/*
 * After a '<' that does not begin the end tag.  Within SVG, browsers read a
 * script as they read text, so what would be a tag there is refused.
 */
static const char *stay_raw(struct template_context *c, char byte)
{
	if (strcmp(c->element, "script") != 0)
		return "a tag cannot stand in a title, text area or style";
	if (c->state == TEMPLATE_RAW_END || g_ascii_isalpha(byte) ||
	    byte == '!' || byte == '?')
		return "what looks like a tag cannot stand in a script";
	c->state = byte == '<' ? TEMPLATE_RAW_LT : TEMPLATE_RAW;
	return NULL;
}

/* In title, textarea, script or style, which only their end tag ends. */
static const char *read_raw(struct template_context *c, char byte)
{
	if (c->state == TEMPLATE_RAW || c->state == TEMPLATE_RCDATA) {
		if (byte == '<')
			c->state = TEMPLATE_RAW_LT;
	} else if (c->state == TEMPLATE_RAW_LT) {
		if (byte != '/')
			return stay_raw(c, byte);
		c->state = TEMPLATE_RAW_END;
		memset(c->name, 0, sizeof(c->name));
		c->n_name = 0;
	} else if (g_ascii_isalpha(byte)) {
		add_name(&c->name, &c->n_name, byte);
	} else if (strcmp(c->name, c->element) != 0 ||
		   !(is_space(byte) || byte == '/' || byte == '>')) {
		return stay_raw(c, byte);
	} else {
		c->state = TEMPLATE_END_TAG;
		return read_to_end(c, byte);
	}
	return NULL;
}

static const char *read_tag_name(struct template_context *c, char byte)
{
	if (!strcmp(c->element, "plaintext"))
		return "plaintext never ends";
	if (byte == '>')
		end_tag(c);
	else if (is_space(byte) || byte == '/')
		c->state = TEMPLATE_BEFORE_ATTR;
	else if (g_ascii_isalnum(byte) || byte == '-' || byte == ':')
		add_name(&c->element, &c->n_name, byte);
	else
		return "a tag's name is of letters, digits and '-'";
	return NULL;
}

static const char *read_between(struct template_context *c, char byte)
{
	if (byte == '>') {
		end_tag(c);
	} else if (is_space(byte) || byte == '/') {
		if (c->state != TEMPLATE_AFTER_ATTR_NAME || byte == '/')
			c->state = TEMPLATE_BEFORE_ATTR;
	} else if (byte == '=' && c->state == TEMPLATE_AFTER_ATTR_NAME) {
		c->state = TEMPLATE_BEFORE_VALUE;
	} else if (c->state == TEMPLATE_AFTER_ITEM) {
		return "a blank is missing before this attribute";
	} else if (strchr("\"'<=`", byte)) {
		return "an attribute's name cannot contain this";
	} else {
		begin_name(&c->name, &c->n_name, byte);
		c->state = TEMPLATE_ATTR_NAME;
	}
	return NULL;
}

static const char *read_attr_name(struct template_context *c, char byte)
{
	if (byte == '>')
		end_tag(c);
	else if (byte == '/')
		c->state = TEMPLATE_BEFORE_ATTR;
	else if (is_space(byte))
		c->state = TEMPLATE_AFTER_ATTR_NAME;
	else if (byte == '=')
		c->state = TEMPLATE_BEFORE_VALUE;
	else if (strchr("\"'<`", byte))
		return "an attribute's name cannot contain this";
	else
		add_name(&c->name, &c->n_name, byte);
	return NULL;
}

static const char *read_value(struct template_context *c, char byte)
{
	if (c->state == TEMPLATE_BEFORE_VALUE) {
		if (byte == '"' || byte == '\'')
			begin_value(c, byte);
		else if (byte == '>')
			return "the attribute has no value";
		else if (!is_space(byte))
			c->state = TEMPLATE_UNQUOTED;
	} else if (c->state == TEMPLATE_UNQUOTED) {
		if (byte == '>')
			end_tag(c);
		else if (is_space(byte))
			c->state = TEMPLATE_BEFORE_ATTR;
		else if (strchr("\"'<=`", byte))
			return "the attribute's value needs quotes around it";
	} else if (byte == c->quote) {
		c->state = TEMPLATE_AFTER_ITEM;
		c->attr = TEMPLATE_ATTR_PLAIN;
		c->quote = 0;
	} else if (c->attr == TEMPLATE_ATTR_URL) {
		read_url(c, byte);
	}
	return NULL;
}

static const char *read_byte(struct template_context *c, char byte)
{
	switch (c->state) {
	case TEMPLATE_TEXT:
		if (byte == '<')
			c->state = TEMPLATE_TAG_OPEN;
		return NULL;
	case TEMPLATE_TAG_OPEN:
		return read_tag_open(c, byte);
	case TEMPLATE_TAG_NAME:
		return read_tag_name(c, byte);
	case TEMPLATE_MARKUP:
		return read_markup(c, byte);
	case TEMPLATE_COMMENT:
		return read_comment(c, byte);
	case TEMPLATE_END_TAG:
	case TEMPLATE_DECLARATION:
		return read_to_end(c, byte);
	case TEMPLATE_RCDATA:
	case TEMPLATE_RAW:
	case TEMPLATE_RAW_LT:
	case TEMPLATE_RAW_END:
		return read_raw(c, byte);
	case TEMPLATE_BEFORE_ATTR:
	case TEMPLATE_AFTER_ATTR_NAME:
	case TEMPLATE_AFTER_ITEM:
		return read_between(c, byte);
	case TEMPLATE_ATTR_NAME:
		return read_attr_name(c, byte);
	case TEMPLATE_BEFORE_VALUE:
	case TEMPLATE_VALUE:
	case TEMPLATE_UNQUOTED:
		return read_value(c, byte);
	}
	g_assert_not_reached();
}

const char *template_context_text(struct template_context *context,
				  const char *s, size_t len, size_t *fault)
{
	for (size_t i = 0; i < len; i++) {
		const char *message;

		if (context->state == TEMPLATE_TEXT) {
			const char *lt = memchr(s + i, '<', len - i);

			if (!lt)
				return NULL;
			i = (size_t)(lt - s);
		}
		message = read_byte(context, s[i]);
		if (message) {
			*fault = i;
			return message;
		}
	}
	return NULL;
}

static const char *url_value(struct template_context *c,
			     enum template_escape *escape)
{
	switch (c->url) {
	case TEMPLATE_URL_START:
		c->url = TEMPLATE_URL_VALUE;
		*escape = TEMPLATE_ESCAPE_URL;
		return NULL;
	case TEMPLATE_URL_FIXED:
		*escape = TEMPLATE_ESCAPE_URL_PART;
		return NULL;
	case TEMPLATE_URL_LITERAL:
		return "the address before this value must go as far as '/', "
		       "'?' or '#'";
	case TEMPLATE_URL_VALUE:
		return "the address needs '/', '?' or '#' between these two "
		       "values";
	case TEMPLATE_URL_BAD:
		return "no value can stand in an address that begins so: begin it with '/', '?', '#', 'https://' or a value that is an address";
	}
	g_assert_not_reached();
}

static const char *attr_value(struct template_context *c,
			      enum template_escape *escape)
{
	switch (c->attr) {
	case TEMPLATE_ATTR_PLAIN:
		*escape = TEMPLATE_ESCAPE_ATTR;
		return NULL;
	case TEMPLATE_ATTR_URL:
		return url_value(c, escape);
	case TEMPLATE_ATTR_EVENT:
		return "no value can stand in an event attribute: put it into a data attribute";
	case TEMPLATE_ATTR_STYLE:
		return "no value can stand in a style attribute: choose a class instead";
	case TEMPLATE_ATTR_MARKUP:
		return "no value can stand in this attribute, which holds markup or several addresses";
	}
	g_assert_not_reached();
}

const char *template_context_value(struct template_context *context,
				   enum template_escape *escape)
{
	switch (context->state) {
	case TEMPLATE_TEXT:
		*escape = TEMPLATE_ESCAPE_TEXT;
		return NULL;
	case TEMPLATE_RCDATA:
		*escape = TEMPLATE_ESCAPE_RCDATA;
		return NULL;
	case TEMPLATE_VALUE:
		return attr_value(context, escape);
	case TEMPLATE_RAW:
	case TEMPLATE_RAW_LT:
	case TEMPLATE_RAW_END:
		return "no value can stand in a script or style: put it into text or into a quoted attribute";
	case TEMPLATE_MARKUP:
	case TEMPLATE_COMMENT:
	case TEMPLATE_DECLARATION:
		return "no value can stand in a comment or declaration: remarks stand in '{{! }}'";
	case TEMPLATE_TAG_OPEN:
	case TEMPLATE_TAG_NAME:
	case TEMPLATE_END_TAG:
		return "no value can stand in a tag's name: write each tag out, in sections";
	case TEMPLATE_BEFORE_VALUE:
	case TEMPLATE_UNQUOTED:
		return "the attribute's value needs quotes around it";
	default:
		return "no value can stand in an attribute's name: write each attribute out, in sections";
	}
}

const char *template_context_section(struct template_context *context)
{
	switch (context->state) {
	case TEMPLATE_TEXT:
	case TEMPLATE_RCDATA:
	case TEMPLATE_BEFORE_ATTR:
	case TEMPLATE_AFTER_ITEM:
		return NULL;
	case TEMPLATE_TAG_NAME:
	case TEMPLATE_ATTR_NAME:
		context->state = TEMPLATE_AFTER_ITEM;
		return NULL;
	case TEMPLATE_AFTER_ATTR_NAME:
		context->state = TEMPLATE_BEFORE_ATTR;
		return NULL;
	case TEMPLATE_VALUE:
		switch (context->attr) {
		case TEMPLATE_ATTR_PLAIN:
		case TEMPLATE_ATTR_URL:
			return NULL;
		default:
			return "no section can stand in this attribute";
		}
	case TEMPLATE_RAW:
	case TEMPLATE_RAW_LT:
	case TEMPLATE_RAW_END:
		return "no section can stand in a script or style";
	case TEMPLATE_MARKUP:
	case TEMPLATE_COMMENT:
	case TEMPLATE_DECLARATION:
		return "no section can stand in a comment or declaration";
	case TEMPLATE_BEFORE_VALUE:
	case TEMPLATE_UNQUOTED:
		return "the attribute's value needs quotes around it";
	case TEMPLATE_TAG_OPEN:
	case TEMPLATE_END_TAG:
		return "no section can stand in a tag's name";
	}
	g_assert_not_reached();
}

bool template_context_equal(const struct template_context *a,
			    const struct template_context *b)
{
	if (a->state != b->state || a->attr != b->attr ||
	    a->quote != b->quote || strcmp(a->element, b->element) != 0)
		return false;
	return a->attr != TEMPLATE_ATTR_URL ||
	       (a->url == b->url && !strcmp(a->scheme, b->scheme));
}

const char *template_context_name(const struct template_context *context)
{
	switch (context->state) {
	case TEMPLATE_TEXT:
		return "text";
	case TEMPLATE_RCDATA:
		return "a title or text area";
	case TEMPLATE_RAW:
	case TEMPLATE_RAW_LT:
	case TEMPLATE_RAW_END:
		return "a script or style";
	case TEMPLATE_MARKUP:
	case TEMPLATE_COMMENT:
	case TEMPLATE_DECLARATION:
		return "a comment or declaration";
	case TEMPLATE_VALUE:
	case TEMPLATE_UNQUOTED:
	case TEMPLATE_BEFORE_VALUE:
		return "an attribute";
	default:
		return "a tag";
	}
}

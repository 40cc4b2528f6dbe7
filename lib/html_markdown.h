/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_HTML_MARKDOWN_H
#define GATEHOUSE_HTML_MARKDOWN_H

/* What a text is that becomes Markdown. */
enum html_form {
	HTML_PAGE,  /* HTML */
	HTML_LINES, /* HTML whose line feeds are line breaks */
	HTML_NONE,  /* plain text, whose line feeds are line breaks */
};

/* What could not be taken over. */
enum html_loss {
	HTML_LOST_MEDIA = 1,  /* pictures and what is embedded */
	HTML_LOST_SCRIPT = 2, /* scripts and style sheets */
	HTML_LOST_TABLE = 4,  /* tables: their rows have become lines */
	HTML_LOST_LINK = 8,   /* addresses that are not of the web or mail */
	HTML_LOST_CHARACTER = 16, /* characters that XML cannot hold */
};

/*
 * The text (UTF-8) as CommonMark without any HTML, owned by the caller:
 * paragraphs, lists, quotations, line breaks, links, strong and emphasised
 * words stay; headings are of the fourth level or deeper; fonts, colours and
 * sizes go without being told of.  Adds to *losses what else went.  Cost:
 * linear.
 */
char *html_markdown(const char *text, enum html_form form, unsigned *losses);

#endif

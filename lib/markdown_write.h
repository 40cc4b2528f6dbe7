/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_MARKDOWN_WRITE_H
#define GATEHOUSE_MARKDOWN_WRITE_H

#include <glib.h>

/*
 * Writes CommonMark out of blocks and characters.  What is written says what
 * was put in, whatever characters these are: nothing of it becomes markup.
 * Written again from the HTML that CommonMark makes of it, it is the same.
 */
struct markdown_writer;

struct markdown_writer *markdown_writer_new(void);
void markdown_writer_free(struct markdown_writer *writer);

/* Ends all that is open; the text, owned by the caller, without an end line. */
char *markdown_writer_end(struct markdown_writer *writer);

enum markdown_style { MARKDOWN_STRONG = 1, MARKDOWN_EMPHASIS = 2 };

/* How characters are set from here on. */
void markdown_writer_style(struct markdown_writer *writer, unsigned styles);

/* Characters from here on lead to this address; NULL: nowhere. */
void markdown_writer_link(struct markdown_writer *writer, const char *address);

/* Any character of XML but a line feed; white space of any kind is a space. */
void markdown_writer_put(struct markdown_writer *writer, gunichar c);
void markdown_writer_text(struct markdown_writer *writer, const char *text);

/* A new line in the paragraph; two of them begin a new one. */
void markdown_writer_break(struct markdown_writer *writer);

/* What is put until the end of the block is a heading (1 to 6); 0: is not. */
void markdown_writer_heading(struct markdown_writer *writer, unsigned level);

enum markdown_container {
	MARKDOWN_BULLETS,
	MARKDOWN_NUMBERS,
	MARKDOWN_ITEM,
	MARKDOWN_QUOTE,
};

/*
 * Containers of blocks.  Beyond ten of them they are passed over.  An item
 * outside of a list gets one; an item closes the one before it.
 */
void markdown_writer_open(struct markdown_writer *writer,
			  enum markdown_container container);

/* Closes the innermost of that kind with all in it, if there is one. */
void markdown_writer_close(struct markdown_writer *writer,
			   enum markdown_container container);

typedef struct markdown_writer MarkdownWriter;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarkdownWriter, markdown_writer_free)

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FIELD_WORDS_H
#define GATEHOUSE_FIELD_WORDS_H

struct field;

/*
 * What a field takes, as the rest of a sentence: "a code of the list 'regime';
 * may be repeated; public edition".  Owned by the caller.
 */
char *field_words(const struct field *field);

/* The name of the code list that the field, or its code, is from; or NULL. */
const char *field_words_list(const struct field *field);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SCHEMA_PLAIN_H
#define GATEHOUSE_SCHEMA_PLAIN_H

#include <stdbool.h>

struct node;

/*
 * Whether the file of an XML schema, whose root this is, keeps to the small
 * part of XML Schema that schema.c reads; facets of simple types apart.
 */
bool schema_plain_is(const struct node *root);

#endif

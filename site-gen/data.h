/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DATA_H
#define GATEHOUSE_DATA_H

struct plan;
struct record;
struct site;

/*
 * The registers of an edition in files for other programs, all below data/:
 *
 *   <register>.csv            a row a record; columns.csv explains the columns
 *   <register>.<group>.csv    a row for each group that may repeat in a record
 *   <register>.json           all records, by <register>.schema.json
 *   <register>/<id>.xml       one record, valid by schemas/register.xsd
 *   <register>/<id>.json      the same
 *   <register>.html           the columns of its tables explained
 *   schemas/, schemas/codes/  the XML schemas and code lists
 *
 * site->tables must be set.
 */
void data_plan(struct plan *plan, const struct site *site);

/* The files of one record, which has a page. */
void data_plan_record(struct plan *plan, const struct record *record);

#endif

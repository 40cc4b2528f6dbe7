/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_DATA_H
#define GATEHOUSE_PAGE_DATA_H

struct page;
struct value;
struct view;

/*
 * The page about the files to take away: {registers: [{label, url, count,
 * csvUrl, jsonUrl, schemaUrl, columnsUrl}], parts: [{label, count, csvUrl}], licence (HTML), isInternal,
 * example ({folder, id} of a record, NOTHING when there is none)}
 */
struct value *page_data_make(const struct view *view, const struct page *page);

/*
 * The page that explains the columns of a register's tables: {plural, tables:
 * [{label, file, url, columns: [{name, label, hint, form}]}]}
 */
struct value *page_data_columns(const struct view *view,
				const struct page *page);

#endif

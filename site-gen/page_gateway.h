/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_GATEWAY_H
#define GATEHOUSE_PAGE_GATEWAY_H

struct page;
struct value;
struct view;

/*
 * A gateway's page: what page_record_make gives, and
 *
 *   current     [view_node] of the versions that may hold on the as-of date;
 *               isOneVersion: the dates tell which; hasCurrent: any
 *   timeline    SVG or NOTHING
 *   versions    view_table of {url, citation, isNever, from, isOpen, to, status}
 *   flows       view_table of flow_row, with version (label of the one that
 *               the flow names, or NOTHING)
 *   others      view_table of what else rests on it: {title, url, kind, id,
 *               ways: [text], through: {title, url, kind, id} or NOTHING}
 *   impactUrl   the page of page_impact_make; agreementsUrl: of the agreements
 *               that rest on it, or NOTHING
 *   nFlows, nLive, nAlone   flows, those that run, those of these that would
 *               have no other gateway in force; isUnused, isOneFlow,
 *               isOneLive say whether these are 0 or 1
 */
struct value *page_gateway_make(const struct view *view,
				const struct page *page);

#endif

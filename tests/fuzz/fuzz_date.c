/* SPDX-License-Identifier: MIT */
/* A date and a duration: read, added, and written so that they read back. */
#include <string.h>

#include "lib/date.h"
#include "tests/fuzz/aid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;
	g_autofree char *words = NULL;
	date_t day, sum;

	aid_two_texts(data, size, &one, &two);
	day = date_parse(one);
	AID_ENSURE(day >= DATE_NONE && day <= DATE_MAX);
	words = date_duration_words(two);
	AID_ENSURE(words);
	if (day != DATE_NONE) {
		g_autofree char *text = date_format(day);
		g_autofree char *named = date_words(day);

		AID_ENSURE(strcmp(text, one) == 0 && named);
	}
	sum = date_add(day, two);
	AID_ENSURE(sum >= DATE_NONE && sum <= DATE_MAX);
	if (!date_is_duration(two))
		AID_ENSURE(sum == DATE_NONE);
	if (date_is_duration(two) && two[0] == 'P' && sum != DATE_NONE)
		AID_ENSURE(sum >= day);
	return 0;
}

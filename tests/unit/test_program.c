/* SPDX-License-Identifier: MIT */
#include "lib/program.h"

#include <string.h>

/* As long as a SHA-1, which the Makefile asks the linker for. */
static void a_build_has_a_name(void)
{
	g_autofree char *id = program_id();
	g_autofree char *again = program_id();

	g_assert_cmpuint(strlen(id), ==, 40);
	g_assert_cmpuint(strspn(id, "0123456789abcdef"), ==, 40);
	g_assert_cmpstr(id, ==, again);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/program/a build has a name", a_build_has_a_name);
	return g_test_run();
}

/* SPDX-License-Identifier: MIT */
#include "lib/risk_matrix.h"

#include "lib/assets.h"
#include "lib/codes.h"
#include "lib/diag.h"

static struct codes *codes;

static void test_level_comes_from_the_cell(void)
{
	g_autoptr(RiskMatrix) matrix = risk_matrix_new(codes, "ico-3x3");

	g_assert_nonnull(matrix);
	g_assert_cmpstr(matrix->id, ==, "ico-3x3");
	g_assert_cmpstr(risk_matrix_level(matrix, "remote", "severe"), ==,
			"low");
	g_assert_cmpstr(risk_matrix_level(matrix, "possible", "severe"), ==,
			"high");
}

static void test_matrices_differ(void)
{
	g_autoptr(RiskMatrix) matrix = risk_matrix_new(codes, "dpv-3x3");

	g_assert_cmpstr(risk_matrix_level(matrix, "remote", "severe"), ==,
			"medium");
}

static void test_unknown_steps_have_no_level(void)
{
	g_autoptr(RiskMatrix) matrix = risk_matrix_new(codes, "ico-3x3");

	g_assert_null(risk_matrix_level(matrix, "likely", "severe"));
	g_assert_null(risk_matrix_level(matrix, NULL, "severe"));
	g_assert_null(risk_matrix_level(matrix, "remote", NULL));
}

static void test_unknown_matrix_is_none(void)
{
	g_assert_null(risk_matrix_new(codes, "ico-9x9"));
	g_assert_null(risk_matrix_new(codes, NULL));
	risk_matrix_free(NULL);
}

static void test_steps_stand_in_rising_order(void)
{
	g_autoptr(RiskMatrix) matrix = risk_matrix_new(codes, "nhs-5x5");
	g_autofree char *likelihoods =
		g_strjoinv(" ", (char **)matrix->likelihoods);
	g_autofree char *severities =
		g_strjoinv(" ", (char **)matrix->severities);

	g_assert_cmpstr(likelihoods, ==,
			"rare unlikely possible likely almost-certain");
	g_assert_cmpstr(severities, ==,
			"negligible minor moderate major catastrophic");
}

/* Within a matrix, a step up must never bring the level down. */
static void assert_rises(const struct risk_matrix *matrix)
{
	for (size_t s = 0; matrix->severities[s]; s++) {
		unsigned before = 0;

		for (size_t l = 0; matrix->likelihoods[l]; l++) {
			unsigned rank = risk_matrix_rank(
				codes, risk_matrix_level(
					       matrix, matrix->likelihoods[l],
					       matrix->severities[s]));

			g_assert_cmpuint(rank, >, 0);
			g_assert_cmpuint(rank, >=, before);
			before = rank;
		}
	}
}

static void test_every_matrix_is_complete_and_rises(void)
{
	const struct code_list *list = codes_list(codes, "risk-matrix");

	g_assert_cmpuint(list->n_codes, >, 0);
	for (size_t i = 0; i < list->n_codes; i++) {
		g_autoptr(RiskMatrix) matrix =
			risk_matrix_new(codes, list->codes[i].id);

		g_assert_nonnull(matrix);
		assert_rises(matrix);
	}
}

static void test_levels_have_ranks(void)
{
	g_assert_cmpuint(risk_matrix_rank(codes, "low"), <,
			 risk_matrix_rank(codes, "medium"));
	g_assert_cmpuint(risk_matrix_rank(codes, "high"), <,
			 risk_matrix_rank(codes, "extreme"));
	g_assert_cmpuint(risk_matrix_rank(codes, "terrible"), ==, 0);
	g_assert_cmpuint(risk_matrix_rank(codes, NULL), ==, 0);
}

static void test_a_repository_may_add_a_matrix(void)
{
	static const char bytes[] =
		"<codeList xmlns=\"urn:gatehouse:1\" id=\"risk-matrix\">"
		"<title>Ours</title><code id=\"ours\"><label>Ours</label>"
		"<meaning>Ours.</meaning></code><matrix id=\"ours\">"
		"<title>Ours</title><cell likelihood=\"remote\" "
		"severity=\"minimal\" level=\"high\"/></matrix></codeList>";
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(RiskMatrix) matrix = NULL;

	codes_extend(codes, "codes/risk-matrix.xml", bytes, sizeof(bytes) - 1,
		     diags);
	g_assert_cmpuint(diags_len(diags), ==, 0);
	matrix = risk_matrix_new(codes, "ours");
	g_assert_nonnull(matrix);
	g_assert_cmpstr(risk_matrix_level(matrix, "remote", "minimal"), ==,
			"high");
}

int main(int argc, char **argv)
{
	g_autoptr(Assets) assets = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	assets = assets_new(NULL, NULL);
	codes = codes_new(assets, &error);
	g_assert_no_error(error);
	g_test_add_func("/risk matrix/level comes from the cell",
			test_level_comes_from_the_cell);
	g_test_add_func("/risk matrix/matrices differ", test_matrices_differ);
	g_test_add_func("/risk matrix/unknown steps have no level",
			test_unknown_steps_have_no_level);
	g_test_add_func("/risk matrix/unknown matrix is none",
			test_unknown_matrix_is_none);
	g_test_add_func("/risk matrix/steps stand in rising order",
			test_steps_stand_in_rising_order);
	g_test_add_func("/risk matrix/every matrix is complete and rises",
			test_every_matrix_is_complete_and_rises);
	g_test_add_func("/risk matrix/levels have ranks",
			test_levels_have_ranks);
	g_test_add_func("/risk matrix/a repository may add a matrix",
			test_a_repository_may_add_a_matrix);
	status = g_test_run();
	codes_free(codes);
	return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * SSH signatures are verified by ssh-keygen: its own words are the definition
 * of what is good.  It gets a fixed list of arguments, no shell, no
 * environment, files in a folder that only we can read, and one allowed key:
 * the one of the settings that the signature itself names.  It is looked for
 * in the system's folders, not along PATH.
 */
#include "lib/signature_private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>

#include "lib/signature.h"

#define BEGIN "-----BEGIN SSH SIGNATURE-----"
#define END "-----END SSH SIGNATURE-----"
#define MAGIC "SSHSIG"
#define MAX_KEY 65536 /* bytes */

static const char *const programs[] = {
	"/usr/bin/ssh-keygen",
	"/usr/local/bin/ssh-keygen",
	"/bin/ssh-keygen",
};

/* A length and so many bytes, as SSH writes them. */
static bool read_string(const guchar **at, gsize *left, const guchar **bytes,
			gsize *len)
{
	gsize n;

	if (*left < 4)
		return false;
	n = (gsize)(*at)[0] << 24 | (gsize)(*at)[1] << 16 |
	    (gsize)(*at)[2] << 8 | (gsize)(*at)[3];
	if (n > *left - 4 || n > MAX_KEY)
		return false;
	*bytes = *at + 4;
	*len = n;
	*at += 4 + n;
	*left -= 4 + n;
	return true;
}

static char *fingerprint(const guchar *blob, gsize len)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize n = sizeof(digest);
	g_autofree char *text = NULL;

	g_checksum_update(sum, blob, (gssize)len);
	g_checksum_get_digest(sum, digest, &n);
	text = g_base64_encode(digest, n);
	text[strcspn(text, "=")] = '\0';
	return g_strconcat("SHA256:", text, NULL);
}

static bool is_key_type(const char *type)
{
	return g_str_has_prefix(type, "ssh-") ||
	       g_str_has_prefix(type, "ecdsa-sha2-") ||
	       g_str_has_prefix(type, "sk-ssh-") ||
	       g_str_has_prefix(type, "sk-ecdsa-");
}

bool signature_ssh_parse(const char *line, char **key, char **id)
{
	g_autofree char *clean = g_strstrip(g_strdup(line));
	g_auto(GStrv) words = g_strsplit_set(clean, " \t", 3);
	g_autofree guchar *blob = NULL;
	const guchar *at, *name;
	gsize len, left, name_len;

	if (g_strv_length(words) < 2 || !is_key_type(words[0]) ||
	    strpbrk(clean, "\r\n"))
		return false;
	if (words[1][strspn(words[1], "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789+/=")])
		return false;
	blob = g_base64_decode(words[1], &len);
	at = blob;
	left = len;
	if (!read_string(&at, &left, &name, &name_len) ||
	    name_len != strlen(words[0]) ||
	    memcmp(name, words[0], name_len) != 0 || left == 0)
		return false;
	*key = g_strdup_printf("%s %s", words[0], words[1]);
	*id = fingerprint(blob, len);
	return true;
}

char *signature_ssh_signer(const char *armour)
{
	const char *begin = strstr(armour, BEGIN);
	const char *from = begin ? begin + strlen(BEGIN) : NULL;
	const char *to = from ? strstr(from, END) : NULL;
	g_autofree char *text = NULL;
	g_autofree guchar *blob = NULL;
	const guchar *at, *key;
	gsize len, key_len;

	if (!to)
		return NULL;
	text = g_strndup(from, (gsize)(to - from));
	blob = g_base64_decode(text, &len);
	if (len < strlen(MAGIC) + 4 || memcmp(blob, MAGIC, strlen(MAGIC)) != 0)
		return NULL;
	at = blob + strlen(MAGIC) + 4; /* the version */
	len -= strlen(MAGIC) + 4;
	return read_string(&at, &len, &key, &key_len)
		       ? fingerprint(key, key_len)
		       : NULL;
}

static const char *find_program(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
		if (g_file_test(programs[i], G_FILE_TEST_IS_EXECUTABLE))
			return programs[i];
	}
	return NULL;
}

#define NO_START 126 /* exit status from which on a program has not begun */

/*
 * Starts it, its input from a file.  Not by GSubprocess, which has a thread of
 * its own wait, and ends us where there can be none.
 */
static bool start(const char *const *words, const char *input, GPid *pid,
		  GError **error)
{
	static const char *const environment[] = { "LC_ALL=C", NULL };
	int fd = (int)TEMP_FAILURE_RETRY(open(input, O_RDONLY | O_CLOEXEC));
	bool is_started;

	if (fd < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "cannot read '%s': %s", input, g_strerror(errno));
		return false;
	}
	is_started = g_spawn_async_with_pipes_and_fds(
		NULL, words, environment,
		G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
			G_SPAWN_STDERR_TO_DEV_NULL,
		NULL, NULL, fd, -1, -1, NULL, NULL, 0, pid, NULL, NULL, NULL,
		error);
	close(fd);
	return is_started;
}

/* Runs it; whether it said yes, in *is_good. */
static bool run(const char *const *words, const char *input, bool *is_good,
		GError **error)
{
	int status, code;
	GPid pid;

	if (!start(words, input, &pid, error))
		return false;
	if (TEMP_FAILURE_RETRY(waitpid(pid, &status, 0)) < 0)
		status = -1;
	g_spawn_close_pid(pid);
	code = status != -1 && WIFEXITED(status) ? WEXITSTATUS(status)
						 : NO_START;
	*is_good = code == 0;
	if (code != NO_START && code != NO_START + 1)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "'%s' does not run",
		    words[0]);
	return false;
}

enum signature_outcome signature_ssh_verify(const char *dir,
					    const struct signature_key *key,
					    const struct signature_input *input,
					    GError **error)
{
	g_autofree char *allowed = g_build_filename(dir, "allowed", NULL);
	g_autofree char *armour = g_build_filename(dir, "signature", NULL);
	g_autofree char *payload = g_build_filename(dir, "payload", NULL);
	g_autofree char *line =
		g_strdup_printf("gatehouse namespaces=\"git\" %s\n", key->text);
	const char *program = find_program();
	const char *const words[] = { program, "-Y", "verify",	  "-f",
				      allowed, "-I", "gatehouse", "-n",
				      "git",   "-s", armour,	  NULL };
	bool is_good;

	if (!program)
		return SIGNATURE_NO_TOOL;
	if (!g_file_set_contents(allowed, line, -1, error) ||
	    !g_file_set_contents(armour, input->armour, -1, error) ||
	    !g_file_set_contents(payload, input->payload,
				 (gssize)input->payload_len, error) ||
	    !run(words, payload, &is_good, error))
		return SIGNATURE_NOT_RUN;
	return is_good ? SIGNATURE_GOOD : SIGNATURE_BAD;
}

// What a relying party does with a signed verdict.
//
//     verify_token TOKEN KEYS.json ISSUER AUDIENCE NONCE
//
// TOKEN and KEYS.json are files. Exit code: 0 a pass, 1 anything else.

#include "common.h"

#include <time.h>

// All of a file, at most 1 MiB; ends the program if it cannot be read.
static char *read_file(const char *name, size_t *length)
{
    enum { MOST = 1 << 20 };
    FILE *file = fopen(name, "rb");
    char *bytes = malloc(MOST);
    if (file == NULL || bytes == NULL) {
        perror(name);
        exit(EXIT_FAILURE);
    }
    *length = fread(bytes, 1, MOST, file);
    if (ferror(file) || !feof(file)) {
        fprintf(stderr, "%s: cannot be read, or is larger than 1 MiB\n", name);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    return bytes;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: %s TOKEN KEYS.json ISSUER AUDIENCE NONCE\n", argv[0]);
        return EXIT_FAILURE;
    }
    check_library();
    size_t token_length = 0, keys_length = 0;
    char *token = read_file(argv[1], &token_length);
    char *keys_json = read_file(argv[2], &keys_length);
    while (token_length > 0 && (token[token_length - 1] == '\n' || token[token_length - 1] == '\r')) {
        token_length--;
    }

    // Once, at the start. A server keeps its verifier, which remembers the tokens that it has seen;
    // several processes share that by selfsame_verifier_builder_remember_in_sqlite.
    selfsame_key_set *keys = NULL;
    selfsame_verifier_builder *builder = NULL;
    selfsame_verifier *verifier = NULL;
    MUST(selfsame_key_set_from_jwks((const uint8_t *)keys_json, keys_length, &keys, &error));
    MUST(selfsame_verifier_builder_new(TEXT(argv[4]), TEXT(argv[3]), keys, &builder, &error));
    MUST(selfsame_verifier_builder_demand_level(builder, SELFSAME_LEVEL_STANDARD, &error));
    MUST(selfsame_verifier_builder_demand_match(builder, SELFSAME_FMR_1E_4, &error));
    MUST(selfsame_verifier_build(builder, &verifier, &error));

    selfsame_verified *verified = NULL;
    uint64_t now = (uint64_t)time(NULL);
    MUST(selfsame_verifier_verify(verifier, token, token_length, TEXT(argv[5]), now, &verified,
         &error));
    // A verified token may say that the session failed: only a pass names its subject.
    selfsame_outcome outcome;
    MUST(selfsame_verified_outcome(verified, &outcome, &error));
    printf("verified: %s\n", outcome_name(outcome));

    selfsame_verified_free(verified);
    selfsame_verifier_free(verifier);
    selfsame_verifier_builder_free(builder);
    selfsame_key_set_free(keys);
    free(keys_json);
    free(token);
    return outcome == SELFSAME_OUTCOME_PASS ? EXIT_SUCCESS : EXIT_FAILURE;
}

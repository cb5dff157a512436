// Are two pictures of one person? At a named false-match rate.
//
//     match PICTURE PICTURE
//
// Exit code: 0 they match at one in ten thousand, 1 they do not, 2 they are too poor to tell,
// 3 something failed.

#define FAILURE 3
#include "common.h"

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s PICTURE PICTURE\n", argv[0]);
        return 3;
    }
    check_library();
    selfsame_engine *engine = build_engine(SELFSAME_LEVEL_STANDARD, SELFSAME_FMR_1E_4);
    selfsame_error *error = NULL;
    selfsame_template *templates[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        selfsame_portrait *portrait = enrol(engine, argv[i + 1]);
        MUST(selfsame_portrait_template(portrait, &templates[i], &error));
        uint8_t quality = 0;
        MUST(selfsame_template_quality(templates[i], &quality, &error));
        printf("%s: quality %u of 100\n", argv[i + 1], quality);
        selfsame_portrait_free(portrait);
    }

    selfsame_comparison *comparison = NULL;
    MUST(selfsame_template_compare(templates[0], templates[1], &comparison, &error));
    selfsame_outcome outcome;
    selfsame_fmr strictest;
    MUST(selfsame_comparison_outcome(comparison, SELFSAME_FMR_1E_4, &outcome, &error));
    printf("at a false-match rate of one in ten thousand: %s\n",
           outcome == SELFSAME_OUTCOME_PASS    ? "the same person"
           : outcome == SELFSAME_OUTCOME_RETRY ? "too poor to tell, take better pictures"
                                               : "not the same person");
    selfsame_code code = selfsame_comparison_strictest(comparison, &strictest, &error);
    if (code == SELFSAME_OK) {
        printf("the strictest rate at which they match: 1e-%d\n", (int)strictest);
    } else if (code == SELFSAME_ABSENT) {
        selfsame_error_free(error);
    } else {
        fail(code, error);
    }

    selfsame_comparison_free(comparison);
    selfsame_template_free(templates[0]);
    selfsame_template_free(templates[1]);
    selfsame_engine_free(engine);
    return outcome == SELFSAME_OUTCOME_PASS ? 0 : outcome == SELFSAME_OUTCOME_FAIL ? 1 : 2;
}

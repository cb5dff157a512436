// What the C examples share: how they fail, read a file, and find the models.
//
// Enters: codes and error objects of the library. Leaves: nothing that is not freed, or a message
// on standard error and exit code 1. Every example ends with 0 whenever a verdict was reached,
// whatever it is.

#ifndef SELFSAME_EXAMPLE_COMMON_H
#define SELFSAME_EXAMPLE_COMMON_H

#include <selfsame.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What the program ends with when something failed.
#ifndef FAILURE
#define FAILURE EXIT_FAILURE
#endif

// Tells what is wrong, where, and the code's name, and ends the program.
static inline void fail(selfsame_code code, selfsame_error *error)
{
    const char *message = "";
    const char *context = "";
    size_t length = 0;
    selfsame_error_message(error, &message, &length);
    selfsame_error_context(error, &context, &length);
    const char *name = selfsame_code_name(code);
    fprintf(stderr, "%s: %s (%s)\n", context, message, name != NULL ? name : "a newer code");
    selfsame_error_free(error);
    exit(FAILURE);
}

// A call that must work; `error` in it is a place of its own.
#define MUST(call)                                                                                \
    do {                                                                                          \
        selfsame_error *error = NULL;                                                             \
        const selfsame_code code = (call);                                                        \
        if (code != SELFSAME_OK) {                                                                \
            fail(code, error);                                                                    \
        }                                                                                         \
    } while (0)

// The library that is loaded must be of the header that this was compiled with.
static inline void check_library(void)
{
    if (selfsame_abi_version() != SELFSAME_ABI_VERSION) {
        fprintf(stderr, "the loaded selfsame %s has the binary interface %u, not %u\n",
                selfsame_version(), selfsame_abi_version(), (unsigned)SELFSAME_ABI_VERSION);
        exit(FAILURE);
    }
}

// A text of the program's, and its length: what texts are handed in as.
#define TEXT(text) (text), strlen(text)

// An engine of a level. Models: where SELFSAME_MODELS says, beside the program, or in a folder
// `models` here or above.
static inline selfsame_engine *build_engine(selfsame_level level, selfsame_fmr rate)
{
    selfsame_engine_builder *builder = NULL;
    selfsame_engine *engine = NULL;
    MUST(selfsame_engine_builder_new(&builder, &error));
    MUST(selfsame_engine_builder_set_policy(builder, level, rate, &error));
    MUST(selfsame_engine_build(builder, &engine, &error));
    selfsame_engine_builder_free(builder);
    return engine;
}

// The portrait in a picture file.
static inline selfsame_portrait *enrol(const selfsame_engine *engine, const char *file)
{
    selfsame_picture *picture = NULL;
    selfsame_portrait *portrait = NULL;
    MUST(selfsame_picture_open(TEXT(file), &picture, &error));
    MUST(selfsame_engine_enrol(engine, picture, &portrait, &error));
    selfsame_picture_free(picture);
    return portrait;
}

static inline const char *outcome_name(selfsame_outcome outcome)
{
    switch (outcome) {
    case SELFSAME_OUTCOME_PASS:
        return "pass";
    case SELFSAME_OUTCOME_FAIL:
        return "fail";
    case SELFSAME_OUTCOME_RETRY:
        return "retry";
    case SELFSAME_OUTCOME_NOT_APPLICABLE:
        return "not applicable";
    }
    return "unknown";
}

// What the person should do now; NULL where there is nothing to say.
static inline const char *advice(selfsame_guidance guidance)
{
    switch (guidance) {
    case SELFSAME_GUIDANCE_LOOK_HERE:
        return "look into the camera";
    case SELFSAME_GUIDANCE_ONE_PERSON_ONLY:
        return "one person only, please";
    case SELFSAME_GUIDANCE_COME_CLOSER:
        return "come closer";
    case SELFSAME_GUIDANCE_MOVE_INTO_PICTURE:
        return "move so that the whole face is in the picture";
    case SELFSAME_GUIDANCE_FACE_THE_CAMERA:
        return "face the camera";
    case SELFSAME_GUIDANCE_MORE_LIGHT:
        return "more light is needed";
    case SELFSAME_GUIDANCE_LESS_LIGHT:
        return "there is too much light";
    case SELFSAME_GUIDANCE_BLURRED:
        return "out of focus: clean the lens, hold still";
    case SELFSAME_GUIDANCE_HOLD_STILL:
        return "hold still: it begins in a moment";
    case SELFSAME_GUIDANCE_REST:
        return "close your mouth and wait";
    case SELFSAME_GUIDANCE_DONE:
        return "that was all";
    case SELFSAME_GUIDANCE_SAY_WARM_UP:
    case SELFSAME_GUIDANCE_READ:
    case SELFSAME_GUIDANCE_OTHER:
        break;
    }
    return NULL;
}

// Tells a change of guidance in a line: a callback for selfsame_session_on_guidance, whose user
// data is the language.
static inline void tell(int32_t guidance, uint8_t digit, uint64_t time_ns, void *user_data)
{
    const selfsame_language language = *(const selfsame_language *)user_data;
    const char *text = advice((selfsame_guidance)guidance);
    size_t length = 0;
    double seconds = (double)time_ns / 1e9;
    if (guidance == SELFSAME_GUIDANCE_READ) {
        selfsame_language_word(language, digit, &text, &length, NULL);
        printf("%6.2f s   read aloud: %u  (%s)\n", seconds, digit, text);
    } else if (guidance == SELFSAME_GUIDANCE_SAY_WARM_UP) {
        selfsame_language_warm_up(language, &text, &length, NULL);
        printf("%6.2f s   say: \"%s\"\n", seconds, text);
    } else if (text != NULL) {
        printf("%6.2f s   %s\n", seconds, text);
    }
    fflush(stdout);
}

// Tells a verdict: outcome, reasons with what to do about them, and when each digit was read.
static inline void tell_verdict(const selfsame_verdict *verdict)
{
    selfsame_error *error = NULL;
    selfsame_outcome outcome, liveness, matched;
    bool test = false;
    MUST(selfsame_verdict_outcome(verdict, &outcome, &error));
    MUST(selfsame_verdict_liveness(verdict, &liveness, &error));
    MUST(selfsame_verdict_is_test(verdict, &test, &error));
    printf("\nverdict   %s%s\nliveness  %s\n", outcome_name(outcome), test ? " (a test)" : "",
           outcome_name(liveness));
    selfsame_code code = selfsame_verdict_match(verdict, &matched, &error);
    if (code == SELFSAME_ABSENT) {
        printf("match     none: no portrait, or no face that could be compared\n");
        selfsame_error_free(error);
    } else if (code != SELFSAME_OK) {
        fail(code, error);
    } else {
        printf("match     %s\n", outcome_name(matched));
    }

    size_t count = 0;
    MUST(selfsame_verdict_reason_count(verdict, &count, &error));
    for (size_t i = 0; i < count; i++) {
        selfsame_reason reason;
        const char *name = NULL;
        const char *what = NULL;
        size_t length = 0;
        MUST(selfsame_verdict_reason(verdict, i, &reason, &error));
        MUST(selfsame_reason_name(reason, &name, &length, &error));
        MUST(selfsame_reason_advice(reason, &what, &length, &error));
        printf("  %-22s %s\n", name, what);
    }

    MUST(selfsame_verdict_digit_count(verdict, &count, &error));
    for (size_t i = 0; i < count; i++) {
        uint8_t digit = 0;
        bool found = false;
        uint64_t prompted = 0, start = 0, end = 0;
        MUST(selfsame_verdict_digit(verdict, i, &digit, &prompted, &found, &start, &end, &error));
        printf("  digit %u shown at %6.2f s, ", digit, (double)prompted / 1000.0);
        if (found) {
            printf("read from %6.2f to %6.2f s\n", (double)start / 1000.0, (double)end / 1000.0);
        } else {
            printf("not read\n");
        }
    }
}

#endif

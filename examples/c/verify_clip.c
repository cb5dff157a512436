// A clip, or a recorded session, and a portrait through the whole pipeline.
//
//     verify_clip VIDEO [PORTRAIT]
//     verify_clip --recording FOLDER [PORTRAIT]
//
// Of a clip the digits are drawn anew and "shown" on the clip's own clock: nobody on a recording
// can read them, and the honest result is a rejection with its reasons. A recorded session knows
// its digits and when they were shown.
//
// Exit code: 0 whenever a verdict was reached, whatever it is; 1 when something failed.

#include "common.h"

int main(int argc, char **argv)
{
    const int recorded = argc > 1 && strcmp(argv[1], "--recording") == 0;
    if (argc < 2 + recorded || argc > 3 + recorded) {
        fprintf(stderr, "usage: %s VIDEO [PORTRAIT]\n       %s --recording FOLDER [PORTRAIT]\n",
                argv[0], argv[0]);
        return EXIT_FAILURE;
    }
    check_library();
    const char *file = argv[1 + recorded];
    const char *portrait_file = argc > 2 + recorded ? argv[2 + recorded] : NULL;

    selfsame_source *source = NULL;
    selfsame_challenge *challenge = NULL;
    selfsame_prompts *prompts = NULL;
    selfsame_level level = SELFSAME_LEVEL_CONVENIENCE;
    if (recorded) {
        selfsame_recording *recording = NULL;
        MUST(selfsame_recording_open(TEXT(file), &recording, &error));
        MUST(selfsame_recording_challenge(recording, &challenge, &error));
        MUST(selfsame_recording_prompts(recording, &prompts, &error));
        MUST(selfsame_recording_source(recording, &source, &error));
        selfsame_recording_free(recording);
        const uint8_t *digits = NULL;
        size_t count = 0;
        MUST(selfsame_challenge_digits(challenge, &digits, &count, &error));
        level = count < 6 ? SELFSAME_LEVEL_CONVENIENCE : SELFSAME_LEVEL_STANDARD;
    } else {
        MUST(selfsame_source_open_video(TEXT(file), &source, &error));
        MUST(selfsame_challenge_draw(level, SELFSAME_LANGUAGE_ENGLISH, &challenge, &error));
    }
    selfsame_language language;
    MUST(selfsame_challenge_language(challenge, &language, &error));

    selfsame_engine *engine = build_engine(level, SELFSAME_FMR_1E_4);
    const char *inference = NULL;
    size_t length = 0;
    MUST(selfsame_engine_inference(engine, &inference, &length, &error));
    printf("selfsame  %s, %s\n\n", selfsame_version(), inference);

    selfsame_session *session = NULL;
    MUST(selfsame_session_new(engine, challenge, &session, &error));
    MUST(selfsame_session_on_guidance(session, tell, &language, &error));
    if (prompts != NULL) {
        MUST(selfsame_session_set_prompts(session, prompts, &error));
    }
    if (portrait_file != NULL) {
        selfsame_portrait *portrait = enrol(engine, portrait_file);
        MUST(selfsame_session_set_portrait(session, portrait, &error));
        selfsame_portrait_free(portrait);
    }

    selfsame_guidance guidance = SELFSAME_GUIDANCE_LOOK_HERE;
    size_t frames = 0;
    while (guidance != SELFSAME_GUIDANCE_DONE) {
        selfsame_captured *frame = NULL;
        uint8_t digit = 0;
        MUST(selfsame_source_next(source, &frame, &error));
        if (frame == NULL) {
            break; // the end
        }
        MUST(selfsame_session_push_captured(session, frame, &guidance, &digit, &error));
        selfsame_captured_free(frame);
        frames++;
    }

    selfsame_verdict *verdict = NULL;
    MUST(selfsame_session_finish(session, &verdict, &error));
    printf("\n%zu frames\n", frames);
    tell_verdict(verdict);

    selfsame_verdict_free(verdict);
    selfsame_session_free(session);
    selfsame_engine_free(engine);
    selfsame_prompts_free(prompts);
    selfsame_challenge_free(challenge);
    selfsame_source_free(source);
    if (selfsame_handles() != 0) {
        fprintf(stderr, "%zu handles were not freed\n", selfsame_handles());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

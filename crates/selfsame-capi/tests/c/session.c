// One session from C: what is told by polling and by the callback agrees, borrowed texts hold, and
// the verdict's getters say what its JSON says.

#include "check.h"

#include <pthread.h>

typedef struct {
    pthread_t thread;
    selfsame_session *session;
    int calls;
    int32_t guidance;
    uint8_t digit;
    uint64_t time_ns;
} heard;

static void on_guidance(int32_t guidance, uint8_t digit, uint64_t time_ns, void *user_data)
{
    heard *now = user_data;
    CHECK(pthread_equal(now->thread, pthread_self()));
    CHECK(guidance != now->guidance || digit != now->digit);
    now->calls++;
    now->guidance = guidance;
    now->digit = digit;
    now->time_ns = time_ns;
    // It may be asked from in here; nothing can be done to it, and nothing breaks.
    selfsame_guidance polled = SELFSAME_GUIDANCE_OTHER;
    uint8_t polled_digit = 77;
    WORKS(selfsame_session_guidance(now->session, &polled, &polled_digit, &error));
    CHECK((int32_t)polled == guidance && polled_digit == digit);
    selfsame_verdict *verdict = NULL;
    FAILS(SELFSAME_BUSY, selfsame_session_finish(now->session, &verdict, &error));
    FAILS(SELFSAME_BUSY, selfsame_session_on_guidance(now->session, NULL, NULL, &error));
    CHECK(selfsame_session_free(now->session) == SELFSAME_BUSY);
}

static int contains(selfsame_bytes *json, const char *text)
{
    const uint8_t *data = NULL;
    size_t length = 0;
    WORKS(selfsame_bytes_data(json, &data, &length, &error));
    CHECK(data[length] == 0 && strlen((const char *)data) == length);
    return strstr((const char *)data, text) != NULL;
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    CHECK(selfsame_abi_version() == SELFSAME_ABI_VERSION);
    selfsame_engine *engine = engine_in(argv[1]);
    test_picture picture = picture_of(argv[2], 1);

    selfsame_challenge *challenge = NULL;
    selfsame_session *session = NULL;
    WORKS(selfsame_challenge_draw(SELFSAME_LEVEL_CONVENIENCE, SELFSAME_LANGUAGE_MANDARIN,
                                  &challenge, &error));
    WORKS(selfsame_session_new(engine, challenge, &session, &error));
    selfsame_picture *still = NULL;
    selfsame_portrait *portrait = NULL;
    WORKS(selfsame_picture_open(TEXT(argv[2]), &still, &error));
    WORKS(selfsame_engine_enrol(engine, still, &portrait, &error));
    WORKS(selfsame_session_set_portrait(session, portrait, &error));
    CHECK(selfsame_portrait_free(portrait) == SELFSAME_OK);
    CHECK(selfsame_picture_free(still) == SELFSAME_OK);

    heard now = {.thread = pthread_self(), .session = session};
    WORKS(selfsame_session_on_guidance(session, on_guidance, &now, &error));
    // The engine lives on in the session.
    CHECK(selfsame_engine_free(engine) == SELFSAME_OK);
    FAILS(SELFSAME_HANDLE_FREED, selfsame_session_new(engine, challenge, &session, &error));

    size_t shown = 9, of = 9;
    for (uint64_t i = 0; i < 45; i++) {
        selfsame_frame frame = frame_of(&picture, i);
        selfsame_guidance guidance;
        uint8_t digit = 9;
        WORKS(selfsame_session_push(session, &frame, &guidance, &digit, &error));
        CHECK((int32_t)guidance == now.guidance && digit == now.digit);
        WORKS(selfsame_session_guidance(session, &guidance, &digit, &error));
        CHECK((int32_t)guidance == now.guidance && digit == now.digit);
    }
    // A still face is well placed: the challenge has begun, and no digit is due yet.
    CHECK(now.guidance == SELFSAME_GUIDANCE_SAY_WARM_UP && now.calls >= 2);
    WORKS(selfsame_session_progress(session, &shown, &of, &error));
    CHECK(shown == 0 && of == 4);
    selfsame_frame again = frame_of(&picture, 44);
    selfsame_guidance guidance = SELFSAME_GUIDANCE_OTHER;
    uint8_t digit = 77;
    FAILS(SELFSAME_FRAME, selfsame_session_push(session, &again, &guidance, &digit, &error));
    CHECK(guidance == SELFSAME_GUIDANCE_OTHER && digit == 77);
    FAILS(SELFSAME_ARGUMENT, selfsame_session_set_test(session, &error));
    WORKS(selfsame_session_on_guidance(session, NULL, NULL, &error));

    selfsame_verdict *verdict = NULL;
    WORKS(selfsame_session_finish(session, &verdict, &error));
    FAILS(SELFSAME_FINISHED, selfsame_session_finish(session, &verdict, &error));
    FAILS(SELFSAME_FINISHED, selfsame_session_push(session, &again, &guidance, &digit, &error));
    CHECK(selfsame_session_free(session) == SELFSAME_OK);
    CHECK(selfsame_session_free(session) == SELFSAME_HANDLE_FREED);

    selfsame_outcome outcome, liveness, matched;
    bool test = false;
    WORKS(selfsame_verdict_outcome(verdict, &outcome, &error));
    WORKS(selfsame_verdict_liveness(verdict, &liveness, &error));
    WORKS(selfsame_verdict_match(verdict, &matched, &error));
    WORKS(selfsame_verdict_is_test(verdict, &test, &error));
    CHECK(outcome == SELFSAME_OUTCOME_RETRY && liveness == SELFSAME_OUTCOME_RETRY);
    CHECK(matched == SELFSAME_OUTCOME_PASS && test);
    size_t reasons = 0, incomplete = 0;
    WORKS(selfsame_verdict_reason_count(verdict, &reasons, &error));
    CHECK(reasons > 0);
    selfsame_bytes *json = NULL;
    WORKS(selfsame_verdict_to_json(verdict, &json, &error));
    CHECK(contains(json, "\"outcome\":\"retry\"") && contains(json, "\"test\":true"));
    for (size_t i = 0; i < reasons; i++) {
        selfsame_reason reason;
        const char *name = NULL;
        size_t length = 0;
        WORKS(selfsame_verdict_reason(verdict, i, &reason, &error));
        WORKS(selfsame_reason_name(reason, &name, &length, &error));
        CHECK(strlen(name) == length && contains(json, name));
        incomplete += reason == SELFSAME_REASON_SESSION_INCOMPLETE;
    }
    CHECK(incomplete == 1);
    CHECK(selfsame_bytes_free(json) == SELFSAME_OK);
    WORKS(selfsame_verdict_statement(verdict, &json, &error));
    CHECK(contains(json, "selfsame.statement/1"));
    CHECK(selfsame_bytes_free(json) == SELFSAME_OK);
    selfsame_comparison *comparison = NULL;
    float similarity = 0;
    WORKS(selfsame_verdict_comparison(verdict, &comparison, &error));
    WORKS(selfsame_comparison_similarity(comparison, &similarity, &error));
    CHECK(similarity > 0.8f && similarity <= 1.0001f);

    CHECK(selfsame_comparison_free(comparison) == SELFSAME_OK);
    CHECK(selfsame_verdict_free(verdict) == SELFSAME_OK);
    CHECK(selfsame_challenge_free(challenge) == SELFSAME_OK);
    free(picture.rgb);
    CHECK(selfsame_handles() == 0);
    return 0;
}

// One engine, eight sessions on eight threads: every result equals that of the same session run
// alone. A ninth thread asks sessions of others, which always works, and uses what is not its own,
// for which it gets SELFSAME_BUSY or another code, never harm.

#include "check.h"

#include <pthread.h>
#include <stdatomic.h>

enum { SESSIONS = 8, FRAMES = 24 };

typedef struct {
    const selfsame_engine *engine;
    const selfsame_challenge *challenge;
    const test_picture *picture;
    uint64_t start;
    char *json;
    _Atomic(selfsame_session *) session;
} job;

// Frames that move, differently in each job: a picture whose rows are shifted.
static char *run(job *mine)
{
    selfsame_session *session = NULL;
    selfsame_verdict *verdict = NULL;
    selfsame_bytes *json = NULL;
    WORKS(selfsame_session_new(mine->engine, mine->challenge, &session, &error));
    atomic_store(&mine->session, session);
    for (uint64_t i = 0; i < FRAMES; i++) {
        selfsame_frame frame = frame_of(mine->picture, i);
        uint64_t shift = (i + mine->start) % 8;
        frame.data += shift * 3 * 2;
        frame.width -= 16;
        frame.length -= shift * 3 * 2;
        selfsame_guidance guidance;
        uint8_t digit = 0;
        selfsame_code code;
        do {
            // The meddler may have it for a moment.
            code = selfsame_session_push(session, &frame, &guidance, &digit, NULL);
        } while (code == SELFSAME_BUSY);
        CHECK(code == SELFSAME_OK);
    }
    selfsame_code code;
    while ((code = selfsame_session_finish(session, &verdict, NULL)) == SELFSAME_BUSY) {
    }
    CHECK(code == SELFSAME_OK);
    atomic_store(&mine->session, NULL);
    WORKS(selfsame_verdict_to_json(verdict, &json, &error));
    const uint8_t *data = NULL;
    size_t length = 0;
    WORKS(selfsame_bytes_data(json, &data, &length, &error));
    char *copy = malloc(length + 1);
    CHECK(copy != NULL);
    memcpy(copy, data, length + 1);
    CHECK(selfsame_bytes_free(json) == SELFSAME_OK);
    CHECK(selfsame_verdict_free(verdict) == SELFSAME_OK);
    while ((code = selfsame_session_free(session)) == SELFSAME_BUSY) {
    }
    CHECK(code == SELFSAME_OK);
    return copy;
}

static void *thread(void *argument)
{
    job *mine = argument;
    mine->json = run(mine);
    return NULL;
}

static atomic_bool over;

// Asks sessions of others how they are, all the time.
static void *meddle(void *argument)
{
    job *jobs = argument;
    size_t answered = 0;
    while (!atomic_load(&over)) {
        for (int i = 0; i < SESSIONS; i++) {
            size_t shown = 0, of = 0;
            selfsame_session *session = atomic_load(&jobs[i].session);
            selfsame_code code = selfsame_session_progress(session, &shown, &of, NULL);
            CHECK(code == SELFSAME_OK || code == SELFSAME_HANDLE_FREED || code == SELFSAME_NULL);
            answered += code == SELFSAME_OK;
            // Frames are marked as a test's anyway: this changes nothing.
            code = selfsame_session_set_test(session, NULL);
            CHECK(code == SELFSAME_OK || code == SELFSAME_BUSY || code == SELFSAME_ARGUMENT ||
                  code == SELFSAME_FINISHED || code == SELFSAME_HANDLE_FREED ||
                  code == SELFSAME_NULL);
        }
        struct timespec pause = {0, 200000};
        nanosleep(&pause, NULL);
    }
    return (void *)(uintptr_t)(answered > 0);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    selfsame_engine *engine = engine_in(argv[1]);
    test_picture picture = picture_of(argv[2], 2);
    selfsame_challenge *challenge = NULL;
    WORKS(selfsame_challenge_draw(SELFSAME_LEVEL_CONVENIENCE, SELFSAME_LANGUAGE_ENGLISH,
                                  &challenge, &error));
    job alone[SESSIONS], together[SESSIONS];
    for (int i = 0; i < SESSIONS; i++) {
        job one = {engine, challenge, &picture, (uint64_t)i, NULL, NULL};
        alone[i] = one;
        together[i] = one;
    }
    for (int i = 0; i < SESSIONS; i++) {
        alone[i].json = run(&alone[i]);
    }
    pthread_t threads[SESSIONS], meddler;
    CHECK(pthread_create(&meddler, NULL, meddle, together) == 0);
    for (int i = 0; i < SESSIONS; i++) {
        CHECK(pthread_create(&threads[i], NULL, thread, &together[i]) == 0);
    }
    int differ = 0;
    for (int i = 0; i < SESSIONS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        if (strcmp(alone[i].json, together[i].json) != 0) {
            fprintf(stderr, "session %d alone:\n%s\ntogether:\n%s\n", i, alone[i].json,
                    together[i].json);
            differ++;
        }
        free(alone[i].json);
        free(together[i].json);
    }
    void *answered = NULL;
    atomic_store(&over, true);
    CHECK(pthread_join(meddler, &answered) == 0);
    CHECK(answered != NULL);
    CHECK(differ == 0);
    free(picture.rgb);
    CHECK(selfsame_challenge_free(challenge) == SELFSAME_OK);
    CHECK(selfsame_engine_free(engine) == SELFSAME_OK);
    CHECK(selfsame_handles() == 0);
    return 0;
}

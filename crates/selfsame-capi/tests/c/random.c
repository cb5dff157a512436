// Sessions that are created, fed, finished and dropped at random points (argv[3] of them, 2000 if
// it is not given): memory, file handles and threads do not grow.

#include "check.h"

#include <dirent.h>
#include <time.h>

// A generator of our own (xorshift): the same steps on every machine.
static uint64_t state = 88172645463325252u;
static uint64_t draw(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
}

// Memory in use, KiB: what /proc says is resident.
static long resident(void)
{
    long size = 0, pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%ld %ld", &size, &pages) == 2);
    fclose(file);
    return pages * 4;
}

// Entries of a folder of /proc.
static long entries(const char *folder)
{
    long count = 0;
    DIR *dir = opendir(folder);
    CHECK(dir != NULL);
    while (readdir(dir) != NULL) {
        count++;
    }
    closedir(dir);
    return count;
}

// Somebody's session, up to some point.
static void session(const selfsame_engine *engine, const selfsame_template *portrait,
                    const test_picture *face, const test_picture *nobody)
{
    selfsame_challenge *challenge = NULL;
    selfsame_session *session = NULL;
    selfsame_verdict *verdict = NULL;
    WORKS(selfsame_challenge_draw(1 + (int32_t)draw(3), 1 + (int32_t)draw(2), &challenge, &error));
    WORKS(selfsame_session_new(engine, challenge, &session, &error));
    if (draw(2)) {
        CHECK(selfsame_challenge_free(challenge) == SELFSAME_OK);
        challenge = NULL;
    }
    if (draw(2)) {
        WORKS(selfsame_session_set_template(session, portrait, &error));
    }
    // Most see nobody, which is quick; one in sixteen sees a face.
    const test_picture *picture = draw(16) ? nobody : face;
    uint64_t frames = draw(8);
    for (uint64_t i = 0; i < frames; i++) {
        selfsame_frame frame = frame_of(picture, i);
        selfsame_guidance guidance;
        uint8_t digit;
        switch (draw(8)) {
        case 0:
            frame.stride = 1;
            FAILS(SELFSAME_FRAME,
                  selfsame_session_push(session, &frame, &guidance, &digit, &error));
            break;
        case 1:
            frame.size = 3;
            FAILS(SELFSAME_STRUCT_SIZE,
                  selfsame_session_push(session, &frame, &guidance, &digit, &error));
            break;
        default:
            WORKS(selfsame_session_push(session, &frame, &guidance, &digit, &error));
        }
    }
    if (draw(3)) {
        WORKS(selfsame_session_finish(session, &verdict, &error));
        selfsame_bytes *json = NULL;
        if (draw(2)) {
            WORKS(selfsame_verdict_to_json(verdict, &json, &error));
        }
        CHECK(selfsame_bytes_free(json) == SELFSAME_OK);
    }
    CHECK(selfsame_session_free(session) == SELFSAME_OK);
    CHECK(selfsame_verdict_free(verdict) == SELFSAME_OK);
    CHECK(selfsame_challenge_free(challenge) == SELFSAME_OK);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3 || argc == 4);
    long count = argc == 4 ? atol(argv[3]) : 2000;
    selfsame_engine *engine = engine_in(argv[1]);
    test_picture face = picture_of(argv[2], 2);
    test_picture nobody = {80, 60, calloc(80 * 60, 3)};
    CHECK(nobody.rgb != NULL);
    selfsame_picture *still = NULL;
    selfsame_portrait *portrait = NULL;
    selfsame_template *template = NULL;
    WORKS(selfsame_picture_open(TEXT(argv[2]), &still, &error));
    WORKS(selfsame_engine_enrol(engine, still, &portrait, &error));
    WORKS(selfsame_portrait_template(portrait, &template, &error));
    CHECK(selfsame_portrait_free(portrait) == SELFSAME_OK);
    CHECK(selfsame_picture_free(still) == SELFSAME_OK);

    // Pools and caches fill in the first quarter.
    long memory = 0, files = 0, threads = 0;
    size_t handles = selfsame_handles();
    for (long i = 0; i < count; i++) {
        session(engine, template, &face, &nobody);
        CHECK(selfsame_handles() == handles);
        if (i == count / 4) {
            memory = resident();
            files = entries("/proc/self/fd");
            threads = entries("/proc/self/task");
        }
    }
    printf("%ld sessions: resident %ld -> %ld KiB, files %ld -> %ld, threads %ld -> %ld\n", count,
           memory, resident(), files, entries("/proc/self/fd"), threads,
           entries("/proc/self/task"));
    // One leaked small frame a session would be 14 KiB each, one picture of the face more.
    CHECK(resident() - memory < 8 * 1024);
    CHECK(entries("/proc/self/fd") == files && entries("/proc/self/task") == threads);

    CHECK(selfsame_template_free(template) == SELFSAME_OK);
    CHECK(selfsame_engine_free(engine) == SELFSAME_OK);
    free(face.rgb);
    free(nobody.rgb);
    CHECK(selfsame_handles() == 0);
    return 0;
}

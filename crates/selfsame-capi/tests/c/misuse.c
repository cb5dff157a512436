// What a program can do wrong that a generated test cannot know: structs, frames, the order of
// calls. Every mistake gets its code, nothing is written, and the library goes on.

#include "check.h"

static selfsame_session *session_of(const selfsame_engine *engine)
{
    selfsame_challenge *challenge = NULL;
    selfsame_session *session = NULL;
    WORKS(selfsame_challenge_draw(SELFSAME_LEVEL_CONVENIENCE, SELFSAME_LANGUAGE_ENGLISH,
                                  &challenge, &error));
    WORKS(selfsame_session_new(engine, challenge, &session, &error));
    CHECK(selfsame_challenge_free(challenge) == SELFSAME_OK);
    return session;
}

// A frame that is refused leaves guidance alone, and the session takes the next good one.
static void refused(selfsame_session *session, selfsame_code wanted, const selfsame_frame *frame)
{
    selfsame_guidance guidance = SELFSAME_GUIDANCE_OTHER;
    uint8_t digit = 77;
    FAILS(wanted, selfsame_session_push(session, frame, &guidance, &digit, &error));
    CHECK(guidance == SELFSAME_GUIDANCE_OTHER && digit == 77);
}

static void frames(selfsame_session *session, const test_picture *picture)
{
    const selfsame_frame good = frame_of(picture, 1);
    selfsame_frame bad;
    refused(session, SELFSAME_NULL, NULL);
    // Not aligned: a struct within a buffer of bytes.
    _Alignas(8) char bytes[sizeof good + 1];
    memcpy(bytes + 1, &good, sizeof good);
    refused(session, SELFSAME_ALIGNMENT, (const selfsame_frame *)(const void *)(bytes + 1));

#define BAD(wanted, change)                                                                       \
    do {                                                                                          \
        bad = good;                                                                               \
        change;                                                                                   \
        refused(session, wanted, &bad);                                                           \
    } while (0)
    BAD(SELFSAME_STRUCT_SIZE, bad.size = 0);
    BAD(SELFSAME_STRUCT_SIZE, bad.size -= 1);
    BAD(SELFSAME_STRUCT_SIZE, bad.size = UINT32_MAX);
    BAD(SELFSAME_STRUCT_VERSION, bad.version = 0);
    BAD(SELFSAME_STRUCT_VERSION, bad.version = 2);
    BAD(SELFSAME_ENUM, bad.format = 0);
    BAD(SELFSAME_ENUM, bad.format = 8);
    BAD(SELFSAME_ENUM, bad.format = INT32_MIN);
    BAD(SELFSAME_ENUM, bad.rotation = 45);
    BAD(SELFSAME_ENUM, bad.rotation = -90);
    BAD(SELFSAME_ENUM, bad.range = 0);
    BAD(SELFSAME_ENUM, bad.test = 2);
    BAD(SELFSAME_NULL, bad.data = NULL);
    BAD(SELFSAME_FRAME, bad.length = 0);
    BAD(SELFSAME_FRAME, bad.length -= 1);
    BAD(SELFSAME_LENGTH, bad.length = SIZE_MAX);
    BAD(SELFSAME_FRAME, bad.stride -= 1);
    BAD(SELFSAME_FRAME, bad.stride = 0);
    BAD(SELFSAME_FRAME, bad.stride = SIZE_MAX);
    BAD(SELFSAME_FRAME, bad.width = 0);
    BAD(SELFSAME_FRAME, bad.height = 0);
    BAD(SELFSAME_FRAME, bad.height += 1);
    BAD(SELFSAME_LIMIT, bad.width = UINT32_MAX);
    BAD(SELFSAME_LIMIT, bad.height = UINT32_MAX);
    BAD(SELFSAME_FRAME, (bad.width = bad.width / 2, bad.height = bad.height / 2));
    BAD(SELFSAME_FRAME, (bad.format = SELFSAME_PIXELS_RGBA, bad.stride = (size_t)bad.width * 4));
    BAD(SELFSAME_FRAME, (bad.format = SELFSAME_PIXELS_YUYV, bad.width = 21, bad.stride = 44));
    BAD(SELFSAME_ARGUMENT, bad.format = SELFSAME_PIXELS_JPEG);
    BAD(SELFSAME_IMAGE, (bad.format = SELFSAME_PIXELS_JPEG, bad.width = bad.height = 0,
                         bad.stride = 0));

    selfsame_guidance guidance;
    uint8_t digit;
    WORKS(selfsame_session_push(session, &good, &guidance, &digit, &error));
    // Time must grow.
    refused(session, SELFSAME_FRAME, &good);
}

// Structs that may be NULL, and must else be whole.
static void options(const selfsame_engine *engine, const char *file)
{
    selfsame_picture *picture = NULL;
    selfsame_faces *faces = NULL, *const none = NULL;
    WORKS(selfsame_picture_open(TEXT(file), &picture, &error));
    const selfsame_detect_options good = {
        .size = sizeof good, .version = SELFSAME_DETECT_OPTIONS_VERSION, .min_face = 40,
        .max_face = UINT32_MAX, .scale_factor = 0.8f, .stride = 4, .score = 2.0f, .in_region = 0,
        .x = 0, .y = 0, .width = 0, .height = 0,
    };
    selfsame_detect_options bad = good;
#define BAD_OPTIONS(wanted, change)                                                               \
    do {                                                                                          \
        bad = good;                                                                               \
        change;                                                                                   \
        FAILS(wanted, selfsame_engine_detect(engine, picture, &bad, &faces, &error));             \
        CHECK(faces == none);                                                                     \
    } while (0)
    BAD_OPTIONS(SELFSAME_STRUCT_SIZE, bad.size = 12);
    BAD_OPTIONS(SELFSAME_STRUCT_VERSION, bad.version = 9);
    BAD_OPTIONS(SELFSAME_ARGUMENT, bad.min_face = 0);
    BAD_OPTIONS(SELFSAME_ARGUMENT, bad.scale_factor = 0);
    BAD_OPTIONS(SELFSAME_ARGUMENT, bad.scale_factor = 1.0f / 0.0f);
    BAD_OPTIONS(SELFSAME_ARGUMENT, bad.stride = 0);
    BAD_OPTIONS(SELFSAME_ARGUMENT, bad.score = 0);
    BAD_OPTIONS(SELFSAME_ENUM, bad.in_region = 2);
    size_t count = 0, all = 0;
    WORKS(selfsame_engine_detect(engine, picture, &good, &faces, &error));
    WORKS(selfsame_faces_count(faces, &count, &error));
    CHECK(count >= 1);
    float x = -1, y = -1, width = -1, height = -1;
    FAILS(SELFSAME_INDEX, selfsame_faces_box(faces, count, &x, &y, &width, &height, &error));
    CHECK(x == -1 && y == -1 && width == -1 && height == -1);
    const float *points = NULL;
    FAILS(SELFSAME_ABSENT, selfsame_faces_landmarks(faces, 0, &points, &all, &error));
    selfsame_template *template = NULL;
    FAILS(SELFSAME_ABSENT, selfsame_engine_template(engine, picture, faces, 0, &template, &error));
    CHECK(selfsame_faces_free(faces) == SELFSAME_OK);
    WORKS(selfsame_engine_faces(engine, picture, NULL, &faces, &error));
    WORKS(selfsame_faces_landmarks(faces, 0, &points, &all, &error));
    CHECK(all == 478 * 3 && points[0] > 0);
    FAILS(SELFSAME_INDEX, selfsame_faces_landmarks(faces, SIZE_MAX, &points, &all, &error));
    // An array of handles in which one is none.
    WORKS(selfsame_engine_template(engine, picture, faces, 0, &template, &error));
    const selfsame_template *two[2] = {template, (const selfsame_template *)(const void *)picture};
    selfsame_template *sum = NULL;
    FAILS(SELFSAME_HANDLE_TYPE, selfsame_template_fused(two, 2, &sum, &error));
    FAILS(SELFSAME_ARGUMENT, selfsame_template_fused(two, 0, &sum, &error));
    FAILS(SELFSAME_LENGTH, selfsame_template_fused(two, SIZE_MAX, &sum, &error));
    CHECK(sum == NULL);
    CHECK(selfsame_template_free(template) == SELFSAME_OK);
    CHECK(selfsame_faces_free(faces) == SELFSAME_OK);
    CHECK(selfsame_picture_free(picture) == SELFSAME_OK);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    selfsame_engine *engine = engine_in(argv[1]);
    test_picture picture = picture_of(argv[2], 4);
    selfsame_session *session = session_of(engine);
    frames(session, &picture);
    options(engine, argv[2]);

    // What is set too late, and calls after the end.
    FAILS(SELFSAME_ARGUMENT, selfsame_session_set_test(session, &error));
    selfsame_verdict *verdict = NULL;
    WORKS(selfsame_session_finish(session, &verdict, &error));
    FAILS(SELFSAME_FINISHED, selfsame_session_finish(session, &verdict, &error));
    size_t shown = 9, of = 9;
    WORKS(selfsame_session_progress(session, &shown, &of, &error));
    CHECK(shown == 0 && of == 4);
    FAILS(SELFSAME_FINISHED, selfsame_session_set_test(session, &error));
    const selfsame_frame good = frame_of(&picture, 99);
    refused(session, SELFSAME_FINISHED, &good);
    selfsame_outcome matched = SELFSAME_OUTCOME_NOT_APPLICABLE;
    FAILS(SELFSAME_ABSENT, selfsame_verdict_match(verdict, &matched, &error));
    selfsame_reason reason;
    FAILS(SELFSAME_INDEX, selfsame_verdict_reason(verdict, 1000, &reason, &error));

    // What is pushed first closes what is set, sound and frames that are refused too.
    selfsame_session *begun = session_of(engine);
    const float silence[8000] = {0};
    WORKS(selfsame_session_push_sound(begun, silence, 8000, 16000, 1000000000, &error));
    FAILS(SELFSAME_ARGUMENT, selfsame_session_set_test(begun, &error));
    FAILS(SELFSAME_SOUND, selfsame_session_push_sound(begun, silence, 8000, 16000, 0, &error));
    CHECK(selfsame_session_free(begun) == SELFSAME_OK);

    // Texts of errors say where, and never what was read.
    selfsame_challenge *challenge = NULL;
    selfsame_error *error = NULL;
    const char *json = "{\"digits\":\"4711\"}", *text = NULL;
    size_t length = 0;
    CHECK(selfsame_challenge_from_json(TEXT(json), &challenge, &error) == SELFSAME_CHALLENGE);
    CHECK(selfsame_error_message(error, &text, &length) == SELFSAME_OK);
    CHECK(strstr(text, "4711") == NULL && strstr(text, "line 1") != NULL);
    uint64_t wait = 77;
    CHECK(selfsame_error_wait(error, &wait) == SELFSAME_ABSENT && wait == 77);
    CHECK(selfsame_error_free(error) == SELFSAME_OK);

    // Texts that are none, and lengths that cannot be.
    selfsame_picture *none = NULL;
    FAILS(SELFSAME_UTF8, selfsame_picture_open("\xff\xfe", 2, &none, &error));
    FAILS(SELFSAME_NULL, selfsame_picture_open(NULL, 5, &none, &error));
    FAILS(SELFSAME_LENGTH, selfsame_picture_open("x", SIZE_MAX, &none, &error));
    FAILS(SELFSAME_IO, selfsame_picture_open("a\0b", 3, &none, &error));
    FAILS(SELFSAME_IMAGE, selfsame_picture_decode((const uint8_t *)"", 0, &none, &error));
    FAILS(SELFSAME_IMAGE, selfsame_picture_from_rgb(4, 4, picture.rgb, 47, &none, &error));
    FAILS(SELFSAME_LIMIT, selfsame_picture_from_rgb(UINT32_MAX, 1, picture.rgb,
                                                    (size_t)UINT32_MAX * 3, &none, &error));
    CHECK(none == NULL);

    // Without an error object the code is enough; a misaligned place for one is not written to.
    CHECK(selfsame_picture_open("x", SIZE_MAX, &none, NULL) == SELFSAME_LENGTH);
    _Alignas(8) char place[16] = {0};
    CHECK(selfsame_picture_open("x", SIZE_MAX, &none,
                                (selfsame_error **)(void *)(place + 1)) == SELFSAME_LENGTH);
    CHECK(memcmp(place, (char[16]){0}, 16) == 0);

    CHECK(selfsame_verdict_free(verdict) == SELFSAME_OK);
    CHECK(selfsame_session_free(session) == SELFSAME_OK);
    CHECK(selfsame_engine_free(engine) == SELFSAME_OK);
    free(picture.rgb);
    CHECK(selfsame_handles() == 0);
    return 0;
}

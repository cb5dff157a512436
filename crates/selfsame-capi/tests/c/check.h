// What the C tests share: a check that stops, an engine, and moving pictures made of one portrait.
//
// Enters: argv[1], the folder of the models, and argv[2], a portrait. Leaves: exit code 0, or a line
// on standard error that says what did not hold, and 1.

#ifndef SELFSAME_TEST_CHECK_H
#define SELFSAME_TEST_CHECK_H

#include <selfsame.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(holds)                                                                              \
    do {                                                                                          \
        if (!(holds)) {                                                                           \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds);            \
            exit(1);                                                                              \
        }                                                                                         \
    } while (0)

// A call that must work; tells the error if it does not.
#define WORKS(call)                                                                               \
    do {                                                                                          \
        selfsame_error *error = NULL;                                                             \
        selfsame_code code = (call);                                                              \
        if (code != SELFSAME_OK) {                                                                \
            const char *message = "", *context = "";                                              \
            size_t length = 0;                                                                    \
            selfsame_error_message(error, &message, &length);                                     \
            selfsame_error_context(error, &context, &length);                                     \
            fprintf(stderr, "%s:%d: %s: %s (%d)\n", __FILE__, __LINE__, context, message, code);  \
            exit(1);                                                                              \
        }                                                                                         \
        CHECK(error == NULL);                                                                     \
    } while (0)

// A call that must fail with a code, a message and a context, and does not write its output.
#define FAILS(wanted, call)                                                                       \
    do {                                                                                          \
        selfsame_error *error = NULL;                                                             \
        selfsame_code code = (call);                                                              \
        if (code != (wanted)) {                                                                   \
            fprintf(stderr, "%s:%d: answered %d, not %d: %s\n", __FILE__, __LINE__, code, wanted, \
                    #call);                                                                       \
            exit(1);                                                                              \
        }                                                                                         \
        told(error, wanted);                                                                      \
    } while (0)

static inline void told(selfsame_error *error, selfsame_code wanted)
{
    const char *text = NULL;
    size_t length = 0;
    selfsame_code code = SELFSAME_OK;
    CHECK(error != NULL);
    CHECK(selfsame_error_code(error, &code) == SELFSAME_OK && code == wanted);
    CHECK(selfsame_error_message(error, &text, &length) == SELFSAME_OK);
    CHECK(length > 0 && strlen(text) == length);
    CHECK(selfsame_error_context(error, &text, &length) == SELFSAME_OK);
    CHECK(strncmp(text, "selfsame_", 9) == 0 && strlen(text) == length);
    CHECK(selfsame_error_free(error) == SELFSAME_OK);
    CHECK(selfsame_error_free(error) == SELFSAME_HANDLE_FREED);
}

#define TEXT(text) (text), strlen(text)

static inline selfsame_engine *engine_in(const char *models_folder)
{
    selfsame_models *models = NULL;
    selfsame_engine_builder *builder = NULL;
    selfsame_engine *engine = NULL;
    WORKS(selfsame_models_in_folder(TEXT(models_folder), &models, &error));
    WORKS(selfsame_engine_builder_new(&builder, &error));
    WORKS(selfsame_engine_builder_set_models(builder, models, &error));
    WORKS(selfsame_engine_builder_set_policy(builder, SELFSAME_LEVEL_CONVENIENCE,
                                             SELFSAME_FMR_1E_4, &error));
    CHECK(selfsame_models_free(models) == SELFSAME_OK);
    WORKS(selfsame_engine_build(builder, &engine, &error));
    CHECK(selfsame_engine_builder_free(builder) == SELFSAME_OK);
    return engine;
}

// A picture in memory of the test's: what a camera driver would have.
typedef struct {
    uint32_t width, height;
    uint8_t *rgb;
} test_picture;

// The picture of a file, every `step`-th pixel.
static inline test_picture picture_of(const char *file, uint32_t step)
{
    selfsame_picture *picture = NULL;
    uint32_t width = 0, height = 0;
    const uint8_t *rgb = NULL;
    size_t length = 0;
    WORKS(selfsame_picture_open(TEXT(file), &picture, &error));
    WORKS(selfsame_picture_width(picture, &width, &error));
    WORKS(selfsame_picture_height(picture, &height, &error));
    WORKS(selfsame_picture_rgb(picture, &rgb, &length, &error));
    CHECK(length == (size_t)width * height * 3);
    test_picture copy = {width / step, height / step, NULL};
    copy.rgb = malloc((size_t)copy.width * copy.height * 3);
    CHECK(copy.rgb != NULL);
    for (uint32_t y = 0; y < copy.height; y++) {
        for (uint32_t x = 0; x < copy.width; x++) {
            memcpy(copy.rgb + ((size_t)y * copy.width + x) * 3,
                   rgb + ((size_t)y * step * width + (size_t)x * step) * 3, 3);
        }
    }
    CHECK(selfsame_picture_free(picture) == SELFSAME_OK);
    return copy;
}

// A frame of such a picture, at the n-th thirtieth of a second.
static inline selfsame_frame frame_of(const test_picture *picture, uint64_t number)
{
    selfsame_frame frame = {
        .size = sizeof frame,
        .version = SELFSAME_FRAME_VERSION,
        .format = SELFSAME_PIXELS_RGB,
        .width = picture->width,
        .height = picture->height,
        .rotation = 0,
        .range = SELFSAME_RANGE_LIMITED,
        .test = 1,
        .stride = (size_t)picture->width * 3,
        .data = picture->rgb,
        .length = (size_t)picture->width * picture->height * 3,
        .time_ns = number * 33333333u,
    };
    return frame;
}

#endif

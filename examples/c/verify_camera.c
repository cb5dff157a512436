// A live session before the camera, in a terminal: what to do, the digits to read, the verdict.
//
//     verify_camera [--portrait FILE] [--camera NUMBER|NAME] [--language en|zh]
//     verify_camera --list
//     verify_camera --video FILE ...      plays a file as if it were a camera
//
// Cameras need a library that was built with them (`cargo build -p selfsame-capi --features
// camera`). Nothing is written. Ctrl-C ends the program.
//
// Exit code: 0 whenever a verdict was reached, whatever it is; 1 when something failed.

#include "common.h"

static int list(void)
{
    selfsame_cameras *cameras = NULL;
    size_t count = 0;
    MUST(selfsame_cameras_list(&cameras, &error));
    MUST(selfsame_cameras_count(cameras, &count, &error));
    for (size_t i = 0; i < count; i++) {
        uint32_t number = 0;
        const char *name = NULL;
        size_t length = 0;
        MUST(selfsame_cameras_number(cameras, i, &number, &error));
        MUST(selfsame_cameras_name(cameras, i, &name, &length, &error));
        printf("%3u  %s\n", number, name);
    }
    if (count == 0) {
        printf("no camera was found\n");
    }
    selfsame_cameras_free(cameras);
    return EXIT_SUCCESS;
}

static selfsame_source *open_camera(const char *name)
{
    selfsame_source *source = NULL;
    const selfsame_camera_options options = {
        .size = sizeof options,
        .version = SELFSAME_CAMERA_OPTIONS_VERSION,
        .width = 640,
        .height = 480,
        .fps = 30,
        .camera = name, // NULL: the first one
        .camera_length = name != NULL ? strlen(name) : 0,
    };
    MUST(selfsame_source_open_camera(&options, &source, &error));
    return source;
}

int main(int argc, char **argv)
{
    const char *portrait_file = NULL, *camera = NULL, *video = NULL;
    selfsame_language language = SELFSAME_LANGUAGE_ENGLISH;
    check_library();
    for (int i = 1; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--list") == 0) {
            return list();
        } else if (value != NULL && strcmp(argv[i], "--portrait") == 0) {
            portrait_file = value;
        } else if (value != NULL && strcmp(argv[i], "--camera") == 0) {
            camera = value;
        } else if (value != NULL && strcmp(argv[i], "--video") == 0) {
            video = value;
        } else if (value != NULL && strcmp(argv[i], "--language") == 0 &&
                   (strcmp(value, "en") == 0 || strcmp(value, "zh") == 0)) {
            language = strcmp(value, "zh") == 0 ? SELFSAME_LANGUAGE_MANDARIN
                                                : SELFSAME_LANGUAGE_ENGLISH;
        } else {
            fprintf(stderr,
                    "usage: %s [--portrait FILE] [--camera NUMBER|NAME | --video FILE]\n"
                    "       [--language en|zh] [--list]\n",
                    argv[0]);
            return EXIT_FAILURE;
        }
    }

    // The law of many places, and decency: a face is never the only way.
    const char *other_way = NULL;
    size_t length = 0;
    MUST(selfsame_language_other_way(language, &other_way, &length, &error));
    printf("%s\n\n", other_way);

    // Models and portrait are checked before the camera lights up.
    selfsame_engine *engine = build_engine(SELFSAME_LEVEL_STANDARD, SELFSAME_FMR_1E_4);
    selfsame_challenge *challenge = NULL;
    selfsame_session *session = NULL;
    MUST(selfsame_challenge_draw(SELFSAME_LEVEL_STANDARD, language, &challenge, &error));
    MUST(selfsame_session_new(engine, challenge, &session, &error));
    if (portrait_file != NULL) {
        selfsame_portrait *portrait = enrol(engine, portrait_file);
        MUST(selfsame_session_set_portrait(session, portrait, &error));
        selfsame_portrait_free(portrait);
    }
    selfsame_source *source = NULL;
    if (video != NULL) {
        MUST(selfsame_source_open_video(TEXT(video), &source, &error));
    } else {
        source = open_camera(camera);
    }

    MUST(selfsame_session_on_guidance(session, tell, &language, &error));
    selfsame_guidance guidance = SELFSAME_GUIDANCE_LOOK_HERE;
    while (guidance != SELFSAME_GUIDANCE_DONE) {
        selfsame_captured *frame = NULL;
        uint8_t digit = 0;
        selfsame_error *error = NULL;
        if (selfsame_source_next(source, &frame, &error) != SELFSAME_OK) {
            // An unplugged camera ends the session: the verdict is to try again.
            const char *why = "";
            size_t why_length = 0;
            selfsame_error_message(error, &why, &why_length);
            printf("the frames broke off: %s\n", why);
            selfsame_error_free(error);
            break;
        }
        if (frame == NULL) {
            printf("the frames ended early\n");
            break;
        }
        MUST(selfsame_session_push_captured(session, frame, &guidance, &digit, &error));
        selfsame_captured_free(frame);
    }
    selfsame_source_free(source); // the camera's light goes out

    selfsame_verdict *verdict = NULL;
    MUST(selfsame_session_finish(session, &verdict, &error));
    tell_verdict(verdict);
    selfsame_verdict_free(verdict);
    selfsame_session_free(session);
    selfsame_challenge_free(challenge);
    selfsame_engine_free(engine);
    return EXIT_SUCCESS;
}

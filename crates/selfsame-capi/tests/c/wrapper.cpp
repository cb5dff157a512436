// The C++ wrapper: handles free themselves, failures are exceptions, values come out right.

#include <selfsame.hpp>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(holds)                                                                              \
    do {                                                                                          \
        if (!(holds)) {                                                                           \
            std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds);       \
            std::exit(1);                                                                         \
        }                                                                                         \
    } while (0)

static void run(const char *models, const char *file)
{
    using namespace selfsame;
    Engine engine =
        EngineBuilder().models_in(models).policy(SELFSAME_LEVEL_STANDARD, SELFSAME_FMR_1E_4).build();
    CHECK(!engine.inference().empty());
    Picture picture = Picture::open(file);
    Portrait portrait = engine.enrol(picture);
    Template first = portrait.to_template();
    CHECK(first.quality() > 50);
    CHECK(first.compare(portrait.to_template()).outcome(SELFSAME_FMR_1E_6) == SELFSAME_OUTCOME_PASS);

    Challenge challenge = Challenge::draw(SELFSAME_LEVEL_STANDARD, SELFSAME_LANGUAGE_ENGLISH);
    CHECK(challenge.digits().size() == 6);
    CHECK(Challenge::from_json(challenge.to_json()).digits() == challenge.digits());
    Session session(engine, challenge);
    session.portrait(first).for_test();
    std::vector<uint8_t> grey(64 * 48, 128);
    selfsame_frame frame{};
    frame.size = sizeof frame;
    frame.version = SELFSAME_FRAME_VERSION;
    frame.format = SELFSAME_PIXELS_GREY;
    frame.width = 64;
    frame.height = 48;
    frame.range = SELFSAME_RANGE_LIMITED;
    frame.stride = 64;
    frame.data = grey.data();
    frame.length = grey.size();
    CHECK(session.push(frame).guidance == SELFSAME_GUIDANCE_LOOK_HERE);
    try {
        session.push(frame);
        CHECK(!"the same time twice");
    } catch (const Error &error) {
        CHECK(error.code() == SELFSAME_FRAME);
        CHECK(error.context() == "selfsame_session_push");
        CHECK(std::string(error.what()).find("time must grow") != std::string::npos);
    }
    Session moved = std::move(session);
    CHECK(!session && moved);
    Verdict verdict = moved.finish();
    CHECK(verdict.outcome() == SELFSAME_OUTCOME_RETRY && verdict.is_test());
    CHECK(!verdict.match().has_value());
    CHECK(!verdict.reasons().empty());
    CHECK(verdict.to_json().find("\"selfsame.verdict/1\"") != std::string::npos);
    try {
        Picture::open("no such file");
        CHECK(!"a file that is not there");
    } catch (const Error &error) {
        CHECK(error.code() == SELFSAME_IO);
    }
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    run(argv[1], argv[2]);
    CHECK(selfsame_handles() == 0);
    return 0;
}

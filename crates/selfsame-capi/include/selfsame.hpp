// selfsame.hpp: a thin C++17 wrapper of selfsame.h. Handles free themselves, failures are exceptions,
// texts are std::string_view going in and std::string coming out. Everything else is as the header
// says; `get()` gives the C handle for what is not wrapped.
//
// Enters: nothing but the C header. Leaves: classes in the namespace selfsame. Header only: it adds
// nothing to the library's binary interface.
//
//     selfsame::Engine engine = selfsame::EngineBuilder().models_in("models").build();
//     selfsame::Session session(engine, selfsame::Challenge::draw(SELFSAME_LEVEL_STANDARD,
//                                                                  SELFSAME_LANGUAGE_ENGLISH));
//     while (session.push(frame).guidance != SELFSAME_GUIDANCE_DONE) { ... }
//     selfsame::Verdict verdict = session.finish();

#ifndef SELFSAME_HPP
#define SELFSAME_HPP

#include "selfsame.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace selfsame {

// A call that failed: what() is the message, with the context in front.
class Error : public std::runtime_error {
public:
    Error(selfsame_code code, std::string context, const std::string &message)
        : std::runtime_error(context + ": " + message), code_(code), context_(std::move(context))
    {
    }

    selfsame_code code() const noexcept { return code_; }
    // The function, and the argument it is about.
    const std::string &context() const noexcept { return context_; }

private:
    selfsame_code code_;
    std::string context_;
};

namespace detail {

inline void raise(selfsame_code code, selfsame_error *error)
{
    const char *text = "";
    size_t length = 0;
    std::string message, context = "selfsame";
    if (selfsame_error_message(error, &text, &length) == SELFSAME_OK) {
        message.assign(text, length);
    }
    if (selfsame_error_context(error, &text, &length) == SELFSAME_OK) {
        context.assign(text, length);
    }
    selfsame_error_free(error);
    throw Error(code, std::move(context), message);
}

// Calls, with a place for an error as the last argument.
template <typename Function, typename... Arguments>
void call(Function function, Arguments... arguments)
{
    selfsame_error *error = nullptr;
    const selfsame_code code = function(arguments..., &error);
    if (code != SELFSAME_OK) {
        raise(code, error);
    }
}

// Asks for one value.
template <typename Value, typename Function, typename... Arguments>
Value ask(Function function, Arguments... arguments)
{
    Value value{};
    call(function, arguments..., &value);
    return value;
}

// Asks for a text.
template <typename Function, typename... Arguments>
std::string ask_text(Function function, Arguments... arguments)
{
    const char *text = nullptr;
    size_t length = 0;
    call(function, arguments..., &text, &length);
    return std::string(text, length);
}

template <typename Handle, selfsame_code (*Free)(Handle *)>
struct Freer {
    void operator()(Handle *handle) const noexcept { Free(handle); }
};

} // namespace detail

// A handle that frees itself. It can be moved and not copied; an empty one holds NULL.
template <typename Handle, selfsame_code (*Free)(Handle *)>
class Owned {
public:
    Owned() = default;
    explicit Owned(Handle *handle) : handle_(handle) {}

    Handle *get() const noexcept { return handle_.get(); }
    Handle *release() noexcept { return handle_.release(); }
    explicit operator bool() const noexcept { return static_cast<bool>(handle_); }

    // What a function makes whose last output is such a handle.
    template <typename Function, typename... Arguments>
    static Handle *made(Function function, Arguments... arguments)
    {
        return detail::ask<Handle *>(function, arguments...);
    }

protected:
    std::unique_ptr<Handle, detail::Freer<Handle, Free>> handle_;
};

// Bytes that the library made: JSON, tokens, templates, keys. Overwritten when freed.
class Bytes : public Owned<selfsame_bytes, selfsame_bytes_free> {
public:
    using Owned::Owned;

    std::string_view view() const
    {
        const uint8_t *data = nullptr;
        size_t length = 0;
        detail::call(selfsame_bytes_data, get(), &data, &length);
        return {reinterpret_cast<const char *>(data), length};
    }
    std::string str() const { return std::string(view()); }
};

// An upright RGB picture.
class Picture : public Owned<selfsame_picture, selfsame_picture_free> {
public:
    using Owned::Owned;

    static Picture open(std::string_view file)
    {
        return Picture(made(selfsame_picture_open, file.data(), file.size()));
    }
    static Picture decode(const void *data, size_t length)
    {
        return Picture(made(selfsame_picture_decode, static_cast<const uint8_t *>(data), length));
    }
    static Picture of(const selfsame_frame &frame)
    {
        return Picture(made(selfsame_picture_from_frame, &frame));
    }
    uint32_t width() const { return detail::ask<uint32_t>(selfsame_picture_width, get()); }
    uint32_t height() const { return detail::ask<uint32_t>(selfsame_picture_height, get()); }
};

class Comparison : public Owned<selfsame_comparison, selfsame_comparison_free> {
public:
    using Owned::Owned;

    selfsame_outcome outcome(selfsame_fmr rate) const
    {
        return detail::ask<selfsame_outcome>(selfsame_comparison_outcome, get(),
                                             static_cast<int32_t>(rate));
    }
    // Evidence: show the rate, not this.
    float similarity() const { return detail::ask<float>(selfsame_comparison_similarity, get()); }
};

class Template : public Owned<selfsame_template, selfsame_template_free> {
public:
    using Owned::Owned;

    uint8_t quality() const { return detail::ask<uint8_t>(selfsame_template_quality, get()); }
    Comparison compare(const Template &other) const
    {
        return Comparison(Comparison::made(selfsame_template_compare, get(), other.get()));
    }
};

class Portrait : public Owned<selfsame_portrait, selfsame_portrait_free> {
public:
    using Owned::Owned;

    Template to_template() const { return Template(Template::made(selfsame_portrait_template, get())); }
};

// Shared by threads.
class Engine : public Owned<selfsame_engine, selfsame_engine_free> {
public:
    using Owned::Owned;

    std::string inference() const { return detail::ask_text(selfsame_engine_inference, get()); }
    Portrait enrol(const Picture &picture) const
    {
        return Portrait(Portrait::made(selfsame_engine_enrol, get(), picture.get()));
    }
};

class EngineBuilder : public Owned<selfsame_engine_builder, selfsame_engine_builder_free> {
public:
    EngineBuilder() : Owned(made(selfsame_engine_builder_new)) {}

    EngineBuilder &models_in(std::string_view folder)
    {
        Owned<selfsame_models, selfsame_models_free> models(
            detail::ask<selfsame_models *>(selfsame_models_in_folder, folder.data(), folder.size()));
        detail::call(selfsame_engine_builder_set_models, get(), models.get());
        return *this;
    }
    EngineBuilder &policy(selfsame_level level, selfsame_fmr rate)
    {
        detail::call(selfsame_engine_builder_set_policy, get(), static_cast<int32_t>(level),
                     static_cast<int32_t>(rate));
        return *this;
    }
    EngineBuilder &inference(selfsame_inference inference)
    {
        detail::call(selfsame_engine_builder_set_inference, get(), static_cast<int32_t>(inference),
                     static_cast<const char *>(nullptr), size_t{0});
        return *this;
    }
    EngineBuilder &threads(uint32_t threads)
    {
        detail::call(selfsame_engine_builder_set_threads, get(), threads);
        return *this;
    }
    Engine build() const { return Engine(Engine::made(selfsame_engine_build, get())); }
};

class Challenge : public Owned<selfsame_challenge, selfsame_challenge_free> {
public:
    using Owned::Owned;

    static Challenge draw(selfsame_level level, selfsame_language language)
    {
        return Challenge(made(selfsame_challenge_draw, static_cast<int32_t>(level),
                              static_cast<int32_t>(language)));
    }
    static Challenge from_json(std::string_view json)
    {
        return Challenge(made(selfsame_challenge_from_json, json.data(), json.size()));
    }
    std::string to_json() const { return Bytes(Bytes::made(selfsame_challenge_to_json, get())).str(); }
    std::vector<uint8_t> digits() const
    {
        const uint8_t *digits = nullptr;
        size_t count = 0;
        detail::call(selfsame_challenge_digits, get(), &digits, &count);
        return std::vector<uint8_t>(digits, digits + count);
    }
};

// What a session came to.
class Verdict : public Owned<selfsame_verdict, selfsame_verdict_free> {
public:
    using Owned::Owned;

    selfsame_outcome outcome() const
    {
        return detail::ask<selfsame_outcome>(selfsame_verdict_outcome, get());
    }
    selfsame_outcome liveness() const
    {
        return detail::ask<selfsame_outcome>(selfsame_verdict_liveness, get());
    }
    // None if no portrait was given or no face could be compared.
    std::optional<selfsame_outcome> match() const
    {
        selfsame_outcome outcome{};
        selfsame_error *error = nullptr;
        const selfsame_code code = selfsame_verdict_match(get(), &outcome, &error);
        if (code == SELFSAME_ABSENT) {
            selfsame_error_free(error);
            return std::nullopt;
        }
        if (code != SELFSAME_OK) {
            detail::raise(code, error);
        }
        return outcome;
    }
    bool is_test() const { return detail::ask<bool>(selfsame_verdict_is_test, get()); }
    std::vector<selfsame_reason> reasons() const
    {
        std::vector<selfsame_reason> all(detail::ask<size_t>(selfsame_verdict_reason_count, get()));
        for (size_t i = 0; i < all.size(); i++) {
            all[i] = detail::ask<selfsame_reason>(selfsame_verdict_reason, get(), i);
        }
        return all;
    }
    std::string to_json() const { return Bytes(Bytes::made(selfsame_verdict_to_json, get())).str(); }
    std::string statement() const { return Bytes(Bytes::made(selfsame_verdict_statement, get())).str(); }
};

// What the person should be told, and the digit to read where the hint is SELFSAME_GUIDANCE_READ.
struct Hint {
    selfsame_guidance guidance{};
    uint8_t digit{};
};

// One person's session; one thread at a time.
class Session : public Owned<selfsame_session, selfsame_session_free> {
public:
    Session(const Engine &engine, const Challenge &challenge)
        : Owned(made(selfsame_session_new, engine.get(), challenge.get()))
    {
    }

    Session &portrait(const Portrait &portrait)
    {
        detail::call(selfsame_session_set_portrait, get(), portrait.get());
        return *this;
    }
    Session &portrait(const Template &portrait)
    {
        detail::call(selfsame_session_set_template, get(), portrait.get());
        return *this;
    }
    Session &for_test()
    {
        detail::call(selfsame_session_set_test, get());
        return *this;
    }
    Hint push(const selfsame_frame &frame)
    {
        Hint hint;
        detail::call(selfsame_session_push, get(), &frame, &hint.guidance, &hint.digit);
        return hint;
    }
    Hint push(const selfsame_captured *frame)
    {
        Hint hint;
        detail::call(selfsame_session_push_captured, get(), frame, &hint.guidance, &hint.digit);
        return hint;
    }
    // The session is over, whatever comes of it.
    Verdict finish() { return Verdict(Verdict::made(selfsame_session_finish, get())); }
};

// A frame of a source.
using Captured = Owned<selfsame_captured, selfsame_captured_free>;

// A clip, a folder of pictures, a camera.
class Source : public Owned<selfsame_source, selfsame_source_free> {
public:
    using Owned::Owned;

    static Source open_video(std::string_view file)
    {
        return Source(made(selfsame_source_open_video, file.data(), file.size()));
    }
    // Empty at the end.
    Captured next() { return Captured(detail::ask<selfsame_captured *>(selfsame_source_next, get())); }
};

} // namespace selfsame

#endif

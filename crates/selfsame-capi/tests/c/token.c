// From a challenge that is issued to a token that is taken, in C: once, and not altered.

#include "check.h"

static const uint64_t NOW = 1800000000u;

// A text of the test's own, for what must outlive the handle.
static char *copied(const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    CHECK(copy != NULL);
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

static char *text_of(selfsame_bytes *bytes)
{
    const uint8_t *data = NULL;
    size_t length = 0;
    WORKS(selfsame_bytes_data(bytes, &data, &length, &error));
    char *copy = copied((const char *)data, length);
    CHECK(selfsame_bytes_free(bytes) == SELFSAME_OK);
    return copy;
}

// A session that sees nobody, of the prompts that were issued; what may be signed of it.
static char *statement(const selfsame_engine *engine, const char *prompts)
{
    selfsame_challenge *challenge = NULL;
    selfsame_session *session = NULL;
    selfsame_verdict *verdict = NULL;
    selfsame_bytes *json = NULL;
    uint8_t grey[64 * 48] = {0};
    WORKS(selfsame_challenge_from_json(TEXT(prompts), &challenge, &error));
    WORKS(selfsame_session_new(engine, challenge, &session, &error));
    selfsame_frame frame = {
        .size = sizeof frame, .version = SELFSAME_FRAME_VERSION, .format = SELFSAME_PIXELS_GREY,
        .width = 64, .height = 48, .rotation = 0, .range = SELFSAME_RANGE_LIMITED, .test = 1,
        .stride = 64, .data = grey, .length = sizeof grey, .time_ns = 0,
    };
    selfsame_guidance guidance;
    uint8_t digit;
    WORKS(selfsame_session_push(session, &frame, &guidance, &digit, &error));
    WORKS(selfsame_session_finish(session, &verdict, &error));
    WORKS(selfsame_verdict_statement(verdict, &json, &error));
    CHECK(selfsame_verdict_free(verdict) == SELFSAME_OK);
    CHECK(selfsame_session_free(session) == SELFSAME_OK);
    CHECK(selfsame_challenge_free(challenge) == SELFSAME_OK);
    return text_of(json);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    selfsame_engine *engine = engine_in(argv[1]);

    // The server: a service, a key, an issuer.
    uint8_t pepper[32] = {0};
    selfsame_service *service = NULL;
    FAILS(SELFSAME_ARGUMENT, selfsame_service_in_memory(pepper, 32, NULL, &service, &error));
    pepper[0] = 1;
    FAILS(SELFSAME_LENGTH, selfsame_service_in_memory(pepper, 31, NULL, &service, &error));
    selfsame_rules rules = {
        .size = sizeof rules, .version = SELFSAME_RULES_VERSION, .life_s = 180, .skew_s = 30,
        .early_s = 2, .subject_most = 3, .subject_window_s = 86400, .subject_free = 1,
        .subject_first_delay_s = 15, .subject_longest_delay_s = 900, .device_most = 60,
        .device_window_s = 86400, .device_free = 10, .device_first_delay_s = 5,
        .device_longest_delay_s = 900,
    };
    rules.life_s = 0;
    FAILS(SELFSAME_ARGUMENT, selfsame_service_in_memory(pepper, 32, &rules, &service, &error));
    rules.life_s = 180;
    WORKS(selfsame_service_in_memory(pepper, 32, &rules, &service, &error));
    selfsame_key *key = NULL, *second = NULL;
    selfsame_issuer *issuer = NULL;
    selfsame_key_set *keys = NULL;
    WORKS(selfsame_key_generate(SELFSAME_ALGORITHM_ES256, true, &key, &error));
    WORKS(selfsame_key_generate(SELFSAME_ALGORITHM_SM2, true, &second, &error));
    selfsame_bytes *bytes = NULL;
    WORKS(selfsame_key_to_pem(key, &bytes, &error));
    char *pem = text_of(bytes);
    CHECK(selfsame_key_free(key) == SELFSAME_OK);
    WORKS(selfsame_key_from_pem(SELFSAME_ALGORITHM_ES256, TEXT(pem), true, &key, &error));
    free(pem);
    WORKS(selfsame_issuer_new(TEXT("https://issuer.example"), key, second, 120, &issuer, &error));
    WORKS(selfsame_issuer_keys(issuer, &keys, &error));
    WORKS(selfsame_key_set_to_jwks(keys, &bytes, &error));
    char *jwks = text_of(bytes);
    CHECK(selfsame_key_set_free(keys) == SELFSAME_OK);

    // A challenge is issued, shown, and redeemed once.
    selfsame_challenge *drawn = NULL;
    selfsame_issued *issued = NULL;
    const char *text = NULL;
    size_t length = 0;
    WORKS(selfsame_challenge_draw(SELFSAME_LEVEL_CONVENIENCE, SELFSAME_LANGUAGE_ENGLISH, &drawn,
                                  &error));
    WORKS(selfsame_challenge_to_json(drawn, &bytes, &error));
    char *prompts = text_of(bytes);
    WORKS(selfsame_service_issue(service, TEXT("case 7"), TEXT("office"), NULL, 0,
                                 SELFSAME_LEVEL_CONVENIENCE, TEXT(prompts), NOW, &issued, &error));
    free(prompts);
    WORKS(selfsame_issued_session(issued, &text, &length, &error));
    char *name = copied(text, length);
    WORKS(selfsame_issued_nonce(issued, &text, &length, &error));
    char *nonce = copied(text, length);
    WORKS(selfsame_issued_prompts(issued, &text, &length, &error));
    char *stated = statement(engine, text);
    uint64_t issued_at = 0, expires_at = 0;
    uint32_t attempt = 0, left = 0;
    WORKS(selfsame_issued_numbers(issued, &issued_at, &expires_at, &attempt, &left, &error));
    CHECK(issued_at == NOW && expires_at == NOW + 180 && attempt == 1 && left == 2);
    selfsame_redeemed *redeemed = NULL;
    selfsame_error *early = NULL;
    uint64_t wait = 0;
    CHECK(selfsame_service_redeem(service, TEXT(name), TEXT(nonce), TEXT("case 7"), TEXT("office"),
                                  NULL, 0, NOW + 1, &redeemed, &early) ==
          SELFSAME_REFUSED_TOO_EARLY);
    CHECK(selfsame_error_wait(early, &wait) == SELFSAME_OK && wait > 0 && wait < 60);
    CHECK(selfsame_error_free(early) == SELFSAME_OK);
    FAILS(SELFSAME_REFUSED_TOO_EARLY,
          selfsame_service_redeem(service, TEXT(name), TEXT(nonce), TEXT("case 7"), TEXT("office"),
                                  NULL, 0, NOW + 1, &redeemed, &error));
    FAILS(SELFSAME_REFUSED_WRONG_BINDING,
          selfsame_service_redeem(service, TEXT(name), TEXT(nonce), TEXT("case 8"), TEXT("office"),
                                  NULL, 0, NOW + 40, &redeemed, &error));
    CHECK(redeemed == NULL);
    WORKS(selfsame_service_redeem(service, TEXT(name), TEXT(nonce), TEXT("case 7"), TEXT("office"),
                                  NULL, 0, NOW + 40, &redeemed, &error));
    selfsame_redeemed *twice = NULL;
    FAILS(SELFSAME_REFUSED_ALREADY_REDEEMED,
          selfsame_service_redeem(service, TEXT(name), TEXT(nonce), TEXT("case 7"), TEXT("office"),
                                  NULL, 0, NOW + 41, &twice, &error));

    WORKS(selfsame_redeemed_session(redeemed, &text, &length, &error));
    CHECK(strcmp(text, name) == 0);
    WORKS(selfsame_redeemed_level(redeemed, &text, &length, &error));
    CHECK(strcmp(text, "convenience") == 0);

    // Signed, once; a draft that cannot be read uses nothing up.
    selfsame_draft draft = {
        .size = sizeof draft, .version = SELFSAME_DRAFT_VERSION, .statement = stated,
        .statement_length = strlen(stated), .txn = "t1", .txn_length = 2, .pseudonym = NULL,
        .pseudonym_length = 0, .identity = NULL, .identity_length = 0, .evidence = NULL,
        .evidence_length = 0,
    };
    selfsame_signed *done = NULL;
    draft.statement_length -= 1;
    FAILS(SELFSAME_CLAIMS, selfsame_issuer_sign(issuer, redeemed, &draft, NOW + 42, &done, &error));
    draft.statement_length += 1;
    draft.identity = "{}";
    draft.identity_length = 2;
    FAILS(SELFSAME_CLAIMS, selfsame_issuer_sign(issuer, redeemed, &draft, NOW + 42, &done, &error));
    draft.identity = NULL;
    draft.identity_length = 0;
    WORKS(selfsame_issuer_sign(issuer, redeemed, &draft, NOW + 42, &done, &error));
    selfsame_signed *again = NULL;
    FAILS(SELFSAME_FINISHED,
          selfsame_issuer_sign(issuer, redeemed, &draft, NOW + 42, &again, &error));
    bool settled = false;
    WORKS(selfsame_service_settle(service, TEXT(name), false, NOW + 42, &settled, &error));
    CHECK(settled);
    WORKS(selfsame_signed_token(done, &text, &length, &error));
    char *token = copied(text, length);

    // The relying party.
    selfsame_verifier_builder *builder = NULL;
    selfsame_verifier *verifier = NULL;
    selfsame_verified *verified = NULL;
    WORKS(selfsame_key_set_from_jwks((const uint8_t *)jwks, strlen(jwks), &keys, &error));
    WORKS(selfsame_verifier_builder_new(TEXT("office"), TEXT("https://issuer.example"), keys,
                                        &builder, &error));
    WORKS(selfsame_verifier_builder_demand_sm2(builder, &error));
    WORKS(selfsame_verifier_build(builder, &verifier, &error));
#define TOKEN(wanted, token, nonce, now)                                                          \
    FAILS(wanted, selfsame_verifier_verify(verifier, TEXT(token), TEXT(nonce), now, &verified,    \
                                           &error))
    TOKEN(SELFSAME_TOKEN_TEST_VERDICT, token, nonce, NOW + 43);
    CHECK(selfsame_verifier_free(verifier) == SELFSAME_OK);
    WORKS(selfsame_verifier_builder_danger_tests_only(builder, &error));
    WORKS(selfsame_verifier_build(builder, &verifier, &error));
    TOKEN(SELFSAME_TOKEN_WRONG_NONCE, token, "another", NOW + 43);
    TOKEN(SELFSAME_TOKEN_EXPIRED, token, nonce, NOW + 400);
    TOKEN(SELFSAME_TOKEN_NOT_YET_VALID, token, nonce, NOW);
    TOKEN(SELFSAME_TOKEN_MALFORMED, "", nonce, NOW + 43);
    char *altered = copied(token, strlen(token));
    char *middle = altered + strlen(altered) / 3;
    *middle = *middle == 'A' ? 'B' : 'A';
    selfsame_error *why = NULL;
    selfsame_code code = selfsame_verifier_verify(verifier, TEXT(altered), TEXT(nonce), NOW + 43,
                                                  &verified, &why);
    CHECK(code > 500 && code < 600 && why != NULL);
    CHECK(selfsame_error_free(why) == SELFSAME_OK);
    free(altered);
    CHECK(verified == NULL);
    WORKS(selfsame_verifier_verify(verifier, TEXT(token), TEXT(nonce), NOW + 43, &verified, &error));
    selfsame_verified *replayed = NULL;
    FAILS(SELFSAME_TOKEN_REPLAYED, selfsame_verifier_verify(verifier, TEXT(token), TEXT(nonce),
                                                            NOW + 44, &replayed, &error));
    selfsame_outcome outcome;
    bool matched = true;
    WORKS(selfsame_verified_outcome(verified, &outcome, &error));
    CHECK(outcome == SELFSAME_OUTCOME_RETRY);
    WORKS(selfsame_verified_is_matched(verified, &matched, &error));
    CHECK(!matched);
    // Nobody passed, so nobody is named.
    FAILS(SELFSAME_ABSENT, selfsame_verified_subject(verified, &text, &length, &error));
    WORKS(selfsame_verified_claims(verified, &bytes, &error));
    char *claims = text_of(bytes);
    CHECK(strstr(claims, "\"txn\":\"t1\"") != NULL);
    free(claims);

    WORKS(selfsame_verified_sm2_kid(verified, &text, &length, &error));
    CHECK(strncmp(text, "test-", 5) == 0);

    // Evidence that is kept.
    selfsame_bytes *identity = NULL, *recipient = NULL, *sealed = NULL;
    WORKS(selfsame_evidence_keys(&identity, &recipient, &error));
    char *opens = text_of(identity), *seals = text_of(recipient);
    WORKS(selfsame_evidence_seal((const uint8_t *)"report", 6, TEXT(name), TEXT("text/html"), NOW,
                                 NOW + 1000, TEXT(seals), &sealed, &error));
    const uint8_t *data = NULL;
    WORKS(selfsame_bytes_data(sealed, &data, &length, &error));
    FAILS(SELFSAME_KEY, selfsame_evidence_open(data, length, TEXT(seals), &bytes, &error));
    FAILS(SELFSAME_EVIDENCE,
          selfsame_evidence_open(data, length - 1, TEXT(opens), &bytes, &error));
    WORKS(selfsame_evidence_open(data, length, TEXT(opens), &bytes, &error));
    char *report = text_of(bytes);
    CHECK(strcmp(report, "report") == 0);
    CHECK(selfsame_bytes_free(sealed) == SELFSAME_OK);

    free(report), free(opens), free(seals), free(token), free(jwks), free(stated);
    free(name), free(nonce);
    CHECK(selfsame_verified_free(verified) == SELFSAME_OK);
    CHECK(selfsame_verifier_free(verifier) == SELFSAME_OK);
    CHECK(selfsame_verifier_builder_free(builder) == SELFSAME_OK);
    CHECK(selfsame_key_set_free(keys) == SELFSAME_OK);
    CHECK(selfsame_signed_free(done) == SELFSAME_OK);
    CHECK(selfsame_redeemed_free(redeemed) == SELFSAME_OK);
    CHECK(selfsame_issued_free(issued) == SELFSAME_OK);
    CHECK(selfsame_challenge_free(drawn) == SELFSAME_OK);
    CHECK(selfsame_issuer_free(issuer) == SELFSAME_OK);
    CHECK(selfsame_key_free(key) == SELFSAME_OK && selfsame_key_free(second) == SELFSAME_OK);
    CHECK(selfsame_service_free(service) == SELFSAME_OK);
    CHECK(selfsame_engine_free(engine) == SELFSAME_OK);
    CHECK(selfsame_handles() == 0);
    return 0;
}

//! Any bytes as a program that calls the C interface: whatever needs no models, with handles that
//! are good, freed, made up or of another type, structs with any members, texts of any bytes, and
//! what earlier calls gave. Pointers and lengths are true, as docs/c.md demands.
//!
//! No call panics or answers a fault of the library; one that fails writes no output and gives an
//! error object if it was asked for one; at the end every handle is gone.
#![no_main]

#[path = "capi/argument.rs"]
mod argument;
#[path = "capi/program.rs"]
mod program;

use argument::Argument;
use libfuzzer_sys::fuzz_target;
use program::{CALLS, FREES, Program};
use selfsame_capi::*;
use selfsame_fuzz as _;

/// A function that makes its arguments from the program, calls, and looks at what came of it.
macro_rules! arities {
    ($($call:ident($($argument:ident)*);)*) => {
        $(#[allow(non_snake_case, reason = "a name for a type and its value")]
        fn $call<$($argument: Argument),*>(
            program: &mut Program<'_>,
            function: unsafe extern "C" fn($($argument),*) -> selfsame_code,
        ) {
            program.before();
            $(let $argument = $argument::of(program);)*
            // SAFETY: pointers of ours with true lengths, or what the library takes as well.
            let code = unsafe { function($($argument),*) };
            program.after(code);
        })*
    };
}
arities! {
    call2(A B);
    call3(A B C);
    call4(A B C D);
    call5(A B C D E);
    call6(A B C D E F);
    call7(A B C D E F G);
    call8(A B C D E F G H);
    call10(A B C D E F G H I J);
    call12(A B C D E F G H I J K L);
    call13(A B C D E F G H I J K L M);
    call14(A B C D E F G H I J K L M N);
}

macro_rules! table {
    ($($call:ident: $($function:ident)*;)*) => {
        /// The functions, by the first byte of a call. A new one comes last, or the seeds mean
        /// something else.
        const TABLE: &[fn(&mut Program<'_>)] = &[$($(|program| $call(program, $function)),*),*];
    };
}
table! {
    call2: selfsame_key_set_new selfsame_models_in_memory selfsame_engine_builder_new
        selfsame_template_key_generate selfsame_verifier_builder_demand_sm2
        selfsame_verifier_builder_danger_tests_only selfsame_error_code;
    call3: selfsame_challenge_to_json selfsame_prompts_to_json selfsame_key_to_pem
        selfsame_key_set_add selfsame_key_set_to_jwks selfsame_issuer_keys selfsame_issued_to_json
        selfsame_verified_claims selfsame_verifier_build selfsame_template_to_bytes
        selfsame_template_key_bytes selfsame_challenge_language selfsame_picture_width
        selfsame_picture_height selfsame_picture_from_frame selfsame_evidence_keys
        selfsame_signed_expires selfsame_verified_outcome selfsame_verified_is_matched
        selfsame_template_quality selfsame_verifier_builder_demand_level
        selfsame_verifier_builder_demand_match selfsame_verifier_builder_set_skew
        selfsame_engine_builder_set_models selfsame_engine_builder_set_threads
        selfsame_engine_builder_set_second_detector selfsame_engine_build selfsame_error_message
        selfsame_error_context selfsame_session_finish selfsame_verdict_to_json
        selfsame_comparison_strictest selfsame_faces_count;
    call4: selfsame_challenge_draw selfsame_challenge_draw_digits selfsame_challenge_from_json
        selfsame_prompts_from_json selfsame_key_generate selfsame_key_set_from_jwks
        selfsame_template_from_bytes selfsame_template_key_new selfsame_token_inspect selfsame_has
        selfsame_bytes_data selfsame_challenge_digits selfsame_key_kid selfsame_issued_session
        selfsame_issued_nonce selfsame_issued_prompts selfsame_redeemed_prompts
        selfsame_signed_token selfsame_signed_jti selfsame_verified_subject selfsame_verified_kid
        selfsame_picture_decode selfsame_picture_rgb selfsame_service_purge
        selfsame_template_fused selfsame_template_compare selfsame_models_folder
        selfsame_engine_builder_set_policy selfsame_engine_builder_set_policy_name
        selfsame_language_warm_up selfsame_language_other_way selfsame_reason_name
        selfsame_reason_advice selfsame_engine_enrol selfsame_session_new
        selfsame_session_guidance selfsame_comparison_outcome;
    call5: selfsame_service_in_memory selfsame_language_word
        selfsame_engine_builder_set_inference selfsame_session_push selfsame_engine_detect
        selfsame_engine_faces selfsame_faces_landmarks;
    call6: selfsame_key_from_pem selfsame_prompts_new selfsame_models_add selfsame_issued_numbers
        selfsame_picture_from_rgb selfsame_issuer_sign selfsame_evidence_open
        selfsame_template_key_seal;
    call7: selfsame_issuer_new selfsame_verifier_builder_new selfsame_service_settle
        selfsame_template_key_open selfsame_faces_box;
    call8: selfsame_verifier_verify;
    call10: selfsame_verifier_verify_with_evidence;
    call12: selfsame_evidence_seal;
    call13: selfsame_service_issue selfsame_issuer_sign_other_way;
    call14: selfsame_service_redeem;
}

/// What cannot fail.
fn calm(number: i32) {
    for text in [
        selfsame_code_name(number),
        selfsame_code_meaning(number),
        selfsame_version(),
    ] {
        // SAFETY: NULL, or the library says that a text ended by a zero lies there for ever.
        assert!(text.is_null() || !unsafe { std::ffi::CStr::from_ptr(text) }.is_empty());
    }
    assert_eq!(selfsame_abi_version(), SELFSAME_ABI_VERSION);
}

fuzz_target!(|bytes: &[u8]| {
    let before = selfsame_handles();
    let mut program = Program::of(bytes);
    for _ in 0..CALLS {
        if program.is_over() {
            break;
        }
        let at = usize::from(program.u8());
        match at {
            0..200 => TABLE[at % TABLE.len()](&mut program),
            200..250 => FREES[at % FREES.len()](&mut program),
            _ => calm(i32::of(&mut program)),
        }
        assert_eq!(selfsame_handles(), before + program.alive());
    }
    program.end();
    assert_eq!(selfsame_handles(), before);
});

//! `verified_claims` against the rules of OpenID Identity Assurance Schema 1.0: required
//! members, types, formats, the closed list of evidence types, and references that lead
//! somewhere. The rules are written out here after the published JSON Schema.

mod common;

use common::protocol::{Desk, identity, payload};
use selfsame_verdict::Time;
use selfsame_verdict::identity::{Form, Identity, Source};
use serde_json::{Value, json};

/// What is wrong with a `verified_claims`; empty if nothing is.
fn complaints(member: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |right: bool, what: &str| {
        if !right {
            wrong.push(what.to_owned());
        }
    };
    let only = |value: &Value, names: &[&str]| {
        let object = value.as_object();
        object.is_some_and(|o| o.keys().all(|k| names.contains(&k.as_str())))
    };
    let text = |value: &Value| value.as_str().is_some_and(|t| !t.is_empty());
    let optional = |value: &Value| value.is_null() || text(value);
    let moment = |value: &Value| value.as_str().and_then(Time::parse).is_some();
    must(
        only(member, &["verification", "claims"]),
        "members of verified_claims",
    );
    must(member["claims"].is_object(), "claims");
    let verification = &member["verification"];
    must(text(&verification["trust_framework"]), "trust_framework");
    must(
        optional(&verification["assurance_level"]),
        "assurance_level",
    );
    must(
        optional(&verification["verification_process"]),
        "verification_process",
    );
    must(moment(&verification["time"]), "time");
    let mut ids = Vec::new();
    let evidence = verification["evidence"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    must(!evidence.is_empty(), "evidence is an array with an element");
    for element in &evidence {
        let kinds = [
            "document",
            "electronic_record",
            "vouch",
            "electronic_signature",
        ];
        let kind = element["type"].as_str().unwrap_or_default();
        must(kinds.contains(&kind), "evidence.type");
        let details = element["check_details"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        must(!details.is_empty(), "check_details has an element");
        for check in &details {
            must(text(&check["check_method"]), "check_method");
            must(optional(&check["organization"]), "organization");
            must(optional(&check["check_id"]), "check_id");
            must(
                check["time"].is_null() || moment(&check["time"]),
                "check.time",
            );
            ids.extend(check["check_id"].as_str().map(str::to_owned));
        }
        match kind {
            "electronic_record" => {
                must(text(&element["record"]["type"]), "record.type");
                must(element["record"]["source"].is_object(), "record.source");
                must(
                    optional(&element["record"]["source"]["name"]),
                    "source.name",
                );
                must(
                    element["document_details"].is_null(),
                    "a record is no document",
                );
            }
            "document" => {
                must(
                    text(&element["document_details"]["type"]),
                    "document_details.type",
                );
                must(
                    optional(&element["document_details"]["issuer"]["name"]),
                    "issuer.name",
                );
                must(element["record"].is_null(), "a document is no record");
            }
            _ => must(false, "a kind of evidence that is never given"),
        }
    }
    let process = &verification["assurance_process"];
    must(
        optional(&process["policy"]) && optional(&process["procedure"]),
        "policy, procedure",
    );
    let details = process["assurance_details"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    must(!details.is_empty(), "assurance_details has an element");
    for detail in &details {
        must(optional(&detail["assurance_type"]), "assurance_type");
        must(
            optional(&detail["assurance_classification"]),
            "assurance_classification",
        );
        for reference in detail["evidence_ref"].as_array().into_iter().flatten() {
            let id = reference["check_id"].as_str().unwrap_or_default();
            must(ids.iter().any(|i| i == id), "evidence_ref names a check");
        }
    }
    wrong
}

fn member(identity: Identity) -> Value {
    payload(&Desk::new(false).pass(Some(identity)).0)["verified_claims"].clone()
}

#[test]
fn our_claims_keep_the_rules() {
    let document = Identity {
        source: Source {
            form: Form::Document,
            kind: "idcard".into(),
            authority: "Office of Examples".into(),
            country_code: None,
        },
        assurance_level: None,
        check: None,
        claims: serde_json::Map::new(),
        ..identity()
    };
    for identity in [identity(), document] {
        let member = member(identity);
        assert_eq!(complaints(&member), Vec::<String>::new(), "{member:#}");
    }
    let member = member(identity());
    let checks = &member["verification"]["evidence"][0]["check_details"];
    assert_eq!(checks[0]["check_method"], "data");
    assert_eq!(checks[1]["check_method"], "bvr");
    assert_eq!(
        member["verification"]["assurance_process"]["policy"],
        "selfsame standard/1"
    );
}

#[test]
fn the_rules_see_what_breaks_them() {
    let good = member(identity());
    let breaks: &[(&str, Value)] = &[
        ("/claims", json!([])),
        ("/verification/trust_framework", json!(null)),
        ("/verification/time", json!("yesterday")),
        ("/verification/evidence", json!([])),
        ("/verification/evidence/0/type", json!("face")),
        (
            "/verification/evidence/0/check_details/0/check_method",
            json!(null),
        ),
        (
            "/verification/evidence/0/check_details/1/check_id",
            json!("other"),
        ),
        ("/verification/evidence/0/record/type", json!(null)),
        (
            "/verification/assurance_process/assurance_details",
            json!([]),
        ),
    ];
    for (place, value) in breaks {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value.clone();
        assert!(!complaints(&bad).is_empty(), "{place}");
    }
}

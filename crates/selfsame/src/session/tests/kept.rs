//! A portrait of which only the template was kept.

use super::*;
use crate::template::TemplateKey;

#[test]
fn a_sealed_template_is_a_portrait_and_one_of_another_making_is_none() {
    let engine = engine(&Arc::new(Script::default()));
    let picture = portrait_picture();
    let session = || engine.session(Challenge::draw(Language::English).unwrap());
    let key = TemplateKey::generate().unwrap();
    let portrait = engine.enrol(&picture).unwrap();
    let sealed = key.seal(portrait.template(), b"case 7").unwrap();
    let kept = key.open(&sealed, b"case 7").unwrap();
    let trace = session().with_template(kept).unwrap().into_trace().unwrap();
    assert!(trace.portrait);
    let mesh = &engine.portrait_faces(&picture).unwrap()[0].mesh;
    let other = engine.template_once(&picture, mesh).unwrap();
    let error = session().with_template(other).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(
        error.to_string().contains("enrol the portrait anew"),
        "{error}"
    );
}

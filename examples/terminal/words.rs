//! What the person is told, in the language of the digits.

use selfsame::{Guidance, Language};

/// One sentence.
pub(super) fn guidance(guidance: Guidance, language: Language) -> &'static str {
    let (english, mandarin) = match guidance {
        Guidance::LookHere => ("Look into the camera.", "请正对摄像头。"),
        Guidance::OnePersonOnly => ("Only one person, please.", "画面中只能有一个人。"),
        Guidance::ComeCloser => ("Come closer.", "请靠近一点。"),
        Guidance::MoveIntoPicture => (
            "Move so that your whole face is in the picture.",
            "请把整张脸移入画面。",
        ),
        Guidance::FaceTheCamera => ("Face the camera.", "请把脸转向摄像头。"),
        Guidance::MoreLight => ("Find more light.", "光线太暗，请换到明亮处。"),
        Guidance::LessLight => (
            "Too bright: avoid direct light.",
            "光线太强，请避开直射光。",
        ),
        Guidance::Blurred => ("Hold still and wipe the lens.", "画面模糊，请保持不动。"),
        Guidance::HoldStill => ("Good. Hold still.", "很好，请保持不动。"),
        Guidance::SayWarmUp => ("Say this sentence aloud.", "请大声说出这句话。"),
        Guidance::Rest => (
            "Close your mouth and wait for the next digit.",
            "请闭上嘴，等待下一个数字。",
        ),
        Guidance::Read(_) => ("Read it aloud.", "请大声读出来。"),
        Guidance::Done => ("Done. One moment.", "完成，请稍候。"),
        _ => ("Look into the camera.", "请正对摄像头。"),
    };
    match language {
        Language::Mandarin => mandarin,
        _ => english,
    }
}

/// Columns that a text takes: Chinese signs take two.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' => 2,
        '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' => 2,
        _ => 1,
    }
}

/// A text in lines of at most `most` columns, broken at spaces or between
/// Chinese signs.
pub(super) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut word = String::new();
    let mut place = |word: &mut String| {
        let taken = lines.last().map_or(0, |l| width(l));
        if taken > 0 && taken + width(word.trim_end()) > most {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
        word.clear();
    };
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        word.push(c);
        let closes = chars.peek().is_some_and(|next| "，。！？".contains(*next));
        if c == ' ' || (columns(c) == 2 && !closes) {
            place(&mut word);
        }
    }
    place(&mut word);
    lines.iter().map(|l| l.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_wrapped_whole() {
        for language in [Language::English, Language::Mandarin] {
            let text = language.warm_up();
            for most in [8, 16, 34] {
                let lines = wrap(text, most);
                assert!(lines.iter().all(|l| width(l) <= most), "{lines:?}");
                let together: String = lines.concat().replace(' ', "");
                assert_eq!(together, text.replace(' ', ""));
            }
        }
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
    }
}

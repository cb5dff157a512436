//! What every store of challenges does, whatever the service makes of it; and the file of
//! the one that has a file.
#![allow(clippy::unwrap_used)]

mod challenge_support;

use challenge_support::{Shared, at, each};
use selfsame_verdict::challenge::{Change, Record, State, Tag, Tally};

/// The tries of sessions at seconds.
fn tally(tries: &[(&str, u64)]) -> Tally {
    let tries: Vec<_> = tries
        .iter()
        .map(|(session, seconds)| serde_json::json!({ "session": session, "at": at(*seconds) }))
        .collect();
    serde_json::from_value(tries.into()).unwrap()
}

fn change(key: Tag, was: &Tally, becomes: &Tally) -> Change {
    Change {
        key,
        was: was.clone(),
        becomes: becomes.clone(),
    }
}

/// An open challenge of a subject.
fn open(session: &str, subject: u8, expires: u64) -> Record {
    Record {
        session: session.into(),
        state: State::Open,
        nonce: [1; 32],
        subject: [subject; 32],
        device: subject.is_multiple_of(2).then_some([9; 32]),
        relying_party: "b'ank\u{e9}".into(),
        level: "standard".into(),
        issued_at: at(0),
        expires_at: at(expires),
        prompts: vec![0, 255, 7],
    }
}

fn state(store: &Shared, session: &str) -> Option<State> {
    let record = store.find(session).unwrap()?;
    assert_eq!(record.prompts.is_empty(), record.state != State::Open);
    Some(record.state)
}

#[test]
fn what_is_inserted_is_found_as_it_was() {
    each(|store| {
        for record in [open("a", 1, 9), open("b", 2, 9)] {
            assert!(store.insert(&record, &[]).unwrap());
            assert!(store.find(&record.session).unwrap() == Some(record));
        }
        assert_eq!(state(&store, "A"), None);
        // A name is there once, and a failed insert changes nothing else.
        let one = tally(&[("a", 0)]);
        let changes = [change([5; 32], &Tally::default(), &one)];
        assert!(store.insert(&open("a", 2, 9), &changes).is_err());
        assert_eq!(state(&store, "b"), Some(State::Open));
        assert!(store.tally(&[5; 32]).unwrap().is_empty());
    });
}

#[test]
fn writes_depend_on_what_was_read() {
    each(|store| {
        let (none, one, two) = (
            Tally::default(),
            tally(&[("a", 0)]),
            tally(&[("a", 0), ("b", 5)]),
        );
        let (k, l) = ([1; 32], [2; 32]);
        assert!(store.replace(&[]).unwrap());
        assert!(!store.replace(&[change(k, &one, &two)]).unwrap());
        assert!(store.replace(&[change(k, &none, &one)]).unwrap());
        assert!(!store.replace(&[change(k, &none, &two)]).unwrap());
        // All or nothing, whichever no longer holds.
        let stale = [change(l, &none, &two), change(k, &none, &two)];
        assert!(!store.replace(&stale).unwrap());
        assert!(!store.insert(&open("a", 1, 9), &stale).unwrap());
        assert_eq!(state(&store, "a"), None);
        assert!(store.tally(&l).unwrap().is_empty());
        assert!(store.tally(&k).unwrap() == one);
        assert!(
            store
                .insert(&open("a", 1, 9), &[change(k, &one, &two)])
                .unwrap()
        );
        assert!(store.tally(&k).unwrap() == two);
        assert!(!store.insert(&open("b", 1, 9), &stale).unwrap());
        assert_eq!(state(&store, "a"), Some(State::Open));
        assert!(store.take("a").unwrap());
        assert!(!store.settle("a", true, &stale).unwrap());
        assert_eq!(state(&store, "a"), Some(State::Redeemed));
        assert!(store.settle("a", true, &[change(k, &two, &none)]).unwrap());
        assert!(store.tally(&k).unwrap().is_empty());
    });
}

#[test]
fn states_go_one_way() {
    each(|store| {
        assert!(!store.take("a").unwrap());
        assert!(!store.settle("a", true, &[]).unwrap());
        store.insert(&open("a", 1, 9), &[]).unwrap();
        assert!(!store.settle("a", true, &[]).unwrap());
        assert!(store.take("a").unwrap());
        assert!(!store.take("a").unwrap());
        // A redeemed one is not superseded.
        store.insert(&open("b", 1, 9), &[]).unwrap();
        assert_eq!(state(&store, "a"), Some(State::Redeemed));
        assert!(store.settle("a", false, &[]).unwrap());
        assert!(!store.settle("a", true, &[]).unwrap());
        assert!(!store.take("a").unwrap());
        assert_eq!(state(&store, "a"), Some(State::Failed));
        store.insert(&open("c", 1, 9), &[]).unwrap();
        assert_eq!(state(&store, "b"), Some(State::Superseded));
        assert!(!store.take("b").unwrap());
        // Others' stay.
        store.insert(&open("d", 2, 9), &[]).unwrap();
        assert_eq!(state(&store, "c"), Some(State::Open));
    });
}

#[test]
fn a_purge_keeps_to_its_bounds() {
    each(|store| {
        for (session, subject, expires) in [("a", 1, 10), ("b", 2, 20), ("c", 3, 30), ("d", 4, 5)] {
            store.insert(&open(session, subject, expires), &[]).unwrap();
        }
        assert!(store.take("d").unwrap());
        let (old, new) = (tally(&[("a", 4)]), tally(&[("a", 4), ("b", 5)]));
        let none = Tally::default();
        let changes = [change([1; 32], &none, &old), change([2; 32], &none, &new)];
        assert!(store.replace(&changes).unwrap());
        assert_eq!(store.purge(at(20), at(5)).unwrap(), 0);
        let states = ["a", "b", "c", "d"].map(|session| state(&store, session).unwrap());
        use State::{Expired, Open, Redeemed};
        assert_eq!(states, [Expired, Open, Open, Redeemed]);
        assert!(store.tally(&[1; 32]).unwrap().is_empty());
        assert!(store.tally(&[2; 32]).unwrap() == new);
        assert_eq!(store.purge(at(20), at(20)).unwrap(), 2);
        assert_eq!(state(&store, "a"), None);
        assert_eq!(state(&store, "d"), None);
        assert_eq!(store.purge(at(20), at(100)).unwrap(), 2);
        // What was dropped while open leaves nothing behind.
        store.insert(&open("e", 3, 30), &[]).unwrap();
        assert_eq!(state(&store, "e"), Some(State::Open));
    });
}

#[cfg(feature = "sqlite")]
mod file {
    use super::*;
    use rusqlite::Connection;
    use selfsame_verdict::ErrorKind;
    use selfsame_verdict::challenge::{SqliteStore, Store as _};
    use selfsame_verdict::seen::SqliteSeen;

    #[test]
    fn somebody_elses_file_is_refused_and_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other");
        let refused = |says: &str| {
            let before = std::fs::read(&path).unwrap();
            let names = || std::fs::read_dir(folder.path()).unwrap().count();
            let files = names();
            for error in [
                SqliteStore::open(&path).unwrap_err(),
                SqliteSeen::open(&path).unwrap_err(),
            ] {
                assert_eq!(error.kind(), ErrorKind::Store);
                assert!(error.to_string().contains(says), "{error}");
                assert!(error.to_string().starts_with("other: "), "{error}");
            }
            assert_eq!(std::fs::read(&path).unwrap(), before);
            assert_eq!(names(), files);
        };
        std::fs::write(&path, "a letter").unwrap();
        refused("something else");
        std::fs::write(&path, [0; 4096]).unwrap();
        refused("something else");
        std::fs::remove_file(&path).unwrap();
        let theirs = Connection::open(&path).unwrap();
        theirs
            .execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1")
            .unwrap();
        refused("something else");
        theirs
            .execute_batch("PRAGMA application_id = 1; PRAGMA journal_mode = WAL")
            .unwrap();
        drop(theirs);
        refused("something else");
        std::fs::remove_file(&path).unwrap();
        drop(SqliteStore::open(&path).unwrap());
        let newer = Connection::open(&path).unwrap();
        newer
            .execute_batch("PRAGMA user_version = 2; PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        drop(newer);
        refused("form 2 is not known");
    }

    #[test]
    fn what_is_no_path_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(SqliteStore::open(folder.path()).is_err());
        assert!(SqliteStore::open(folder.path().join("no/such/folder")).is_err());
        assert!(SqliteStore::open("").is_err());
        // Names that mean something else to SQLite are names of files.
        let path = folder.path().join("file:x?mode=memory");
        drop(SqliteStore::open(&path).unwrap());
        assert!(path.metadata().unwrap().len() > 0);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let store = SqliteStore::open(&path).unwrap();
        store.insert(&open("a", 1, 9), &[]).unwrap();
        let mut files = 0;
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let mode = file.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            files += 1;
        }
        assert_eq!(files, 3, "the file, -wal and -shm");
    }

    #[test]
    fn many_may_open_it_at_the_same_moment() {
        for _ in 0..10 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s");
            let start = std::sync::Barrier::new(8);
            std::thread::scope(|scope| {
                for i in 0..8 {
                    let (path, start) = (&path, &start);
                    scope.spawn(move || {
                        start.wait();
                        let store = SqliteStore::open(path).unwrap();
                        let record = open(&format!("s{i}"), i, 9);
                        assert!(store.insert(&record, &[]).unwrap());
                    });
                }
            });
            let store = SqliteStore::open(&path).unwrap();
            for i in 0..8 {
                assert!(store.find(&format!("s{i}")).unwrap().is_some());
            }
        }
    }

    #[test]
    fn a_broken_row_is_an_error_that_quotes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let store = SqliteStore::open(&path).unwrap();
        store.insert(&open("a", 1, 9), &[]).unwrap();
        let changes = [change([1; 32], &Tally::default(), &tally(&[("a", 0)]))];
        store.replace(&changes).unwrap();
        let vandal = Connection::open(&path).unwrap();
        vandal
            .execute_batch("UPDATE challenge SET state = 17")
            .unwrap();
        vandal
            .execute_batch("UPDATE tally SET tries = '[secret]'")
            .unwrap();
        for error in [
            store.find("a").unwrap_err(),
            store.tally(&[1; 32]).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Store);
            assert!(!error.to_string().contains("secret"));
        }
        vandal
            .execute_batch("UPDATE challenge SET state = 0, nonce = x'00'")
            .unwrap();
        assert_eq!(store.find("a").unwrap_err().kind(), ErrorKind::Store);
    }
}

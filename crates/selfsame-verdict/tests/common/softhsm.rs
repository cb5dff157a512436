//! SoftHSM in a folder of its own for each test, and another user of its module.
//!
//! SoftHSM reads the place of its tokens from the environment when it is loaded, once a
//! process. Each test therefore starts this program again for itself alone, with the
//! environment set.

use std::path::{Path, PathBuf};
use std::process::Command;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;

const CONFIGURATION: &str = "SOFTHSM2_CONF";
pub(crate) const PIN: &str = "87654321";
pub(crate) const P256: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

/// Where Linux distributions put it.
fn module() -> Option<PathBuf> {
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    ]
    .into_iter()
    .map(PathBuf::from)
    .find(|path| path.exists())
}

/// Runs the test `name` in a process of its own that has a token called `issuer`.
pub(crate) fn with_token(name: &str, test: fn(&Path)) {
    let Some(module) = module() else {
        return crate::common::skip("SoftHSM (libsofthsm2.so)");
    };
    if std::env::var_os("SELFSAME_TOKEN_TEST").is_some() {
        return test(&module);
    }
    let folder = tempfile::tempdir().unwrap();
    let tokens = folder.path().join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    let configuration = folder.path().join("softhsm2.conf");
    let text = format!("directories.tokendir = {}\n", tokens.display());
    std::fs::write(&configuration, text).unwrap();
    let Some(()) = new_token(&configuration) else {
        return crate::common::skip("softhsm2-util");
    };
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(CONFIGURATION, &configuration)
        .env("SELFSAME_TOKEN_TEST", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    println!("{said}{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success());
    assert!(said.contains("1 passed"), "no test is called {name}");
}

/// Makes a token called `issuer`; none if there is no program for it.
pub(crate) fn new_token(configuration: &Path) -> Option<()> {
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "issuer"])
        .args(["--so-pin", "12345678", "--pin", PIN])
        .env(CONFIGURATION, configuration)
        .output()
        .ok()?;
    assert!(made.status.success(), "{made:?}");
    Some(())
}

/// The configuration of the test that runs.
pub(crate) fn configuration() -> PathBuf {
    std::env::var_os(CONFIGURATION).unwrap().into()
}

/// Another user of the same module in the same process, without the crate under test.
pub(crate) fn other_user(module: &Path) -> (Pkcs11, Session) {
    let module = Pkcs11::new(module).unwrap();
    let _ = module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
    let slot = module.get_slots_with_initialized_token().unwrap()[0];
    let session = module.open_rw_session(slot).unwrap();
    let _ = session.login(UserType::User, Some(&AuthPin::new(PIN.into())));
    (module, session)
}

/// A pair made by the other user.
pub(crate) fn pair(
    session: &Session,
    curve: &[u8],
    label: &str,
    id: u8,
) -> (ObjectHandle, ObjectHandle) {
    let named = [
        Attribute::Token(true),
        Attribute::Label(label.into()),
        Attribute::Id(vec![id]),
    ];
    let public = [&named[..], &[Attribute::EcParams(curve.to_vec())]].concat();
    let private = [&named[..], &[Attribute::Sign(true)]].concat();
    session
        .generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private)
        .unwrap()
}

//! An authority that the `openssl` program plays.

use std::path::PathBuf;
use std::process::Command;

use selfsame_verdict::audit::stamp::{Request, Trust};
use sha2::{Digest as _, Sha256};

/// The program's settings.
pub(crate) const CONFIG: &str = "
[req]
distinguished_name = dn
prompt = no
[dn]
CN = selfsame test authority
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[flat]
basicConstraints = critical,CA:true,pathlen:0
keyUsage = critical,keyCertSign
[web]
basicConstraints = critical,CA:true
extendedKeyUsage = serverAuth
[stamps]
basicConstraints = critical,CA:true
extendedKeyUsage = serverAuth,timeStamping
[any]
basicConstraints = critical,CA:true
extendedKeyUsage = anyExtendedKeyUsage
[tsa]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[loose]
extendedKeyUsage = timeStamping
[more]
extendedKeyUsage = critical,timeStamping,clientAuth
[ts]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.1
digests = sha256
accuracy = secs:1,millisecs:500
ordering = yes
tsa_name = yes
ess_cert_id_alg = sha256
";

/// An authority in a folder of its own: a root, and a stamping key of it.
pub(crate) struct Authority {
    folder: tempfile::TempDir,
}

/// Whether there is an `openssl` to ask.
pub(crate) fn openssl_is_there() -> bool {
    let there = Command::new("openssl").arg("version").output().is_ok();
    if !there {
        assert!(std::env::var_os("SELFSAME_TEST_ALL").is_none_or(|v| v != "1"));
        println!("skipped: openssl is missing");
    }
    there
}

impl Authority {
    pub(crate) fn new(key: &[&str], extension: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let this = Self { folder };
        std::fs::write(this.path("ts.cnf"), CONFIG).unwrap();
        std::fs::write(this.path("serial"), "01\n").unwrap();
        for name in ["ca.key", "tsa.key"] {
            this.run(&[&["genpkey", "-out", name], key].concat());
        }
        let req = ["req", "-config", "ts.cnf", "-new"];
        let root = ["-x509", "-key", "ca.key", "-out", "ca.pem", "-days", "10"];
        this.run(&[&req[..], &root, &["-extensions", "ca", "-subj", "/CN=root"]].concat());
        this.run(&[&req[..], &["-key", "tsa.key", "-out", "tsa.csr"]].concat());
        this.certify("tsa.csr", "tsa.pem", "ca", extension, &["-days", "5"]);
        this
    }

    /// A certificate for a request, of the authority called `issuer`.
    pub(crate) fn certify(
        &self,
        request: &str,
        out: &str,
        issuer: &str,
        extension: &str,
        more: &[&str],
    ) {
        let (pem, key) = (format!("{issuer}.pem"), format!("{issuer}.key"));
        let files = ["-in", request, "-out", out, "-CA", &pem, "-CAkey", &key];
        let ext = ["-extfile", "ts.cnf", "-extensions", extension];
        let serial = ["-CAcreateserial"];
        self.run(&[&["x509", "-req"], &files[..], &ext, &serial, more].concat());
    }

    /// Another authority of the root, `mid`, and the stamping key certified by that one.
    pub(crate) fn put_between(&self, extension: &str) {
        let key = ["genpkey", "-out", "mid.key"];
        self.run(&[&key[..], KINDS[0]].concat());
        let req = ["req", "-config", "ts.cnf", "-new", "-subj", "/CN=mid"];
        self.run(&[&req[..], &["-key", "mid.key", "-out", "mid.csr"]].concat());
        self.certify("mid.csr", "mid.pem", "ca", extension, &["-days", "5"]);
        self.certify("tsa.csr", "tsa.pem", "mid", "tsa", &["-days", "5"]);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn run(&self, args: &[&str]) {
        let output = Command::new("openssl")
            .args(args)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let says = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {args:?}: {says}");
    }

    pub(crate) fn trust(&self, name: &str) -> Trust {
        let pem = std::fs::read(self.path(name)).unwrap();
        Trust::new().with(&pem).unwrap()
    }

    /// The answer to a request.
    pub(crate) fn reply(&self, request: &[u8]) -> Vec<u8> {
        std::fs::write(self.path("query.tsq"), request).unwrap();
        let files = ["-queryfile", "query.tsq", "-out", "reply.tsr"];
        let config = ["ts", "-reply", "-config", "ts.cnf", "-section", "ts"];
        self.run(&[&config[..], &files].concat());
        std::fs::read(self.path("reply.tsr")).unwrap()
    }
}

/// What is stamped.
pub(crate) fn digest() -> [u8; 32] {
    Sha256::digest(b"a head").into()
}

pub(crate) fn request() -> Request {
    Request::new(digest(), [9; 16]).unwrap()
}

/// Kinds of keys.
pub(crate) const KINDS: [&[&str]; 3] = [
    &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
];

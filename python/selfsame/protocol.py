"""Challenges that are answered once, and the signed verdicts about them.

Enters: who, for whom, what a session came to. Leaves: challenges for devices, tokens for relying
parties, and what a relying party may believe of a token. All times are seconds since 1970 UTC.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ._native import Handle, ask, ask_json, ask_text, constant, ffi, or_omitted, unless_absent
from .enums import Fmr, Level, Outcome, Why
from .keys import Key, KeySet
from .stills import PathText


@dataclass(frozen=True)
class Rules:
    """How long a challenge lives, and how many tries there are; seconds. What stands here is
    recommended; ranges are in `selfsame.h`."""

    life_s: int = 180
    skew_s: int = 30
    early_s: int = 2
    subject_most: int = 3
    subject_window_s: int = 86400
    subject_free: int = 1
    subject_first_delay_s: int = 15
    subject_longest_delay_s: int = 900
    device_most: int = 60
    device_window_s: int = 86400
    device_free: int = 10
    device_first_delay_s: int = 5
    device_longest_delay_s: int = 900

    def _packed(self) -> Any:
        size, version = ffi.sizeof("selfsame_rules"), constant("SELFSAME_RULES_VERSION")
        return ffi.new("selfsame_rules *", {"size": size, "version": version, **asdict(self)})


class Issued(Handle):
    """A challenge, to be sent to the device that shows it."""

    _free = "selfsame_issued_free"

    @property
    def session(self) -> str:
        """Its name, 22 letters."""
        return ask_text("selfsame_issued_session", self)

    @property
    def nonce(self) -> str:
        """What the answer must know: a secret until then."""
        return ask_text("selfsame_issued_nonce", self)

    @property
    def prompts(self) -> str:
        """What is prompted, as JSON, for `Challenge.from_json`."""
        return ask_text("selfsame_issued_prompts", self)

    @property
    def issued_at_s(self) -> int:
        """When it was issued."""
        return int(ask("selfsame_issued_numbers", self)[0])

    @property
    def expires_at_s(self) -> int:
        """The last second of its life."""
        return int(ask("selfsame_issued_numbers", self)[1])

    @property
    def attempt(self) -> int:
        """Which try of the subject's it is, from 1."""
        return int(ask("selfsame_issued_numbers", self)[2])

    @property
    def attempts_left(self) -> int:
        """How many tries there are after this one."""
        return int(ask("selfsame_issued_numbers", self)[3])

    def to_json(self) -> str:
        """All of it, for the device."""
        return ask_json("selfsame_issued_to_json", self)


class Redeemed(Handle):
    """A challenge that was answered, once: `Issuer.sign` uses it up."""

    _free = "selfsame_redeemed_free"

    @property
    def prompts(self) -> str:
        """What was prompted, as JSON: hold the session against this."""
        return ask_text("selfsame_redeemed_prompts", self)

    @property
    def session(self) -> str:
        """The challenge's name."""
        return ask_text("selfsame_redeemed_session", self)

    @property
    def subject(self) -> str:
        """Who answered."""
        return ask_text("selfsame_redeemed_subject", self)

    @property
    def relying_party(self) -> str:
        """For whom the verdict is."""
        return ask_text("selfsame_redeemed_relying_party", self)

    @property
    def level(self) -> str:
        """The name of the level that the prompts were drawn for: `standard`."""
        return ask_text("selfsame_redeemed_level", self)


class Service(Handle):
    """Issues and redeems challenges. Any number of threads may use one."""

    _free = "selfsame_service_free"

    def __init__(
        self, pepper: bytes, *, rules: Rules | None = None, sqlite: PathText | None = None
    ) -> None:
        """`pepper` is 32 random bytes, the same for all servers that share a store. Challenges lie
        in the SQLite file, or are forgotten with the process.

        `Misuse`: `LENGTH`, `ARGUMENT` for rules out of range; `DataError` (`STORE`)."""
        packed = rules._packed() if rules else None
        if sqlite is None:
            super().__init__(ask("selfsame_service_in_memory", pepper, packed))
        else:
            super().__init__(ask("selfsame_service_in_sqlite", str(sqlite), pepper, packed))

    def issue(
        self,
        subject: str,
        relying_party: str,
        level: Level,
        prompts: str,
        now_s: int,
        *,
        device: str | None = None,
    ) -> Issued:
        """Issues a challenge, which is a try from now on. `prompts` is `Challenge.to_json`, a new
        draw each time. `Refused`: `REFUSED_TOO_SOON`, `REFUSED_TOO_MANY_TRIES`."""
        said = (subject, relying_party, or_omitted(device), level, prompts, now_s)
        return Issued(ask("selfsame_service_issue", self, *said))

    def redeem(
        self,
        session: str,
        nonce: str,
        subject: str,
        relying_party: str,
        now_s: int,
        *,
        device: str | None = None,
    ) -> Redeemed:
        """Takes the answer to a challenge, once: name and nonce as the device has them, the rest
        as the server knows it. `Refused` says why not."""
        said = (session, nonce, subject, relying_party, or_omitted(device), now_s)
        return Redeemed(ask("selfsame_service_redeem", self, *said))

    def settle(self, session: str, passed: bool, now_s: int) -> bool:
        """Says whether the person passed: if so, the try is given back. False if the session is
        unknown, not redeemed, or settled before."""
        return bool(ask("selfsame_service_settle", self, session, passed, now_s))

    def purge(self, now_s: int) -> int:
        """Wipes what is over, and says how many challenges were dropped."""
        return int(ask("selfsame_service_purge", self, now_s))


class Signed(Handle):
    """A signed verdict."""

    _free = "selfsame_signed_free"

    @property
    def token(self) -> str:
        """What the relying party is given."""
        return ask_text("selfsame_signed_token", self)

    @property
    def jti(self) -> str:
        """The token's name."""
        return ask_text("selfsame_signed_jti", self)

    @property
    def expires_s(self) -> int:
        """Until when it holds."""
        return int(ask("selfsame_signed_expires", self))


class Issuer(Handle):
    """Signs verdicts in one name. Any number of threads may use one."""

    _free = "selfsame_issuer_free"

    def __init__(
        self, name: str, key: Key, *, second: Key | None = None, life_s: int = 120
    ) -> None:
        """`second` is an SM2 key for a second signature; tokens live 10 to 900 seconds. With test
        keys it signs tests and nothing else. `Misuse` (`ARGUMENT`, `NOT_BUILT`)."""
        super().__init__(ask("selfsame_issuer_new", name, key, second, life_s))

    def keys(self) -> KeySet:
        """Its public keys, to be published."""
        return KeySet._of(ask("selfsame_issuer_keys", self))

    def sign(
        self,
        redeemed: Redeemed,
        statement: str,
        txn: str,
        now_s: int,
        *,
        pseudonym: str | None = None,
        identity: str | None = None,
        evidence: bytes | None = None,
    ) -> Signed:
        """Signs `Verdict.statement`; one challenge, one verdict. `txn` is the transaction in the
        issuer's audit trail; `pseudonym` another name for `sub`; `identity` whose portrait it was,
        as JSON; `evidence` the sealed evidence that is kept.

        `Misuse`: `FINISHED` if the challenge is used up, `ARGUMENT` for a test's and a key that is
        none, or the reverse; `DataError`: `CLAIMS`, `EVIDENCE`, `KEY`, `LIMIT`."""
        kept = []
        members: dict[str, Any] = {
            "size": ffi.sizeof("selfsame_draft"),
            "version": constant("SELFSAME_DRAFT_VERSION"),
        }
        texts = {"statement": statement, "txn": txn, "pseudonym": pseudonym, "identity": identity}
        for name, text in texts.items():
            data = None if text is None else ffi.from_buffer("char[]", text.encode("utf-8"))
            kept.append(data)
            members[name] = ffi.NULL if data is None else data
            members[name + "_length"] = 0 if data is None else len(data)
        sealed = None if evidence is None else ffi.from_buffer("uint8_t[]", evidence)
        members["evidence"] = ffi.NULL if sealed is None else sealed
        members["evidence_length"] = 0 if sealed is None else len(sealed)
        draft = ffi.new("selfsame_draft *", members)
        signed = Signed(ask("selfsame_issuer_sign", self, redeemed, draft, now_s))
        del kept, sealed
        return signed

    def sign_other_way(
        self, why: Why, subject: str, relying_party: str, nonce: str, txn: str, now_s: int
    ) -> Signed:
        """Signs that somebody goes another way: nothing is said about them."""
        said = (why, subject, relying_party, nonce, txn, now_s)
        return Signed(ask("selfsame_issuer_sign_other_way", self, *said))


class Verified(Handle):
    """A token that is what it claims to be; it may say that the session failed."""

    _free = "selfsame_verified_free"

    @property
    def outcome(self) -> Outcome:
        """What the session came to."""
        return Outcome(ask("selfsame_verified_outcome", self))

    @property
    def subject(self) -> str:
        """Who passed. `Misuse` (`ABSENT`) if nobody did, so that no failure names anybody."""
        return ask_text("selfsame_verified_subject", self)

    @property
    def is_matched(self) -> bool:
        """Whether the person who passed is the one on a portrait."""
        return bool(ask("selfsame_verified_is_matched", self))

    @property
    def kid(self) -> str:
        """The key that signed it."""
        return ask_text("selfsame_verified_kid", self)

    @property
    def sm2_kid(self) -> str | None:
        """The SM2 key whose signature was checked as well; None without a second signature."""
        return unless_absent(ask_text, "selfsame_verified_sm2_kid", self)

    def claims(self) -> str:
        """All that the token says, as JSON."""
        return ask_json("selfsame_verified_claims", self)


class _VerifierBuilder(Handle):
    _free = "selfsame_verifier_builder_free"


class Verifier(Handle):
    """A relying party that checks tokens, and remembers those it has seen. Any number of threads
    may use one."""

    _free = "selfsame_verifier_free"

    def __init__(
        self,
        audience: str,
        issuer: str,
        keys: KeySet,
        *,
        level: Level | None,
        match: Fmr | None,
        sm2: bool = False,
        skew_s: int = 30,
        sqlite: PathText | None = None,
        danger_tests_only: bool = False,
    ) -> None:
        """The relying party's name, the issuer that it trusts, and that issuer's keys. A pass is
        taken at `level` or a stricter one, and with a match at `match` or a stricter rate: None,
        which must be said, takes any level, and anybody's live face. `sm2` demands the second
        signature. Tokens that were seen are remembered in memory, or in a SQLite file.
        `danger_tests_only` takes tests, which anybody can make, and nothing else."""
        name = "selfsame_verifier_builder_"
        with _VerifierBuilder(ask(name + "new", audience, issuer, keys)) as builder:
            ask(name + "set_skew", builder, skew_s)
            if level is not None:
                ask(name + "demand_level", builder, level)
            if match is not None:
                ask(name + "demand_match", builder, match)
            if sm2:
                ask(name + "demand_sm2", builder)
            if sqlite is not None:
                ask(name + "remember_in_sqlite", builder, str(sqlite))
            if danger_tests_only:
                ask(name + "danger_tests_only", builder)
            super().__init__(ask("selfsame_verifier_build", builder))

    def verify(
        self, token: str, nonce: str, now_s: int, *, evidence: bytes | None = None
    ) -> Verified:
        """Checks a token that answers the request with this nonce, and that `evidence` is the
        sealed file it names. It is taken once. `Rejected` says why not."""
        if evidence is None:
            return Verified(ask("selfsame_verifier_verify", self, token, nonce, now_s))
        said = (token, nonce, evidence, now_s)
        return Verified(ask("selfsame_verifier_verify_with_evidence", self, *said))


def inspect(token: str) -> str:
    """What a token says, as JSON, unverified: for a log or a screen, never for a decision."""
    return ask_json("selfsame_token_inspect", token)

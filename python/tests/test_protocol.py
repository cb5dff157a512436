"""From a challenge that is issued to a token that is taken, once, and not altered."""

import json
import tempfile
import unittest
from pathlib import Path

import selfsame
from selfsame import (
    Algorithm, Challenge, Code, Fmr, Issuer, Key, KeySet, Level, Misuse, Outcome, Refused, Rejected,
    Rules, Service, Session, Verifier, Why,
)
from support import Case, engine

NOW = 1_800_000_000
PEPPER = bytes(range(1, 33))
ISSUER = "https://issuer.example"


def seen_nobody(prompts):
    """What may be signed of a test that saw nobody."""
    with Challenge.from_json(prompts) as challenge, Session(engine(), challenge) as session:
        session.push(bytes(64 * 48), 0, size=(64, 48), format=selfsame.Pixels.GREY, test=True)
        with session.finish() as verdict:
            return verdict.statement()


class Protocol(Case):
    def issue(self, service, now=NOW):
        with Challenge.draw(Level.CONVENIENCE) as challenge:
            prompts = challenge.to_json()
        return service.issue("case 7", "office", Level.CONVENIENCE, prompts, now, device="kiosk")

    def redeem(self, service, issued, now=NOW + 40, subject="case 7"):
        said = issued.session, issued.nonce, subject, "office", now
        return service.redeem(*said, device="kiosk")

    def test_round_trip(self):
        key = Key.generate(test=True)
        self.assertTrue(key.kid.startswith("test-"))
        again = Key.from_pem(key.to_pem(), test=True)
        self.assertEqual(again.kid, key.kid)
        issuer = Issuer(ISSUER, key)
        service = Service(PEPPER, rules=Rules(life_s=200))
        issued = self.issue(service)
        self.assertEqual((issued.attempt, issued.attempts_left), (1, 2))
        self.assertEqual((issued.issued_at_s, issued.expires_at_s), (NOW, NOW + 200))
        self.assertEqual(json.loads(issued.to_json())["nonce"], issued.nonce)
        error = self.fails(Refused, Code.REFUSED_TOO_EARLY, self.redeem, service, issued, NOW + 1)
        self.assertIn("selfsame_service_redeem", error.context)
        self.assertTrue(0 < error.wait_s < 60, error.wait_s)
        self.fails(
            Refused, Code.REFUSED_WRONG_BINDING, self.redeem, service, issued, subject="case 8"
        )
        redeemed = self.redeem(service, issued)
        self.fails(Refused, Code.REFUSED_ALREADY_REDEEMED, self.redeem, service, issued)
        self.assertEqual(json.loads(redeemed.prompts), json.loads(issued.prompts))
        self.assertEqual(
            (redeemed.session, redeemed.subject, redeemed.relying_party, redeemed.level),
            (issued.session, "case 7", "office", "convenience"),
        )

        statement = seen_nobody(redeemed.prompts)
        self.fails(
            selfsame.DataError, Code.CLAIMS, issuer.sign, redeemed, statement[:-1], "t1", NOW + 42
        )
        evidence = None
        if selfsame.has("evidence"):
            identity, recipient = selfsame.evidence_keys()
            evidence = selfsame.seal_evidence(
                b"pictures", issued.session, "text/plain", NOW + 42, NOW + 9000, recipient
            )
            self.assertEqual(selfsame.open_evidence(evidence, identity), b"pictures")
            other, _ = selfsame.evidence_keys()
            self.fails(
                selfsame.DataError, Code.EVIDENCE, selfsame.open_evidence, evidence, other
            )
        signed = issuer.sign(
            redeemed, statement, "t1", NOW + 42, pseudonym="somebody", evidence=evidence
        )
        self.fails(Misuse, Code.FINISHED, issuer.sign, redeemed, statement, "t1", NOW + 42)
        self.assertEqual(signed.expires_s, NOW + 42 + 120)
        self.assertIn(signed.jti, selfsame.inspect(signed.token))
        self.assertTrue(service.settle(issued.session, False, NOW + 42))
        self.assertFalse(service.settle(issued.session, False, NOW + 42))
        self.assertEqual(service.purge(NOW + 42), 0)

        keys = KeySet.from_jwks(issuer.keys().to_jwks())
        strict = Verifier("office", ISSUER, keys, level=Level.STANDARD, match=Fmr.FMR_1E_4)
        said = signed.token, issued.nonce, NOW + 43
        self.fails(Rejected, Code.TOKEN_TEST_VERDICT, strict.verify, *said)
        with tempfile.TemporaryDirectory() as folder:
            verifier = Verifier(
                "office", ISSUER, keys, level=None, match=None, danger_tests_only=True,
                sqlite=Path(folder) / "seen" if selfsame.has("sqlite") else None,
            )
            self.fails(
                Rejected, Code.TOKEN_WRONG_NONCE, verifier.verify, signed.token, "another", NOW + 43
            )
            self.fails(Rejected, Code.TOKEN_MALFORMED, verifier.verify, "", issued.nonce, NOW + 43)
            self.fails(
                Rejected, Code.TOKEN_EXPIRED, verifier.verify, signed.token, issued.nonce, NOW + 400
            )
            if evidence is not None:
                self.fails(
                    Rejected, Code.TOKEN_EVIDENCE_ALTERED, verifier.verify, *said,
                    evidence=evidence[:-1],
                )
            verified = verifier.verify(*said, evidence=evidence)
            self.fails(Rejected, Code.TOKEN_REPLAYED, verifier.verify, *said, evidence=evidence)
            verifier.close()
        self.assertEqual(verified.outcome, Outcome.RETRY)
        self.assertFalse(verified.is_matched)
        self.assertEqual(verified.kid, key.kid)
        self.assertIsNone(verified.sm2_kid)
        # Nobody passed, so nobody is named.
        self.fails(Misuse, Code.ABSENT, lambda: verified.subject)
        claims = json.loads(verified.claims())
        self.assertEqual((claims["txn"], claims["sub"]), ("t1", "somebody"))

    def test_no_two_tries_at_once(self):
        service = Service(PEPPER)
        self.issue(service).close()
        error = self.fails(Refused, Code.REFUSED_TOO_SOON, self.issue, service, NOW + 1)
        self.assertEqual(error.wait_s, 14)
        self.issue(service, NOW + 15).close()

    def test_services_on_disk(self):
        if not selfsame.has("sqlite"):
            self.skipTest("the library is built without sqlite")
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "challenges"
            with Service(PEPPER, sqlite=place) as one, self.issue(one) as issued:
                with Service(PEPPER, sqlite=place) as another:
                    self.redeem(another, issued).close()
                    self.fails(
                        Refused, Code.REFUSED_ALREADY_REDEEMED, self.redeem, one, issued
                    )

    def test_another_way(self):
        issuer = Issuer(ISSUER, Key.generate(test=True))
        signed = issuer.sign_other_way(Why.DECLINED, "somebody", "office", "n" * 32, "t2", NOW)
        verifier = Verifier(
            "office", ISSUER, issuer.keys(), level=None, match=None, danger_tests_only=True
        )
        verified = verifier.verify(signed.token, "n" * 32, NOW + 1)
        self.assertEqual(verified.outcome, Outcome.NOT_APPLICABLE)

    def test_second_signatures(self):
        if not selfsame.has("sm2"):
            self.skipTest("the library is built without sm2")
        first, second = Key.generate(test=True), Key.generate(Algorithm.SM2, test=True)
        issuer = Issuer(ISSUER, first, second=second)
        self.assertIn(second.kid, issuer.keys().to_jwks())
        self.fails(Misuse, Code.ARGUMENT, Issuer, ISSUER, second)

    def test_misuse(self):
        self.fails(Misuse, Code.ARGUMENT, Service, bytes(32))
        self.fails(Misuse, Code.LENGTH, Service, PEPPER[:-1])
        self.fails(Misuse, Code.ARGUMENT, Service, PEPPER, rules=Rules(life_s=0))
        self.fails(Misuse, Code.ARGUMENT, Issuer, ISSUER, Key.generate(test=True), life_s=1)
        self.fails(selfsame.DataError, Code.KEY, Key.from_pem, "no key")
        key = Key.generate(test=True)
        self.fails(selfsame.DataError, Code.KEY, KeySet, key, key)
        self.fails(selfsame.DataError, Code.KEY, KeySet.from_jwks, b"{}")


if __name__ == "__main__":
    unittest.main()

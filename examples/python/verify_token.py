"""Checks a signed verdict with a standard JOSE library: pip install 'pyjwt[crypto]'

    python3 verify_token.py TOKEN KEYS.json ISSUER AUDIENCE NONCE

prints the outcome and ends with 0 on a pass with a match. A real service also remembers `jti`.
"""
import json
import sys

import jwt

token, keys, issuer, audience, nonce = sys.argv[1:]
token = open(token).read().strip()
keys = jwt.PyJWKSet.from_dict(json.load(open(keys)))
header = jwt.get_unverified_header(token)
if header.get("typ") != "selfsame-verdict+jwt" or header["kid"].startswith("test-"):
    sys.exit("not a verdict, or a test's")
if "selfsame_second" in header:
    sys.exit("its second signature was taken off")
claims = jwt.decode(token, keys[header["kid"]], ["ES256"], issuer=issuer, audience=audience,
                    leeway=30, options={"require": ["exp", "nbf", "iat", "jti", "nonce", "sub"]})
said = claims["selfsame"]
if claims["nonce"] != nonce or claims["exp"] - claims["iat"] > 900 or said.get("test"):
    sys.exit("the answer to another request, one that holds too long, or a test's")
print(said["outcome"])
matched = float(said.get("match", {}).get("false_match_rate", 1)) <= 1e-4
sys.exit(not (said["outcome"] == "pass" and matched and said["policy"]["level"] != "convenience"))

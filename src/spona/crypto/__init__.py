"""What seals and opens: pure functions, bytes in and bytes out, no Django.

Owns: the formats of envelopes, wraps, sealed files, codes, words and hash
chains. Each sealed thing begins with a suite byte, so a new suite can join
without touching what is stored; what has been written once opens for ever
(`tests/crypto/vectors.json`).
Tells nobody. Only `vault`, `identity` and `audit` import this app.
Never: stores a key, reads a setting, logs, knows what a key is for, or says
why something does not open. The caller names the purpose in `aad` or `info`,
built with `canonical`.

Reading order: errors, encoding, aead, padding, documents, kdf, keypairs,
wrap, mac, signing, stream, codes, fingerprint, chain, secret_sharing, key_paper.
"""

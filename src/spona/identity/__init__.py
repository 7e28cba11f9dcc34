"""Who may come in, and with which keys: accounts of people who sign in.

Owns: `Account` (no name, no e-mail, no password verifier: the password is right
when the account's symmetric key opens), second factors, sessions, the limiter,
and the `Keyring` that a request of a signed-in person carries.
Tells nobody. Never: knows persons or institutions (`directory` does), sends mail,
stores an address, locks an account because of wrong tries, or says which of
name, password and code was wrong.
Reading order: models, wraps, keyring, factors, limiter, sessions, actions.
"""

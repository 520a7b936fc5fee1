"""Signatures checked by hand agree with the standard's test vectors, with the library, and with ssh-keygen."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.career import Key, read_public, verify_fast
from hillclimb.career.ed25519 import _L, did, fingerprint, is_weak, key_of_did, verify
from hillclimb.ground import Misuse

# RFC 8032, section 7.1: secret key, public key, message, signature.
VECTORS = {
    "empty": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    "one byte": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "two bytes": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
    "SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
        "454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
        "3dca179c138ac17ad9bef1177331a704",
    ),
}
CHECKS = pytest.mark.parametrize("check", [verify, verify_fast], ids=["by hand", "by a library"])


@CHECKS
@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_the_standard_hold(check, name) -> None:
    secret, public, message, signature = map(bytes.fromhex, VECTORS[name])
    assert Key(secret).public == public
    assert Key(secret).sign(message) == signature
    assert check(public, signature, message)
    assert not check(public, signature, message + b"\0")
    assert not check(public, signature[:-1] + bytes([signature[-1] ^ 1]), message)


@CHECKS
def test_a_signature_has_one_spelling(check) -> None:
    _, public, message, signature = map(bytes.fromhex, VECTORS["one byte"])
    scalar = int.from_bytes(signature[32:], "little") + _L
    assert not check(public, signature[:32] + scalar.to_bytes(32, "little"), message)
    assert not check(public, signature + b"\0", message)
    assert not check(public[:-1], signature, message)


# The identity and other points of small order: anybody can sign anything with these.
WEAK = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]


@CHECKS
@pytest.mark.parametrize("public", WEAK)
def test_a_key_that_needs_no_secret_signs_nothing(check, public: str) -> None:
    assert is_weak(bytes.fromhex(public))
    identity = bytes.fromhex(WEAK[0])
    assert not check(bytes.fromhex(public), identity + bytes(32), b"anything")


@given(secret=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), other=st.binary(max_size=40))
def test_both_checks_agree_on_what_a_library_signs(secret: bytes, message: bytes, other: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert verify(public, signature, message)
    assert verify(public, signature, other) == verify_fast(public, signature, other) == (message == other)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_noise_is_no_signature_by_either(public: bytes, signature: bytes) -> None:
    assert not verify(public, signature, b"m")
    assert not verify_fast(public, signature, b"m")


@given(st.binary(min_size=32, max_size=32))
def test_a_did_names_one_key(public: bytes) -> None:
    assert key_of_did(did(public)) == public


@pytest.mark.parametrize(
    "text", ["", "did:key:z", "did:key:z6Mk", "did:web:example.org", did(bytes(32)) + "1", "did:key:z0"]
)
def test_what_is_no_did_of_a_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no Ed25519 key"):
        key_of_did(text)


def test_a_key_survives_a_file_and_hides_in_print() -> None:
    key = Key.fresh()
    assert Key.from_pem(key.pem()) == key
    locked = key.pem("grüne Wiese")
    assert Key.from_pem(locked, "grüne Wiese") == key
    for wrong in ("", "Wiese"):
        with pytest.raises(Misuse) as refused:
            Key.from_pem(locked, wrong)
        assert refused.value.code == "passphrase"
    assert Key.from_pem(key.pem(), "needless") == key
    assert key.raw.hex() not in repr(key)
    assert read_public(key.openssh.encode()) == key.public


@pytest.mark.parametrize("text", [b"", b"hello", b"ssh-ed25519 AAAA", b"ssh-rsa AAAA", b"-----BEGIN PUBLIC KEY-----\n"])
def test_what_is_no_key_is_refused(text: bytes) -> None:
    for read in (read_public, Key.from_pem):
        with pytest.raises(Misuse, match="no Ed25519 key"):
            read(text)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen here")
def test_the_fingerprint_is_the_one_that_ssh_shows(tmp_path: Path) -> None:
    key = Key.fresh()
    (tmp_path / "key.pub").write_text(key.openssh)
    told = subprocess.run(["ssh-keygen", "-lf", tmp_path / "key.pub"], capture_output=True, text=True, check=True)
    assert fingerprint(key.public) in told.stdout

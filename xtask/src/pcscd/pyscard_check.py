"""What a program that shares no code with this project sees of a blank card.

Talks through pcscd by pyscard; the one computation (AES-CMAC) is openssl's.
Called by `cargo xtask test pcscd` with the name of a phase:

    check        the card's identity, selection, refusals
    scenarios F...
                 plays the scenario files, such as read-binary/offset, and
                 deletes DF D100 after each; test-vectors/src/scenario.rs
                 says how they read
    write        proves the transport key, creates a file and writes ever new
                 content until it is ended; says the number of each write that
                 was answered
    read-back N  finds what `write` left: content N, the last that was answered,
                 or whole the one that was on its way
"""

import pathlib
import re
import subprocess
import sys
import tempfile

from smartcard.Exceptions import CardConnectionException, NoCardException
from smartcard.scard import SCARD_RESET_CARD
from smartcard.System import readers

ATR = "3B8A80018073F701F3544A554B49B4"
TRANSPORT_KEY = b"JUKI TEST KEY 01"
FILE = "7E01"
LENGTH = 0x20
ROOT = pathlib.Path(__file__).parents[3]


class Card:
    """The first card that any reader has."""

    def __init__(self):
        for reader in readers():
            self.connection = reader.createConnection()
            try:
                self.connect()
                return
            except (NoCardException, CardConnectionException):
                continue
        sys.exit("no reader has a card")

    def connect(self):
        self.connection.connect(disposition=SCARD_RESET_CARD)

    def reset(self):
        self.connection.disconnect()
        self.connect()

    def atr(self):
        return bytes(self.connection.getATR()).hex().upper()

    def send(self, command):
        """The answer's data and its status word."""
        data, sw1, sw2 = self.connection.transmit(list(bytes.fromhex(command)))
        return bytes(data), f"{sw1:02X}{sw2:02X}"

    def expect(self, command, status="9000"):
        """The answer's data, when the status word is the expected one."""
        data, came = self.send(command)
        require(came == status, f"{command}: expected {status}, came {came}")
        return data


def require(condition, problem):
    if not condition:
        sys.exit(problem)


def cmac(key, message):
    done = subprocess.run(
        ["openssl", "mac", "-cipher", f"AES-{len(key) * 8}-CBC", "-macopt", f"hexkey:{key.hex()}", "CMAC"],
        input=message,
        capture_output=True,
        check=True,
    )
    return bytes.fromhex(done.stdout.decode().strip())


def with_key(secret, arguments, message=b""):
    """What openssl makes with a P-256 key (RFC 5915, without its public key)."""
    with tempfile.NamedTemporaryFile() as key:
        key.write(bytes.fromhex("30310201010420") + secret + bytes.fromhex("a00a06082a8648ce3d030107"))
        key.flush()
        command = [argument.format(key=key.name) for argument in arguments]
        return subprocess.run(command, input=message, capture_output=True, check=True).stdout


def sign(secret, message):
    """ECDSA with SHA-256, r || s."""
    command = ["openssl", "dgst", "-sha256", "-keyform", "DER", "-sign", "{key}"]
    der = with_key(secret, command, message)
    r_end = 4 + der[3]
    numbers = der[4:r_end], der[r_end + 2 :]
    return b"".join(number.lstrip(b"\0").rjust(32, b"\0") for number in numbers)


def point(secret):
    """The public key, an uncompressed point."""
    command = "openssl ec -inform DER -in {key} -pubout -outform DER -conv_form uncompressed"
    return with_key(secret, command.split())[-65:]


def authenticate(card):
    """EXTERNAL AUTHENTICATE with the published transport key."""
    serial = card.expect("00CA004500")
    challenge = card.expect("0084000010")
    proof = cmac(TRANSPORT_KEY, b"\x01" + serial + challenge)
    card.expect("0082001010" + proof.hex())


def check(card):
    require(card.atr() == ATR, f"the ATR is {card.atr()}, not {ATR}")

    card.expect("00A4000C023F00")
    fcp = card.expect("00A40004023F0000")
    require(fcp[:1] == b"\x62", "SELECT with P2 04 must answer an FCP template")
    serial = card.expect("00CA004500")
    require(len(serial) == 15 and serial.isalnum(), f"{serial} is no serial number")
    first, second = card.expect("0084000008"), card.expect("0084000008")
    require(len(first) == 8 and first != second, "GET CHALLENGE repeats itself")
    require(len(card.expect("00840000000020")) == 32, "GET CHALLENGE of 32, extended length")

    # Each refusal for the first reason in the order of ISO/IEC 7816-4.
    card.expect("00F7000000", "6D00")
    card.expect("00A4070C023F00", "6A86")
    card.expect("00A4000C027FFE", "6A82")
    card.expect("00A4040C05F07F7F7F7F", "6A82")
    card.expect("00A4000C023F00")
    card.expect("00B0000000", "6986")
    card.expect("0020001E0431323334", "6A88")

    # A proof of nothing: the challenge died with the commands in between.
    card.expect("0082001010" + "00" * 16, "6985")
    authenticate(card)


def status_words():
    """The names of the contract."""
    source = (ROOT / "apdu-spec/src/status.rs").read_text(encoding="utf-8")
    names = dict(re.findall(r"^    ([A-Z][A-Z0-9_]+) = 0x([0-9A-F]{4}),", source, re.M))
    require("SUCCESS" in names, "apdu-spec/src/status.rs lists no status words")
    names.update({f"TRIES_LEFT_{tries}": f"63C{tries:X}" for tries in range(16)})
    return names


def digits(text, words):
    """Hexadecimal digits of the scenarios' notation: words, strings, lengths, codes put in."""
    while "$" in text:
        text = re.sub(r"\$(\w+)", lambda word: words[word[1]], text)
    text = re.sub(r'"([^"]*)"', lambda quoted: quoted[1].encode("ascii").hex(), text)
    text = "".join(text.split())
    innermost = re.compile(
        r"\[([^][{}()]*)\]|\{([^][{}()]*)\}|(mac|sign|point)\(([^][{}(),]*),?([^][{}()]*)\)"
    )
    while found := innermost.search(text):
        if found[3] is not None:
            key, message = bytes.fromhex(found[4]), bytes.fromhex(found[5])
            made = {"mac": cmac, "sign": sign, "point": lambda key, _: point(key)}[found[3]]
            text = text[: found.start()] + made(key, message).hex() + text[found.end() :]
            continue
        field = found[1] is not None
        value = found[1] if field else found[2]
        count = len(value) // 2
        if count > 0xFF:
            length = f"{'00' if field else '82'}{count:04X}"
        elif count > 0x7F and not field:
            length = f"81{count:02X}"
        else:
            length = f"{count:02X}"
        text = text[: found.start()] + length + value + text[found.end() :]
    return text.upper()


def challenge(command, answer):
    """The random bytes in an answer to GET CHALLENGE, or in dynamic authentication data."""
    ins = command[2:4]
    if ins == "84":
        return answer
    if ins in ("86", "87") and answer[:2] == "7C" and answer[4:6] in ("80", "81"):
        return answer[8 : 8 + 2 * int(answer[6:8], 16)]
    return None


def matches(pattern, data):
    wanted = pattern.removesuffix("*").replace("?", "[0-9A-F]")
    return re.fullmatch(wanted + (".*" if pattern.endswith("*") else ""), data) is not None


def play(card, file, names, serial):
    """Plays one file's scenarios; returns how many answers were compared."""
    compared = 0
    command = ""
    words = {"SERIAL": serial.hex(), "ICC": "00" * 16, "LAST": ""}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        line = line.partition("#")[0].strip()
        if line.startswith("scenario:") or line == "reset":
            card.reset()
        elif line == "administrator":
            # A warning tells of a card that is out of use.
            _, status = card.send("00A4000C023F00")
            require(status[:2] in ("90", "62"), f"SELECT of the MF: {status}")
            authenticate(card)
        elif line.startswith("let "):
            name, _, value = line[4:].partition("=")
            words[name.strip()] = value.strip()
        elif line.startswith(">"):
            command = digits(line[1:], words)
        elif line.startswith("<"):
            data, _, status = line[1:].strip().rpartition(" ")
            expected = digits(data, words), names.get(status, status)
            came, word = card.send(command)
            came = came.hex().upper()
            require(
                matches(expected[0], came) and word == expected[1],
                f"{file.name}, line {number}: {command}: expected {expected}, came {(came, word)}",
            )
            compared += 1
            # A public key goes on as it came.
            words["LAST"] = came or words["LAST"]
            if word == "9000":
                words["ICC"] = challenge(command, came) or words["ICC"]
    return compared


def scenarios(card, names):
    words = status_words()
    card.reset()
    card.send("00A4000C023F00")
    serial = card.expect("00CA004500")
    compared = 0
    for name in names:
        file = ROOT / "test-vectors/scenarios" / f"{name}.scenario"
        compared += play(card, file, words, serial)
        if len(names) > 1:
            clean(card)
    require(compared > 0, "there are no scenarios")
    print(f"{compared} answers of {len(names)} scenario files were the expected ones")


def clean(card):
    """Deletes what a file has left, if it has made D100 at all."""
    card.reset()
    if card.send("00A4000C02D100")[1] != "6A82":
        card.expect("00A4000C023F00")
        authenticate(card)
        card.expect("00E4000002D100")


def content(number):
    """A whole file that says which write it is from."""
    return number.to_bytes(4, "big") * (LENGTH // 4)


def write(card):
    card.expect("00A4000C023F00")
    card.expect(f"00A4000C02{FILE}", "6A82")
    authenticate(card)
    card.expect(f"00E000000D620B8002{LENGTH:04X}8201018302{FILE}")
    card.expect(f"00A4000C02{FILE}")
    answered = 0
    try:
        while True:
            card.expect(f"00D60000{LENGTH:02X}{content(answered + 1).hex()}")
            answered += 1
            print(answered, flush=True)
    except (CardConnectionException, NoCardException):
        # The card is gone first, and then this program.
        return


def read_back(card, answered):
    card.expect("00A4000C023F00")
    authenticate(card)
    card.expect(f"00A4000C02{FILE}")
    found = card.expect(f"00B00000{LENGTH:02X}")
    require(
        found in (content(answered), content(answered + 1)),
        f"write {answered} was answered; the file holds {found.hex().upper()}",
    )
    print(f"{answered} writes were answered, the file holds {found[:4].hex().upper()}")


def main(arguments):
    match arguments:
        case ["check"]:
            check(Card())
        case ["scenarios", *names]:
            scenarios(Card(), names)
        case ["write"]:
            write(Card())
        case ["read-back", answered]:
            read_back(Card(), int(answered))
        case _:
            sys.exit("usage: pyscard_check.py check | scenarios FILE... | write | read-back N")


if __name__ == "__main__":
    main(sys.argv[1:])

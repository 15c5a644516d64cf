#!/usr/bin/env python3
"""Makes mj.txt.gz and x0213.txt.gz: `python3 make.py moji.db`, README.md says from what.

The same input gives the same bytes.
"""
import gzip
import os
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# The map's own order: a letter a reason, the table, and what orders its candidates.
REASONS = [
    ("a", "mjsm_JIS包摂規準UCS統合規則", "縮退X0213"),
    ("b", "mjsm_民一2842号通達別表_誤字俗字正字一覧表_無印", "縮退X0213"),
    ("c", "mjsm_民一2842号通達別表_誤字俗字正字一覧表_俗字", "縮退X0213"),
    ("d", "mjsm_民一2842号通達別表_誤字俗字正字一覧表_別字", "縮退X0213"),
    ("e", "mjsm_民二5202号通知別表_正字俗字等対照表", "縮退X0213"),
    ("f", "mjsm_戸籍統一文字情報_親字正字", "ホップ数, 縮退X0213"),
    ("g", "mjsm_法務省告示582号別表第四_一", "順位, 縮退X0213"),
    ("h", "mjsm_法務省告示582号別表第四_二", "順位, 縮退X0213"),
    ("i", "mjsm_辞書類等による関連字", "縮退X0213"),
    ("j", "mjsm_読み字形による類推", "縮退X0213"),
]


def number(name):
    assert name.startswith("MJ") and len(name) == 8, name
    return int(name[2:])


def mj(database):
    """A line a number, from MJ000001, empty where there is none."""
    lines = {}
    select = (
        "select MJ文字図形名, 対応するUCS, 実装したUCS, 実装したMoji_JohoコレクションIVS, 実装したSVS from mji"
    )
    for name, base, own, ivs, svs in database.execute(select):
        line = base or "-"
        if own == base and own:
            line += "="
        elif own:
            line += "!" + own
        if ivs:
            assert len(ivs) == 2 and ivs[0] == base, name
            line += str(ord(ivs[1]) - 0xE0100)
        if svs:
            assert len(svs) == 2 and svs[0] == base and own != base, name
            line += "~" + str(ord(svs[1]) - 0xFE00)
        lines[number(name)] = line
    for name, ivs in database.execute("select * from mji_duplicated_ivs"):
        # A sequence that an earlier edition gave the shape beside its own.
        lines[number(name)] += "," + str(ord(ivs[1]) - 0xE0100)
    reductions = {}
    for letter, table, order in REASONS:
        hops = "ホップ数" if "ホップ数" in order else "1"
        select = f'select MJ文字図形名, 縮退UCS, {hops} from "{table}" order by MJ文字図形名, {order}'
        for name, target, hop in database.execute(select):
            assert len(target) == 1 and ord(target) > 0x7F, name
            by_reason = reductions.setdefault(number(name), {})
            by_reason[letter] = by_reason.get(letter, "") + target + (str(hop) if hop > 1 else "")
    for name, by_reason in reductions.items():
        lines[name] += " " + "".join(letter + by_reason[letter] for letter in sorted(by_reason))
    return "".join(lines.get(at, "") + "\n" for at in range(1, max(lines) + 1))


def x0213():
    """Two lines: the characters of JIS X 0213:2004, and those that take two codes of Unicode."""
    single, double = set(), set()
    # Of the second plane its own rows: for the others the codec falls back on JIS X 0212.
    second = [1, 3, 4, 5, 8, *range(12, 16), *range(78, 95)]
    for plane, rows in ((b"", range(1, 95)), (b"\x8f", second)):
        for row in (0xA0 + row for row in rows):
            for cell in range(0xA1, 0xFF):
                try:
                    text = (plane + bytes((row, cell))).decode("euc_jis_2004")
                except UnicodeDecodeError:
                    continue
                (single if len(text) == 1 else double).add(text)
    return "".join(sorted(single)) + "\n" + " ".join(sorted(double)) + "\n"


def write(name, text):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    write("mj.txt.gz", mj(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)))
    write("x0213.txt.gz", x0213())

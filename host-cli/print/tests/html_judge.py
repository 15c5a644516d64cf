"""Reads letters in HTML from standard input by Python's own parser; a line a letter: what stands in
the window, the code, and each name, parted by U+001F. Ends with an error when an element is not
closed where it must be, an attribute is a program's, or something is fetched."""

import sys
from html.parser import HTMLParser

VOID = {"meta", "br"}
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "section", "address", "br", "span", "ruby",
    "rp", "rt", "p", "h1", "h2", "small", "div", "b", "table", "tr", "th", "td",
}
ATTRIBUTES = {"lang", "class", "scope", "charset", "http-equiv", "content", "name"}


class Letters(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.letters, self.doctype = [], [], None

    def handle_decl(self, declaration):
        assert self.doctype is None and not self.open, declaration
        self.doctype = declaration

    def handle_starttag(self, tag, attributes):
        assert tag in KNOWN, tag
        assert ATTRIBUTES.issuperset(name for name, _ in attributes), (tag, attributes)
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), (tag, attributes)
        kinds = dict(attributes).get("class", "").split()
        if tag == "section":
            assert self.open[-1][0] == "body", "a page in a page"
            self.letters.append({"window": "", "code": "", "names": []})
        if tag == "td":
            self.letters[-1]["names"].append("")
        if tag not in VOID:
            self.open.append((tag, kinds))
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag):
        assert self.open, tag
        opened, _ = self.open.pop()
        assert opened == tag, f"{opened} closed by {tag} at {self.getpos()}"

    def handle_data(self, data):
        tags = [tag for tag, _ in self.open]
        if "section" not in tags:
            assert tags[-1:] in (["title"], ["style"]) or not data.strip(), data
            return
        letter = self.letters[-1]
        if "address" in tags:
            letter["window"] += data
        if "b" in tags:
            letter["code"] += data
        if "td" in tags:
            letter["names"][-1] += data

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_pi(self, data):
        raise AssertionError(data)


sys.stdin.reconfigure(encoding="utf-8", newline="")
sys.stdout.reconfigure(encoding="utf-8", newline="")
judge = Letters()
judge.feed(sys.stdin.read())
judge.close()
assert judge.doctype == "DOCTYPE html", judge.doctype
assert not judge.open, judge.open
for letter in judge.letters:
    print("\x1f".join([letter["window"], letter["code"], *letter["names"]]))

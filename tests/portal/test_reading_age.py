"""How hard our own words are to read: those of the portal's templates and of its Fluent files, without what is filled into them."""

from __future__ import annotations

import html.parser
import pathlib
import re
import unittest

import textstat

PORTAL = pathlib.Path(__file__).parents[2] / "services" / "portal"
# The age at which most people read it with ease. Flesch and Kincaid count in years of school, which begins at five.
OLDEST = 9
SCHOOL_BEGINS = 5
# A page of a few short lines is judged by hardly more than its longest word: no single one may be harder than this year of school.
HARDEST = 9
# What stands within a line, and does not end it.
INLINE = {"a", "abbr", "b", "bdi", "em", "i", "q", "small", "strong", "time"}
# Labels of one or two words are no sentences, and textstat counts them as none.
SHORTEST_WORDS = 3


class Texts(html.parser.HTMLParser):
    """The texts of a template: each is what a reader takes in at once."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.texts = [""]
        self.feed(template)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.end_text(tag)

    def handle_endtag(self, tag: str) -> None:
        self.end_text(tag)

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data

    def end_text(self, tag: str) -> None:
        """Begins another text, unless this only stands within one."""
        if tag not in INLINE:
            self.texts.append("")


def texts_of_template(source: str) -> list[str]:
    """A template's own words: its code ends a text, and what it fills in is left out."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}", "<br>", source, flags=re.DOTALL)
    return Texts(re.sub(r"\{\{.*?\}\}", "", source, flags=re.DOTALL)).texts


def texts_of_fluent(source: str) -> list[str]:
    """What stands right of each `=`, and in each variant, without what is filled in."""
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    lines = [re.sub(r"^\s*\*?\[[^\]]*\]|^\s*[.\w-]+\s*=", "", line) for line in lines]
    return [re.sub(r"\{[^}]*\}?|\}", "", line) for line in lines]


def sentences(texts: list[str]) -> str:
    """One text of them all, in which each of them ends."""
    spaced = (" ".join(text.split()) for text in texts)
    kept = (text for text in spaced if len(text.split()) >= SHORTEST_WORDS)
    return " ".join(text if text[-1] in ".!?:" else f"{text}." for text in kept)


def own_words() -> dict[str, str]:
    """Each file of the portal's that says something, and what it says."""
    words = {path.name: sentences(texts_of_template(path.read_text())) for path in sorted(PORTAL.glob("templates/**/*.html"))}
    words |= {path.name: sentences(texts_of_fluent(path.read_text())) for path in sorted(PORTAL.glob("words/en/*.ftl"))}
    return {name: text for name, text in words.items() if text}


class ReadingAge(unittest.TestCase):
    """Read by somebody who has just come home from hospital."""

    def test_all_our_words_together_are_read_with_ease_at_nine(self) -> None:
        self.assertGreater(len(" ".join(own_words().values()).split()), 1_000, "the words were not found")
        age = SCHOOL_BEGINS + textstat.flesch_kincaid_grade(" ".join(own_words().values()))
        print(f"reading age of all our words: {age:.1f}", flush=True)
        self.assertLessEqual(age, OLDEST)

    def test_no_single_page_is_hard(self) -> None:
        for name, text in own_words().items():
            with self.subTest(name):
                self.assertLessEqual(textstat.flesch_kincaid_grade(text), HARDEST, text)

    def test_what_is_filled_in_is_not_ours(self) -> None:
        self.assertEqual(sentences(texts_of_template("{% if a %}<p>Say <b>hello</b> to {{ name }}</p>{% endif %}<p>One</p>")), "Say hello to.")
        self.assertEqual(sentences(texts_of_fluent("# A note.\nhello = Say hello to { $name }\n    .hint = It is only polite\n")), "Say hello to. It is only polite.")


if __name__ == "__main__":
    unittest.main()

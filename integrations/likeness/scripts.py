"""Names of other scripts in Latin letters, roughly: enough to see that they may be the same, not to write them."""

from __future__ import annotations

import unicodedata

_CYRILLIC = (
    "аa бb вv гg дd еe ёe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хh цts чch шsh щshch ъ ыy ь эe юyu "
    "яya іi їi єe ґg"
)
_GREEK = "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs τt υi φf χh ψps ωo ςs"
_ARABIC = (
    "اa بb تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz ع غgh فf قq كk لl مm نn هh وw يy ةa ىa ء پp چch ژj گg کk یy"
)
_HEBREW = "אa בb גg דd הh וv זz חh טt יy כk לl מm נn סs ע פp צts קk רr שsh תt ךk םm ןn ףp ץts"
_LETTERS = {pair[0]: pair[1:] for table in (_CYRILLIC, _GREEK, _ARABIC, _HEBREW) for pair in table.split()}
_SYLLABLES = ("HANGUL SYLLABLE ", "HIRAGANA LETTER ", "KATAKANA LETTER ", "ETHIOPIC SYLLABLE ")
"""Unicode names these after their sound."""


def in_latin(text: str) -> str:
    """Folded text with the letters that we know in Latin; the others, such as Chinese characters, as they are."""
    return "".join(_latin(c) for c in unicodedata.normalize("NFC", text))


def _latin(character: str) -> str:
    if character.isascii():
        return character
    if character in _LETTERS:
        return _LETTERS[character]
    name = unicodedata.name(character, "")
    sound = next((name.removeprefix(kind) for kind in _SYLLABLES if name.startswith(kind)), None)
    return sound.casefold() if sound is not None and sound.isalpha() else character

"""Where somebody lives: a street with its number, in the order of each language, or the word for it.

Numbers that count things in a street, minutes down a road or lines in geometry are told apart.
"""

from __future__ import annotations

from mentoring.contact_details.writing import any_of, one_of

_NUMBER = r"(?<![\d.,:/-])\d{1,5}(?: ?[a-fh-j])?(?:/\d{1,4}){0,3}(?![\d%])"
_COUNTED = (
    r"(?:minutes?|mins?|hours?|hrs?|miles?|km|kms|meters?|metres?|people|kids|students|children|times|points?|pages?"
    r"|words?|lines?|books?|poems?|questions?|cars?|houses?|trees?|steps|feet|blocks|days?|weeks?|years?|a|an|the|of|in|on"
    r"|at|to|is|are|was|were|and|or|by|about|for|from|with|down|up|along|across|first|more|other|pm|am|th|st|nd|rd)"
)
"""Words that do not stand between the number of a house and its street."""
_NAMES = rf"(?:(?!{_COUNTED}[ .,])[^\W\d_][\w'.-]{{0,24}} |(?:\d{{1,3}}(?:st|nd|rd|th) )){{1,4}}"
_IN_WORDS = one_of(
    "two, three, four, five, six, seven, eight, nine, ten, eleven",
    "twelve, thirteen, fourteen, fifteen, sixteen, seventeen",
    "eighteen, nineteen, twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety, hundred",
)
_STREET = (
    "street, str, avenue, ave, av, road, rd, boulevard, blvd, lane, ln, terrace, ter, parkway, pkwy, highway, hwy"
    ", st, dr, ct, drive, court"
)
_english = any_of(
    rf"(?:{_NUMBER}|{_IN_WORDS}) {_NAMES}{one_of(_STREET)}",
    rf"(?:{one_of('number')}|#|(?<![a-z])no\.) ?\d{{1,5}},? (?:on|at) {_NAMES}{one_of(_STREET)}",
    r"(?<![a-z])p\.? ?o\.? ?box \d",
    rf"{one_of('street, avenue, ave, boulevard, blvd, road')}\.?,? (?:no\.? ?|# ?)?"
    rf"(?!1[5-9]\d\d|20\d\d)\d{{1,5}}(?![\d%:])(?! {_COUNTED}(?![a-z])| [a-z]{{2,20}}s(?![a-z]))",
    rf"{one_of('i live, we live, my house is, our house is')} (?:at|on) {_NAMES}{one_of(_STREET)}",
    rf"{one_of('apt, apartment, apto, apartamento, apatman, depto')}\.? ?#? ?\d",
    r"(?<![a-z])(?:ma|ri|nh|ny|ct|me|vt),? 0\d{4}(?!\d)",
)
_capital = any_of(
    r"(?<!\d)\d{1,5} (?:[A-Z][\w'.]{1,24} ){1,3}(?:Pl|Place|Way|Square|Sq|Circle|Cir|Park|Alley)(?![a-z])",
    r"(?<![A-Za-z])[Rr]i (?:[A-Z][\w'.-]{1,24} ?){1,3},? ?\d",
)
"""Streets that are also places and squares, or a laugh, where somebody has written their name with capitals."""

_PASSING = (
    r"(?:a|tiene|tenia|hay|habia|con|donde|que|son|es|fue|mide|cuesta|vimos|vi|vive|viven|para|por|durante|tem|tinha|ha|havia"
    r"|com|onde|foi|mede|custa|vimos|moram|ten|tenia|ku|na|anda|pasa|gen|te|li|pandan|ak|paske|pou|depi)"
)
_NAMED = rf"(?:(?!{_PASSING}(?![a-z]))[^\W\d_][\w'.-]{{0,24}} ){{0,5}}(?!{_PASSING}(?![a-z]))[^\W\d_][\w'.-]{{0,24}}"
_HOUSE = (
    r"(?:[ ,.#]{1,3}(?:(?:no|n|num|numero|nimewo|numeru)[.o°º]{0,2} ?)?|, ?)\d{1,5}(?![\d%:])"
    r"(?! ?(?:(?:km|m|cm|kg|min|h|de|vezes|moun|timoun|minit|mininu|ora)(?![a-z])|(?!piso)[a-z]{2,20}s(?![a-z])))"
)
_ROMANCE = (
    "calle, avenida, avda, av, carrera, callejón, carretera, rua, travessa, praça, estrada, alameda, beco, ladeira"
    ", rue, boulevard"
)
_romance = any_of(
    rf"(?:{one_of(_ROMANCE)}\.?|(?<![\w/])c/|(?<![\w.])r\.(?= d[aeo]s? )) ?{_NAMED}{_HOUSE}",
    rf"\d{{1,5}} (?:de la|da|di) {one_of('calle, avenida, rua')} (?!{_PASSING}(?![a-z]))[^\W\d_]",
    rf"{one_of('calle, rua, avenida')} \d{{1,4}}(?=[.,;!?\n]|$)",
    rf"{one_of('calle, carrera, rua, avenida')}\.? \d{{1,3}} ?(?:#|no\.?|num\.?|con|entre|n) ?\d",
    rf"{one_of('vivo en, vivimos en, moro na, moramos na, moro em, n ta mora na, ta mora na, nu ta mora na')} (?:la )?"
    rf"{one_of(_ROMANCE, 'camino, paseo, plaza, zona')} \w",
    rf"\d{{1,5}} ?,? {one_of('ri, rue, riyèl, avni, bulva, boulva')} (?!{_PASSING}(?![a-z]))[^\W\d_]",
    rf"{one_of('nan ri, sou ri, rete ri')} {_NAMED}{_HOUSE}",
    rf"{one_of('ri, avni')} {_NAMED},? (?:nimewo|no\.?|#) ?\d",
)

_GEOMETRY = r"(?:thang|tron|cheo|kinh|trung (?:truc|tuyen|binh)|phan giac|cao(?! thang| ba)|di|ve|cong|gap khuc|va|cho)"
_vietnamese = any_of(
    rf"\d{{1,5}}(?: ?[a-fh-j])?(?:/\d{{1,4}}){{0,3}},? (?:duong|hem|ngo|ngach) (?!{_GEOMETRY}(?![a-z]))[^\W_]",
    r"(?<![a-z])(?:so|nha) \d{1,5} ?[a-z]?(?:/\d{1,4}){0,3},? (?:pho|duong so) \w",
    rf"(?<![a-z])(?:duong|pho) (?!{_GEOMETRY}(?![a-z]))(?:[^\W\d_]{{1,12}} ){{1,4}}?so (?:nha )?\d",
    r"(?<![a-z])so nha \w|(?<![a-z])(?:hem|ngo|ngach) (?:so )?\d{1,4}(?:/\d|,? [a-z])",
    r"\d [^\n\d]{1,40}(?<![a-z])(?:quan|phuong) \d",
)

_CHINESE_NUMBER = r"[\d零〇一二三四五六七八九十百]{1,5}"
_chinese = any_of(
    rf"[街巷弄路道里村] ?{_CHINESE_NUMBER} ?[号號]",
    r"(?:[街巷弄]|大道|胡同) ?\d{1,5}(?![\d分点點月年个個页頁天次米公岁歲])",
    rf"{_CHINESE_NUMBER} ?[号號](?:楼|樓|院|公寓)|\d{{1,5}} ?室(?![内內外])",
    r"(?:我家?|我们|我們|家)住(?:在|址)?[^\n。]{0,15}(?:街|巷|弄|路(?!上|程|过|過|口)|大道|\d ?[号號]|street|ave)",
    r"(?:我|我家|家庭|我们|我們)的?(?:地址|住址)|(?:地址|住址)(?:是|为|:|：)",
)

_PLACE = "شارع, حارة, زقاق"
_BARE = r"(?<![\u0620-\u064a])[وبفل]?(?:شارع|حاره|زقاق|حي)(?![\u0620-\u064a])"
"""Without an article, so that its name follows."""
_arabic = any_of(
    rf"{_BARE} (?:[^\W\d_]{{1,15}}[،,]? ){{0,4}}?(?:رقم )?\d{{1,5}}(?!\d)",
    rf"\d{{1,5}} ?[،,]? {_BARE} [^\W\d_]",
    r"(?:شقه|عماره|بنايه|منزل) (?:رقم )?\d",
    rf"(?:اسكن|ساكن|ساكنه|نسكن|بيتنا|بيتي|منزلنا|منزلي) [^\n.]{{0,20}}{one_of(_PLACE)}",
    r"عنواني|عنوان (?:بيت|منزل|سكن)",
)

_said = any_of(
    one_of(
        "my address, our address, my home address, mi dirección, nuestra dirección, meu endereço, minha morada",
        "nosso endereço, nha adrésu, nha morada, nha enderesu, adrès mwen, adrès nou, adrès kay, địa chỉ nhà",
        "địa chỉ của, địa chỉ em, địa chỉ là",
    )
)

_ANY = (_english, _romance, _vietnamese, _chinese, _arabic, _said)


def looks_like_address(text: str) -> bool:
    small = text.casefold()
    return _capital(text) or any(looks_so(small) for looks_so in _ANY)

"""What families and mentors really write when they hand over an address, in each of their languages."""

from __future__ import annotations

import pytest

from mentoring.contact_details import Detail, contact_details
from tests.unit.disguised_sentences import DISGUISED

HANDLES = {
    "en": [
        "find me on fb",
        "IG ana_s",
        "ig: anasilva",
        "LINE: ana.l",
        "my line id is ana",
        "add me on LINE",
        "we could talk on kakao",
        "my fb is the same",
        "Snap: ana.banana",
        "dm me after class",
        "what's your snap? add me on there",
        "I use We-Chat",
        "What'sApp",
        "w\u200bhats\u200bapp",
        "ｗｈａｔｓａｐｐ",
        "ana_silva2010 everywhere",
    ],
    "es": ["búscame en fb", "mi whats es el mismo", "por guasap", "agrégame en insta", "mi snap", "mi usuario es ana"],
    "pt": ["me chama no zap", "meu insta", "tô no tiktok", "meu ig", "me adiciona no jogo", "meu usuário é ana"],
    "kea": ["djobe-m na fesbuk o feisbuk", "nha uatsap", "nha ig e ana", "N sta na instagram"],
    "ht": ["jwenn mwen sou fesbouk", "watsap mwen", "snap mwen se ana", "ajoute m sou enstagram", "sou fb"],
    "vi": ["zalo 0912…", "kết bạn qua zalo nhé", "fb của em là An", "inbox mình nhé, trên fb", "nhắn mess cho cô"],
    "zh": [
        "加我微信 grace_huang08，我们在微信上聊。家住波士顿必珍街12号。",
        "我的微信: meiling_wu",
        "加我wechat吧",
        "我的QQ是12345678",
        "加个扣扣",
        "加v吧",
        "VX：meiling",
        "用抖音聊",
        "加我 graceh",
        "我们私聊",
        "微 信",
    ],
    "ar": [
        "واتساب",
        "راسلني على الواتساب",
        "عندي واتس اب",
        "انستغرام",
        "حسابي على إنستغرام",
        "تيليجرام",
        "سناب",
        "سنابي هو ana",
        "واتـــساب",
        "وَاتسَاب",
        "بالفيسبوك",
    ],
}
PHONES = {
    "en": [
        "6️⃣1️⃣7️⃣ 5️⃣5️⃣5️⃣ 0️⃣1️⃣2️⃣3️⃣",
        "6 1 7, 5 5 5, 0 1 2 3",
        "617, 555, 0123",
        "617/555/0123",
        "617 … 555 … 0123",
        "6.1.7.5.5.5.0.1.2.3",
        "617 dash 555 dash 0123",
        "six 1 seven 555 oh one 2 three",
        "six one seven triple five zero one two three",
        "617-555-O123",
        "sixty-one, seventy-five, fifty-five, oh one, twenty-three",
        "⑥①⑦⑤⑤⑤⓪①②③",
        "617\n555\n0123",
        "6\n1\n7\n5\n5\n5\n0\n1\n2\n3",
        "my number: page 617, 555, 0123",
    ],
    "es": [
        "seis uno siete, cinco cinco cinco, cero uno dos tres",
        "sesenta y uno setenta y cinco cincuenta y cinco cero uno veintitrés",
        "mi número es 991, 23, 45, 67",
        "612 345 678",
    ],
    "pt": ["nove um dois três quatro cinco meia sete", "912 345 678", "onze nove um dois três quatro cinco meia"],
    "kea": ["novi novi un dos tres kuatu sinku", "991 23 45", "nha númeru 991 23 45"],
    "ht": ["twa kat youn de twa kat senk sis", "34 12 34 56", "3412-3456", "nimewo mwen se 34 12 34 56"],
    "vi": [
        "không chín một hai ba bốn năm sáu bảy tám",
        "khong chin mot hai ba bon nam sau bay tam",
        "một hai ba bốn năm sáu bảy tám chín không",
        "0912.345.678",
        "gọi 0912 345 678",
    ],
    "zh": [
        "六一七五五五零一二三",
        "我的电话是六一七，五五五，〇一二三",
        "電話9912345",
        "幺三八一二三四五六七八",
        "手机一三八 1234 五六七八",
    ],
    "ar": [
        "٦١٧ خمسة خمسة خمسة ٠١٢٣",
        "ستة واحد سبعة خمسة خمسة خمسة صفر",
        "ستة وواحد وسبعة وخمسة وخمسة وخمسة وصفر",
        "رقمي هو ٦١٧ ثم ٥٥٥ ثم ٠١٢٣",
        "٦،١،٧،٥،٥،٥،٠،١،٢،٣",
        "اتصل بي: ۶۱۷ ۵۵۵ ۰۱۲۳",
    ],
}
ADDRESSES = {
    "en": [
        "45 blue hill ave",
        "we are at 45 BLUE HILL AVE, boston",
        "14 oak st.",
        "9b elm drive, apt 4",
        "120 w 5th street",
        "Oak Street 14",
        "12 Harvard Sq",
        "I live on Oak Street",
        "my address is easy",
        "Dorchester, MA 02124",
    ],
    "es": [
        "calle san juan 12",
        "Avenida de la Libertad, n.º 120",
        "vivo en la calle San Juan",
        "mi dirección es fácil",
    ],
    "pt": ["rua das flores 120", "Avenida Brasil, nº 3", "moro na rua das Flores", "meu endereço"],
    "kea": ["Rua di Lisboa 12", "N ta mora na rua di Kapwa", "nha morada"],
    "ht": ["12 ri Kapwa", "12, ri Kapwa", "nan ri Kapwa 12", "ri Kapwa nimewo 12", "adrès mwen se", "14 avni Lanmè"],
    "vi": [
        "số 12 đường Lê Lợi",
        "so 12 duong le loi",
        "12/5 hẻm Cây Điệp",
        "đường Lê Lợi số 12",
        "số nhà em là 12",
        "nhà 12 phố Hàng Bạc",
        "địa chỉ nhà em",
    ],
    "zh": [
        "家住波士顿必珍街12号",
        "必珍街十二號",
        "中山路12号",
        "必珍街12",
        "我的地址是",
        "我家住在必珍街",
        "地址：波士顿",
    ],
    "ar": [
        "شارع الملك فيصل 12",
        "١٢ شارع الحمراء",
        "شارع الحمراء، رقم ١٢",
        "شقة ٥",
        "أسكن في شارع الحمراء",
        "عنواني هو",
    ],
}
MAIL = {
    "zh": ["grace 艾特 qq 点 com", "看example.com看", "我的邮箱"],
    "vi": ["an a còng example chấm com"],
    "ht": ["ana awobaz example pwen com"],
    "ar": ["ana آت example نقطة com", "جيميل"],
    "pt": ["ana arroba exemplo ponto com"],
}


def _each(table: dict[str, list[str]]) -> list[str]:
    return [text for texts in table.values() for text in texts]


@pytest.mark.parametrize("text", _each(HANDLES))
def test_an_account_is_seen_in_every_language(text: str) -> None:
    assert Detail.HANDLE in contact_details(text)


@pytest.mark.parametrize("text", _each(PHONES))
def test_a_number_is_seen_in_every_language_and_however_it_is_spread(text: str) -> None:
    assert Detail.PHONE in contact_details(text)


@pytest.mark.parametrize("text", _each(ADDRESSES))
def test_a_home_is_seen_in_every_language_and_without_capitals(text: str) -> None:
    assert Detail.ADDRESS in contact_details(text)


@pytest.mark.parametrize("text", _each(MAIL))
def test_mail_and_links_are_seen_in_every_language(text: str) -> None:
    assert {Detail.EMAIL, Detail.LINK} & set(contact_details(text))


@pytest.mark.parametrize("text", DISGUISED)
def test_what_is_disguised_is_seen_too(text: str) -> None:
    assert contact_details(text)

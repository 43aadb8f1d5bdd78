"""Accounts elsewhere: e-mail, messengers, names with @, links. The words are those that families here use."""

from __future__ import annotations

import re

from mentoring.contact_details.writing import any_of, one_of

# Mail and links

_OPEN, _CLOSE = r" ?[(\[{<_-]{0,2} ?", r" ?[)\]}>_-]{0,2} ?"
_AT_WORD = one_of("at, arroba, arobase, arobaz, awobaz, chez, a còng, 艾特, 圈a, آت, ات")
_AT = rf"{_OPEN}(?:@|{_AT_WORD}){_CLOSE}"
_DOT_WORD = one_of("dot, punto, ponto, pontu, point, pwen, chấm, 点, 點, نقطة, دوت")
_DOT = rf"{_OPEN}(?:\.|{_DOT_WORD}){_CLOSE}"
_ENDING = (
    r"(?:com|org|net|edu|gov|io|me|us|info|biz|app|dev|tv|ly|gg|link|site|xyz|online|club|live|shop|page|chat|vn|br|pt"
    r"|cv|ht|do|mx|fr|es|uk|ca|cn|pr|co)(?![a-z0-9])"
)
_SURE_ENDING = r"(?:com|org|net|edu|gov|io)(?![a-z0-9])"
"""Those that are no words of any language here."""
_email = any_of(
    r"[\w.+-] ?@ ?[\w-]{1,63} ?\. ?[\w-]",
    rf"\w{_AT}[\w-]{{1,63}}?{_DOT}{_ENDING}",
    one_of("gmail, g mail, hotmail, icloud, i cloud, protonmail, proton mail, yahoo, جيميل, هوتميل"),
    r"(?<![a-z])(?:outlook\.com|mailto:)",
    r"我的(?:电子|電子)?(?:电邮|電郵|邮箱|郵箱)|(?:邮箱|郵箱)(?:是|:|：)",
    one_of("my email is, mi correo es, meu email é, imel mwen se, email của em là, بريدي, ايميلي"),
)
_link = any_of(
    r"(?<![a-z])https? ?: ?/",
    r"(?<![a-z])www ?\.",
    rf"(?<![a-z0-9-])[a-z0-9][a-z0-9-]{{0,62}}\.{_ENDING}(?:\.(?:uk|br|vn|mx|au|cn))?(?![a-z0-9.-]{{0,63}}@)",
    rf"[a-z0-9-]{{2}} ?[(\[]? ?{one_of('dot, punto, ponto')} ?[)\]]? ?{_ENDING}",
    rf"[a-z0-9-]{{2}} ?{one_of('chấm, pwen, pontu, 点, 點, نقطة, دوت')} ?{_SURE_ENDING}",
)

# Accounts

_MESSENGER = one_of(
    "whatsapp, whats app, what s app, wassap, watsap, watsapp, wasap",
    "guasap, uatsap, wpp, zapzap, instagram, insta, enstagram",
    "snapchat, snap chat, telegram, telegran, discord, wechat, we chat, weixin, zalo, viber, facetime, face time",
    "tiktok, tik tok, facebook, face book, fesbouk, feisbuk, feisbuq, skype, kik, kakao, kakaotalk, gamertag",
    "twitter, wei xin, 微信, 微 信, 薇信, 薇❤, 微❤, 徽信, 维信, 加微, v信, 威信号, QQ号, QQ號",
    "扣扣, 抖音, 小红书, 小紅書, 脸书, 臉書, 推特, 微博, 钉钉, 카카오, 카톡",
    "واتساب, واتس اب, واتسب, وتساب, واتس, انستغرام, انستقرام, انستجرام, انستكرام, انستا, تيليجرام, تيليغرام, تليجرام",
    "تليغرام, تلغرام, تلجرام, تيلجرام, سناب, سناب شات, الفيس, فيسبوك",
    "فيس بوك, ماسنجر, مسنجر, تيك توك, فايبر, سكايب, ديسكورد",
)
_NAMED = "fb, ig, sc, snap, tg, wx, vx, qq, imo, messenger"
"""These mean something else as well, so somebody's own, or a name there, has to stand beside them."""
_OWN = one_of(
    "my, our, on, via, by, mi, mis, en, por, nuestro, meu, minha",
    "no, na, pelo, nha, nos, sou, nan, pa, mon, trên, qua",
    "add, tu, seu, teu, của, 加, 我的, 加我, 用, على, ع",
)
_OWNED = one_of("mwen, của em, của mình, của tôi, của cô, em là, mình là, 号, 號, 是")
_NAME = r"@?(?:[a-z]{2,30}[0-9]{0,4}[._][a-z0-9]|[a-z]{3,30}[0-9]{2})"
"""A name that is no word: with a dot, a line or digits in it."""
_ASKING = one_of(
    "dm me, dm us, inbox me, message me privately, agrégame en",
    "agrégame a, agrégueme en, mándame un dm, me adiciona no",
    "me adiciona na, me segue no, ajoute m sou, ajoute mwen sou",
    "jwenn mwen sou, kết bạn qua, kết bạn trên, nhắn mess",
    "加好友, 加我好友, 私聊, 我的账号, 我的帐号, 我的賬號, 我的帳號, 手机号是",
    "我的手机号, يوزر, ضيفني, ضيفيني, أضفني, أضيفيني, حسابي على, حسابي في",
)
_handle = any_of(
    r"(?<![a-z0-9_.])@[^\W\d_]\w",
    _ASKING,
    rf"{_OWN}:? ?{one_of(_NAMED)}",
    rf"{one_of(_NAMED)} ?{_OWNED}",
    rf"{one_of(_NAMED, 'line, line id, id, signal, user, username, usuario, usuário, itilizatè')} ?[:=]? ?{_NAME}",
    rf"{one_of('ig, snap, tg, wx, vx, qq, line id')} ?(?::|：|@) ?@?[a-z0-9]",
    rf"{one_of('my, our, mi, meu, mon, via, nha')} "
    rf"{one_of('signal, twitch, roblox, username, user name, usuario, usuário, handle, line id')}",
    rf"{one_of('signal, roblox, itilizatè')} mwen(?![a-z])",
    rf"{one_of('add, find, text, message, call, reach')} (?:me|us) on {one_of('line, signal, roblox, x')}",
    one_of(
        "no whats, meu whats, en whats, mi whats, tenho whats, tem whats, de whats, no zap, meu zap, pelo zap, um zap",
        "manda zap, meu face, acha no face, mi face, mi feis, en el face, en face, sou face, trên face, sur face",
    ),
    r"(?<![a-z])(?:on|use) (?:signal|twitch)(?![a-z]| words?)",
    r"(?<![a-z0-9])[a-z][a-z0-9_.]{1,30}#[0-9]{4}(?![0-9])",
    r"(?<![a-z])add me on (?!the |my |your |our |to )",
    r"(?:我的?|加) ?line(?![a-z])",
    r"(?<![a-z])qq[^0-9a-z\n]{0,6}[0-9]{5}",
    r"加我?(?:一下)?[:： ]{0,2}[a-z][\w.-]{3}",
    r"加(?:我|个|一下)?(?:威信|电报|電報|v(?![a-z])|薇)",
    r"(?<![a-z0-9_.])[a-z]{2,30}[_.][a-z]{2,30}[0-9]{2}",
)


def looks_like_email(text: str) -> bool:
    return _email(text.casefold())


def looks_like_link(text: str) -> bool:
    return _link(text.casefold())


_messenger = any_of(_MESSENGER)
_SPELT = re.compile(r"(?<![a-z0-9])([a-z])[ ._*-](?=[a-z](?![a-z0-9]))")
"""A letter that stands alone, and another such behind it."""
_SIGNS = str.maketrans("@013$", "aoies")


def looks_like_account(text: str) -> bool:
    """Messengers are read in spelt out letters and with signs for letters too: W h a t s A p p, F.B., wh@tsapp."""
    small = _SPELT.sub(r"\1", text.casefold())
    return _handle(small) or _messenger(small) or _messenger(small.translate(_SIGNS))

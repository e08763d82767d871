"""The forms in which people write addresses, handles and numbers spelt out, in the kiosk's languages. Pure.

Each is bounded in length, so that the time grows with the text alone. A street is masked with its number only: "the
market square" is a thing to be curious about, "market square 5" is somebody's door.
"""

import regex

_W = r"[\p{L}\p{M}\p{N}'’\-]"  # a letter of a word; Python's own \w has no vowel signs of Devanagari
_NO = r"(?<![\p{L}\p{M}\p{N}])"  # nothing of a word before
_END = r"(?![\p{L}\p{M}\p{N}])"
_NUMBER = r"\p{Nd}{1,4}(?:\s?[a-zа-г]|\s?(?:bis|ter))?(?:[/\-](?:\p{Nd}{1,3}|\p{L}(?!\p{L})))?" + _END
_NOT_MEASURED = (
    r"(?!\s?(?:€|%|°|euro|uhr|jahre?n?|minuten|km|m|cm|kg|prozent|meter|лет|год|дом(?:а|ов)|م|سنة|साल|वर्ष)"
    rf"{_END})"
)


def _any(words: str) -> str:
    return "(?:" + "|".join(map(regex.escape, sorted(words.split(), key=len, reverse=True))) + ")"


_TLDS = _any(
    "com org net info edu gov io dev app blog me tv eu uk de at ch fr be es it pt nl pl ro gr cz se fi dk no tr ru ua "
    "in br mx ar jp cn kr vn th ir il example test рф укр"
)

# ---- mail, also as people say it to a machine that might read along
_ROUND = r"\s?[\(\[{<]\s?(?:at|ät|arroba|arobase|@|собака|آت|ऐट)\s?[\)\]}>]\s?"
_AT = r"\s(?:ät|arroba|arobase|chiocciola|собака|собачка|آت|ऐट|एट|at|et|małpa|kukac|παπάκι)\s"
_DOT = (
    r"(?:\s?[\(\[{<]\s?(?:dot|punkt|point|punto|\.)\s?[\)\]}>]\s?"
    r"|\s(?:dot|punkt|point|punto|ponto|nokta|точка|крапка|دوت|نقطة|डॉट|punct|τελεία|chấm|จุด)\s)"
)
_LABEL, _LAST = rf"{_W}{{1,63}}", rf"(?=\p{{L}}){_W}{{2,20}}"
_LOCAL = rf"{_NO}{_LABEL}(?:(?:[._+]|{_DOT}){_LABEL}){{0,3}}"
MAIL = (
    r"(?<![\p{L}\p{N}._%+\-])[\p{L}\p{M}\p{N}._%+\-]{1,64}\s?@\s?[\p{L}\p{N}\-]{1,63}(?:\.[\p{L}\p{N}\-]{1,63}){1,4}",
    rf"{_LOCAL}{_ROUND}{_LABEL}(?:(?:\.|{_DOT}){_LABEL}){{0,3}}(?:\.|{_DOT}){_LAST}",
    # A word that also means something else counts where the dots are said too, or a known ending follows.
    rf"{_LOCAL}{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}{_DOT}{_LAST}",
    rf"{_LOCAL}{_AT}{_LABEL}(?:\.{_LABEL}){{0,3}}\.{_TLDS}{_END}",
)

# ---- pages and handles
WEB = (
    r"https?://[^\s<>\"'“”«»]{1,500}",
    rf"{_NO}www\.[^\s<>\"'“”«»]{{1,300}}",
    rf"{_NO}(?:[\p{{L}}\p{{N}}\-]{{2,63}}\.){{1,4}}{_TLDS}(?:/[^\s<>\"'“”«»]{{0,300}}|{_END}(?!\.\p{{L}}))",
)
HANDLE = (
    r"(?<![\p{L}\p{N}@])@(?=[\p{N}._]{0,29}\p{L})[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}._]{0,28}[\p{L}\p{M}\p{N}_])",
)

# A name on a network that is called by its name, where no word looks like it.
_NETWORKS = (
    r"(?:insta(?:gram)?|snap(?:chat)?|telegram|tiktok|facebook|discord|twitter|вк|инст\p{L}{1,6}|телеграм\p{L}{0,3}"
    r"|انستا\p{L}{0,4}|تيليجرام|इंस्टा\p{L}{0,5})"
)
_NETWORK = (
    rf"{_NO}{_NETWORKS}\s?(?:is|name|ist|est|es|:|=|-)?\s?:?\s?(?=\p{{L}}{{0,29}}[._\p{{Nd}}]\p{{L}})"
    r"(?P<it>[\p{L}\p{N}._]{3,30})"
)
_PASSPORT = (
    r"(?:passport|reisepass|personalausweis|passeport|pasaporte|pasaport|passaporte|паспорт|جواز|पासपोर्ट)\p{L}{0,3}"
    r"(?:\W{1,3}\p{L}{1,9}){0,3}?\W{1,3}(?P<it>[A-Z]{0,3}\s?\p{Nd}(?:\s?\p{Nd}){5,11})(?!\p{Nd})"
)

# ---- houses
_EN_STREET = _any(
    "street st road rd lane ln avenue ave drive close court square sq way crescent terrace boulevard blvd gardens "
    "grove row mews parade quay hill"
)
_EN_NOT = _any(
    "the a an of on in at to my your our this that these those and or is are was way ways lane lanes mile miles metre "
    "metres meter meters km year years minute minutes hour hours "
    "day days people cars trees for from with per new old busy"
)
_DE_END = r"(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|chaussee|stieg|markt|ring|twiete|steig)"
_DE_OLD = r"(?:(?:alte|neue|große|grosse|kleine|hohe|lange|breite)[rnms]?|am|an der|im|zum|zur)"
_DE_BY = r"(?:am|an der|an den|im|in der|zum|zur|auf de[rm]|hinter de[rm]|bei der|beim|unter den)"
_DE_SPOT = (
    r"(?:kai|hof|brücke|garten|gärten|feld|berg|tor|wall|graben|park|see|bach|mühle|wiese|dorf|kamp|linden"
    r"|hafen)"
)
_FR_WAY = r"(?:rue|avenue|av\.|boulevard|bd|chemin|allée|impasse|quai|place|route)"
_ROMANCE_WAY = r"(?:calle|c/|avenida|avda\.?|plaza|paseo|carrer|rua|travessa|praça|via|viale|piazza|corso)"
_OF = r"(?:(?:de la|de los|de las|de|del|du|des|la|le|les|el|los|las|do|da|dos|das|della)\s|[ld]['’]){0,2}"
_NOT_A_NAME = (
    r"(?!(?:en|de|del|desde|hasta|antes|a|à|con|por|para|y|e|que|est|tem|tiene|tenía|depuis|em|há|in|il|è)\s)"
)
_ROMANCE_NO = r"(?:n[o°.]{1,2}\s?|número\s)?"
_FLOOR = rf"(?:,\s?\p{{Nd}}{{1,2}}\s?[oa°]\s?[a-z]?{_END})?"
_TR_WAY = r"(?:sokak|sokağı|sok\.|sk\.|caddesi|cad\.|bulvarı|mahallesi|mah\.)(?:['’]?n\p{L}{1,5})?"
_RU_WORD = (
    r"(?:улиц[аеуы]|вулиц[яіюі]|проспект(?:[аеу])?|переул(?:ок|к[аеу])|пров(?:улок|улк[уа])|площад[ьи]|площ[аі]"
    r"|шоссе|набережн(?:ая|ой|ую)|бульвар(?:[аеу])?|проезд(?:[аеу])?)"
)
_RU_STREET = rf"(?:ул\.|вул\.|просп\.|пр\.|пр-т|пер\.|пров\.|пл\.|наб\.|{_RU_WORD})"
_RU_HOUSE = (
    r",?\s?(?:(?:дом|д\.|буд\.|будинок)\s?)?\p{Nd}{1,4}[а-я]?" + _END
    + r"(?:,?\s?(?:кв\.|квартира|корп\.|к\.|оф\.)\s?\p{Nd}{1,4})?"
)  # fmt: skip
_AR_NOT = r"(?!(?:منذ|في|قبل|بعد|من|على|كل)\s)"
_HI_WAY = r"(?:रोड|मार्ग|गली|सड़क|नगर|चौक|कॉलोनी|विहार|पथ)"
_RO_EL_WAY = r"(?:strada|str\.|bulevardul|bd\.|οδός|οδού|λεωφόρος)"
_ROMANCE = (
    rf"{_NO}{_ROMANCE_WAY}\s?{_OF}(?:{_NOT_A_NAME}{_W}{{2,25}}\s?){{1,3}},?\s?"
    rf"{_ROMANCE_NO}{_NUMBER}{_NOT_MEASURED}{_FLOOR}"
)
_TURKISH = (
    rf"{_NO}(?:{_W}{{2,20}}\s(?:mahallesi|mah\.)\s)?(?:(?=(?-i:\p{{Lu}})){_W}{{2,20}}\s)?{_W}{{2,20}}\s{_TR_WAY}"
    rf"\s?,?\s?(?:no\s?[:.]?\s?)?{_NUMBER}"
)
STREET = (
    rf"{_NO}\p{{Nd}}{{1,4}}[a-z]?\s(?:(?!{_EN_NOT}\s){_W}{{2,20}}\.?\s){{1,2}}{_EN_STREET}{_END}",
    rf"{_NO}{_W}{{2,30}}{_DE_END}\s{{0,2}}{_NUMBER}{_NOT_MEASURED}",
    rf"{_NO}{_DE_OLD}\s{_W}{{0,20}}{_DE_END}\s{_NUMBER}{_NOT_MEASURED}",
    rf"{_NO}{_DE_BY}\s{_W}{{0,20}}{_DE_SPOT}\s{_NUMBER}{_NOT_MEASURED}",
    rf"{_NO}straße\s(?:des|der|zum|am|vom)\s{_W}{{2,30}}\s{_NUMBER}{_NOT_MEASURED}",
    rf"{_NO}\p{{Nd}}{{1,4}}(?:\s?(?:bis|ter|quater|[a-d]))?,?\s{_FR_WAY}\s{_OF}{_W}{{2,30}}",
    _ROMANCE,
    _TURKISH,
    rf"{_NO}(?:شارع|حي|زقاق)\s(?:{_AR_NOT}{_W}{{2,20}}\s){{1,3}}(?:رقم\s)?{_NUMBER}{_NOT_MEASURED}",
    rf"{_NO}{_RU_STREET}\s?{_W}{{2,25}}(?:\s{_W}{{2,25}})?{_RU_HOUSE}{_NOT_MEASURED}",
    rf"{_NO}{_W}{{2,25}}\s{_RU_WORD}{_RU_HOUSE}{_NOT_MEASURED}",
    rf"{_NO}मकान\s(?:नंबर|न\.|सं\.|संख्या)\s?\p{{Nd}}{{1,4}}(?:,?\s{_W}{{2,20}}\s{_HI_WAY}{_END})?",
    rf"{_NO}\p{{Nd}}{{1,4}},?\s(?:{_W}{{2,20}}\s){{1,3}}{_HI_WAY}{_END}",
    rf"{_NO}{_RO_EL_WAY}\s{_W}{{2,25}}(?:\s{_W}{{2,25}})?,?\s?(?:(?:nr|αρ)\.?\s)?{_NUMBER}{_NOT_MEASURED}",
    rf"{_NO}(?:số\s)?{_NUMBER}\s(?:đường|phố)\s{_W}{{2,20}}(?:\s{_W}{{2,20}}){{0,2}}",
    r"(?:เลขที่|บ้านเลขที่)\s?\p{Nd}{1,4}(?:/\p{Nd}{1,3})?",
    r"[\p{Han}]{2,6}(?:路|街|道|巷)\p{Nd}{1,4}[号號]",
)

# ---- postcodes: of Britain by their form, of others beside a word or a name that makes one of them
_LIVES = (
    r"(?:i live in|live in|plz|postleitzahl|wohne in|wohn in|lebe in|j['’]habite(?: à)?|habite à|vivo en|vivo em"
    r"|moro em|abito a|code postal|código postal|postcode|zip|zip code|posta kodu|индекс|индексе|पिन|पिन कोड|पता)"
)
POSTCODE = (
    rf"{_NO}(?:GIR 0AA|[A-PR-UWYZ](?:[A-HK-Y]?[0-9]{{1,2}}|[A-HK-Y]?[0-9][A-Z])\s?[0-9][ABD-HJLNP-UW-Z]{{2}}){_END}",
    rf"{_NO}{_LIVES}\s?[:.]?\s(?P<it>(?:{_W}{{2,20}}\s){{0,2}}\p{{Nd}}{{4,6}}(?:\s(?-i:\p{{Lu}}){_W}{{2,25}})?){_END}",
    rf"{_NO}\p{{Nd}}{{6}},\s(?:г\.\s?)?(?-i:\p{{Lu}}){_W}{{2,30}}",
)

# ---- numbers spelt out: seven digits or more in a row
_SPELT = _any(
    "oh zero one two three four five six seven eight nine double treble triple "
    "null eins zwei zwo drei vier fünf sechs sieben acht neun "
    "zéro un deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante "
    "cinquante soixante "
    "cero uno dos tres cuatro cinco seis siete ocho nueve um dois quatro sete oito nove "
    "sıfır bir iki üç dört beş altı yedi sekiz dokuz "
    "ноль нуль один два три четыре пять шесть семь восемь девять чотири шість сім вісім "
    "صفر واحد اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثمان تسعة تسع "
    "शून्य एक दो तीन चार पांच पाँच छह छः सात आठ नौ "
    "zero unu doi trei patru cinci șase șapte opt nouă μηδέν ένα δύο τρία τέσσερα πέντε έξι επτά εφτά οκτώ οχτώ "
    "εννέα εννιά "
    "không một hai ba bốn năm sáu bảy tám chín"
)
SPELT = (rf"{_NO}(?:{_SPELT}[\s,.\-]{{1,3}}){{6,24}}{_SPELT}{_END}", r"[零〇一二三四五六七八九两兩]{7,20}")

PATTERNS = tuple(
    regex.compile(pattern, regex.IGNORECASE | regex.V0)
    for pattern in (*MAIL, *WEB, *HANDLE, _NETWORK, _PASSPORT, *STREET, *POSTCODE, *SPELT)
)

"""Languages by name, so that ``en``, ``eng``, ``en-GB`` and ``english`` are one."""

from __future__ import annotations

import re

# The codes of ISO 639-1 and 639-2, and those that film databases use beside them, for the languages
# that films are in; what is not here stays as it is written.
_NAMES = """
 aa aar Afar|af afr Afrikaans|ak aka Akan|sq sqi alb Albanian|am amh Amharic|ar ara Arabic
 hy hye arm Armenian|as asm Assamese|ay aym Aymara|az aze Azerbaijani|bm bam Bambara
 eu eus baq Basque|be bel Belarusian|bn ben Bengali|bs bos Bosnian|br bre Breton|bg bul Bulgarian
 my mya bur Burmese|cn yue Cantonese|ca cat Catalan|zh zho chi Chinese|cmn Mandarin
 co cos Corsican|cr cre Cree|hr hrv Croatian|cs ces cze Czech|da dan Danish
 nl nld dut Dutch|dz dzo Dzongkha|en eng English|eo epo Esperanto|et est Estonian
 ee ewe Ewe|fo fao Faroese|fj fij Fijian|fil Filipino|fi fin Finnish|fr fra fre French
 ff ful Fulah|gl glg Galician|ka kat geo Georgian|de deu ger German|el ell gre Greek
 gn grn Guarani|gu guj Gujarati|ht hat Haitian|ha hau Hausa|haw Hawaiian|he heb iw Hebrew
 hi hin Hindi|hu hun Hungarian|is isl ice Icelandic|ig ibo Igbo|id ind Indonesian|iu iku Inuktitut
 ga gle Irish|it ita Italian|ja jpn Japanese|jv jav Javanese|kl kal Greenlandic|kn kan Kannada
 ks kas Kashmiri|kk kaz Kazakh|km khm Khmer|rw kin Kinyarwanda|ky kir Kyrgyz|ko kor Korean
 ku kur Kurdish|lo lao Lao|la lat Latin|lv lav Latvian|ln lin Lingala|lt lit Lithuanian
 lb ltz Luxembourgish|mk mkd mac Macedonian|mg mlg Malagasy|ms msa may Malay|ml mal Malayalam
 mt mlt Maltese|mi mri mao Maori|mr mar Marathi|mn mon Mongolian|nv nav Navajo|ne nep Nepali
 se sme Northern Sami|no nor nb nob nn nno Norwegian|ny nya Chichewa|oc oci Occitan|or ori Odia
 ps pus Pashto|fa fas per Persian|pl pol Polish|pt por Portuguese|pa pan Punjabi|qu que Quechua
 ro ron rum mo Romanian|rm roh Romansh|ru rus Russian|sm smo Samoan|sa san Sanskrit|sc srd Sardinian
 gd gla Scottish Gaelic|sr srp Serbian|sh hbs Serbo-Croatian|sn sna Shona|sd snd Sindhi
 si sin Sinhala|sk slk slo Slovak|sl slv Slovenian|so som Somali|st sot Sotho|es spa Spanish
 sw swa Swahili|sv swe Swedish|tl tgl Tagalog|tg tgk Tajik|ta tam Tamil|tt tat Tatar|te tel Telugu
 th tha Thai|bo bod tib Tibetan|ti tir Tigrinya|tn tsn Tswana|tr tur Turkish|tk tuk Turkmen
 uk ukr Ukrainian|ur urd Urdu|ug uig Uyghur|uz uzb Uzbek|vi vie Vietnamese|cy cym wel Welsh
 wo wol Wolof|xh xho Xhosa|yi yid Yiddish|yo yor Yoruba|zu zul Zulu|xx zxx No language
 ase American Sign Language
"""
_CODE = re.compile(r"[a-z]{2,3} ")
# Of a tag such as pt-BR the first part is the language: RFC 5646.
_TAG = re.compile(r"(?P<code>[A-Za-z]{2,3})([-_][A-Za-z0-9]{2,8})*")


def _by_code() -> dict[str, str]:
    names = {}
    for row in _NAMES.replace("\n", "|").split("|"):
        rest, codes = row.strip(), []
        while code := _CODE.match(rest):
            codes.append(code[0].strip())
            rest = rest[code.end() :]
        names.update(dict.fromkeys(codes, rest))
    return names


BY_CODE = _by_code()
_BY_NAME = {name.casefold(): name for name in BY_CODE.values()}


def language_name(text: str) -> str:
    """The language's name in English for a code or tag of it; any other text as it is."""
    tag = _TAG.fullmatch(text.strip())
    known = BY_CODE.get(tag["code"].lower()) if tag else None
    return known or _BY_NAME.get(text.strip().casefold(), text)

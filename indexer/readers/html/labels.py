"""The words that pages label their facts with, in the languages that they are in: data."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Folded: small letters without accents. A label may be followed by a colon.
_LABELS = {
    "plot": """plot|plot summary|plot outline|synopsis|overview|storyline|story|summary|description
        |movie info|film info|about the film|about the movie|about|the story|short synopsis
        |tartalom|rovid tartalom|a film tartalma|tortenet|cselekmeny|leiras|ismerteto
        |inhalt|handlung|kurzinhalt|filmhandlung|inhaltsangabe|beschreibung
        |resumen|sinopsis|argumento|trama|sinossi|la trama|resume|l'histoire|histoire
        |synopsis et details|enredo|fabula|opis filmu|opis|zarys fabuly|obsah|děj|juoni
        |handling|samenvatting|verhaal|сюжет|описание
        |краткое содержание|あらすじ|剧情简介|줄거리""",
    "review": """review|reviews|user reviews|user review|critic reviews|audience reviews|comments
        |comment|user comments|opinions|opinion|user opinions|what people say|viewers say
        |what viewers say|what users say|what critics say|what others say|what they say|ratings
        |ratings and reviews|your reviews
        |reader reviews|member reviews|viewer comments|guestbook|responses|replies|criticism|forum
        |velemeny|velemenyek|hozzaszolas|hozzaszolasok|kritika|kritikak|ertekelesek
        |kritik|kritiken|meinungen|kommentare|bewertungen|rezensionen|nutzerkritiken
        |critica|criticas|opiniones|comentarios|resenas|recensioni|recensione|commenti
        |critiques|critiques spectateurs|avis|commentaires|avis des spectateurs
        |resenhas|comentários|recenzje|komentarze|opinie|recenze|komentare|arvostelut
        |recensies|рецензии|отзывы|комментарии|レビュー|影评|短评|评论|感想|리뷰""",
    "date": """release date|released|release|in theaters|in theatres|in cinemas|opened|premiere
        |theatrical release|year|year of release|bemutato|bemutato datuma|magyar bemutato
        |gyartasi ev|ev|premier|kinostart|start|erscheinungsdatum|erscheinungsjahr|jahr
        |produktionsjahr|estreno|fecha de estreno|ano|uscita|data di uscita|anno|date de sortie
        |sortie|annee|estreia|premiera|rok|rok produkcji|ensi-ilta|год|премьера|公開日|上映日期""",
    "country": """country|countries|country of origin|orszag|gyarto orszag|land|produktionsland
        |pais|paese|pays|kraj|zeme|страна|制片国家/地区""",
    "director": """director|directors|directed by|a film by|rendezo|rendezte|rendezo(k)|regie
        |regisseur|regisseurin|director/a|direccion|dirigida por|regia|regia di|realisateur
        |realisation|realise par|de|direcao|diretor|rezyseria|rezyser|rezie|ohjaaja
        |режиссер|監督|导演|감독""",
    "cast": """cast|starring|stars|actors|with|main cast|szereplok|szereplo(k)|szereplo|foszereplok
        |darsteller|besetzung|mit|schauspieler|reparto|interpretes|actores|con|attori|interpreti
        |acteurs|avec|distribution|elenco|obsada|hraji|nayttelijat|в ролях|актеры|出演|主演|출연""",
    "genre": """genre|genres|mufaj|mufajok|kategoria|gattung|genero|generos|genere|gatunek|zanr
        |жанр|ジャンル|类型|장르""",
    "language": """language|languages|original language|nyelv|sprache|originalsprache|idioma
        |idiomas|lingua|langue|langues|jezyk|jazyk|язык|言語|语言""",
    "runtime": """runtime|running time|length|duration|jatekido|hossz|laufzeit|lange|duracion
        |durata|duree|duracao|czas trwania|delka|kesto|время|上映時間|片长""",
    "writer": """writer|writers|written by|screenplay|iro|forgatokonyv|forgatokonyviro|drehbuch
        |guion|sceneggiatura|scenario|scenariste|roteiro|scenariusz|сценарий|脚本|编剧""",
}
# Headings of parts of a page that look like reviews and are none.
_OTHERS = """news|latest news|recent news|headlines|quotes|memorable quotes|trivia|goofs|fun stuff
    |message boards|message board|recommendations|more like this|related|lists|recent lists|quizzes
    |movie quizzes|videos|video clips|photos|facts|faq|links|awards|soundtrack|cast|fans|members
    |newsdesk|also|you may also like|hirek|idezetek|dijak|galeria|linkek|zitate|noticias"""


def folded(text: str) -> str:
    """A text for comparison: small letters, no accents, single spaces, no colon at its end."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.replace("’", "'").split()).rstrip(" :：.")


def _words(listed: str) -> set[str]:
    return {folded(word) for word in listed.split("|") if word.strip()}


KIND_OF_LABEL = {word: kind for kind, listed in _LABELS.items() for word in _words(listed)}
_OTHER_WORDS = _words(_OTHERS)
_OTHER = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_OTHER_WORDS, key=len)))})\b")
_PLURAL = re.compile(r"\(\w{1,2}\)$")
_COUNT = re.compile(r"\s*\(?[\d.,]+\)?\s*$")
_REVIEW_WORDS = {word for word in _words(_LABELS["review"]) if " " not in word}
REVIEW_NAMES = _REVIEW_WORDS | {"usercomments", "userreview", "userreviews", "posts", "feedback"}
PLOT_NAMES = {"plot", "synopsis", "storyline", "overview", "description", "inhalt", "handlung",
    "tartalom", "sinopsis", "trama", "leiras", "desc", "summary"}  # fmt: skip
_MAX_LABEL = 60
_WORDS_OF_A_LABEL = 3


def label_of(text: str) -> str:
    """The kind of fact that a text labels, or nothing."""
    return _kind(text) if 0 < len(text) <= _MAX_LABEL else ""


@lru_cache(maxsize=4096)
def _kind(text: str) -> str:
    plain = folded(text)
    return KIND_OF_LABEL.get(plain) or KIND_OF_LABEL.get(_PLURAL.sub("", plain), "")


def heads_reviews(text: str, *, heading: bool = True) -> bool:
    """Whether a line says that reviews follow: "Critic Reviews for X", "Comments (12)".

    What is no heading must say so in three words at most.
    """
    words = re.findall(r"[^\W\d_]+", folded(text))
    if label_of(text) == "review":
        return True
    if len(text) > 2 * _MAX_LABEL or re.search(r"[:：]\s*\S|[.?!]$", text.strip()):
        return heading and len(text) <= 2 * _MAX_LABEL and bool(_REVIEW_WORDS & set(words))
    return (heading or len(words) <= _WORDS_OF_A_LABEL) and bool(_REVIEW_WORDS & set(words))


def heads_a_part(text: str) -> bool:
    """Whether a line is nothing but the heading of a part of the page."""
    plain = folded(_COUNT.sub("", text))
    few = plain.count(" ") < _WORDS_OF_A_LABEL and bool(_REVIEW_WORDS & set(plain.split()))
    return plain in KIND_OF_LABEL or plain in _OTHER_WORDS or few


def heads_others(text: str) -> bool:
    """Whether a heading says that what follows is something else: news, quotes, lists."""
    return len(text) <= 2 * _MAX_LABEL and bool(_OTHER.search(folded(text)))

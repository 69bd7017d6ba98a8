"""Columns that are never stored, whatever a person may say: what they hold is nobody's business.

A device is handed to a person who is known by number, name, grade and school mail. Rosters carry
much more (data on health, descent, family and home), and a school laptop is no place for it.
"""

import re
from functools import lru_cache

from inventory.text import loose

# Long enough to mean one thing wherever they stand in a heading.
_STEMS = {
    "password": ("password", "passwd", "passcode", "passphrase"),
    "family": ("guardian", "contact", "emergency", "mother", "father", "agentsourcedid"),
    "age or birth": ("birth", "geburt"),
    "descent": ("ethnic", "hispanic", "americanindian", "africanamerican", "nativehawaiian"),
    "gender": ("gender", "pronoun"),
    "phone": ("telephone", "phonenumber", "cellphone", "homephone", "workphone", "mobilephone"),
    "address": ("postal", "postcode", "street", "zipcode"),
    "health": ("health", "medical", "allerg", "disab", "vaccin", "immuniz"),
    "lunch": ("lunch", "mealstatus", "freereduced"),
    "government number": ("socialsecurity", "passport", "nationalid"),
    "circumstances": ("religion", "citizenship", "homeless", "immigra", "migrant", "fostercare"),
    "private mail": ("recoveryemail", "secondaryemail", "personalemail", "homeemail", "gravatar"),
}

# Short ones, which count only where they are a word of the heading by themselves.
_WORDS = {
    "password": ("pwd", "pin"),
    "family": ("parent", "parents", "agent", "agents", "sibling", "siblings"),
    "age or birth": ("dob", "age", "bday"),
    "descent": ("race", "races", "latino", "tribe"),
    "gender": ("sex",),
    "phone": ("phone", "phones", "sms", "cell", "fax"),
    "address": ("zip", "city"),
    "health": ("iep", "sped"),
    "language support": ("ell", "lep", "esl"),
    "lunch": ("frl", "meal", "meals"),
    "government number": ("ssn",),
    "photo": ("photo", "photograph", "picture"),
}

# What means this only where nothing else is beside it.
_WHOLE = {
    **dict.fromkeys(("state", "country", "userstate", "usercountry", "province"), "address"),
    **dict.fromkeys(("mobile", "mobilenumber"), "phone"),
    **dict.fromkeys(("white", "asian", "blackorafricanamerican"), "descent"),
}

# Addresses of a mailbox or a machine.
_MACHINES = ("emailaddress", "mailaddress", "macaddress", "ipaddress", "ipv4address", "ipv6address")

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(maxsize=1024)
def is_private(heading: str) -> str:
    """What a column of this heading holds that is never stored, in a word or two; else empty."""
    key = loose(heading)
    if key in _WHOLE:
        return _WHOLE[key]
    for what, stems in _STEMS.items():
        if any(stem in key for stem in stems):
            return what
    parts = [part.casefold() for part in _WORD.findall(heading)]
    for what, words in _WORDS.items():
        if not {key, *parts}.isdisjoint(words):
            return what
    if "address" in key and not any(other in key for other in _MACHINES):
        return "address"
    return ""

"""Keyboard layouts, and what becomes of a code typed for one of them on a laptop with another.

A scanner presses keys by their places. Which character a place gives is for the laptop to say, so
the two have to mean the same country's keyboard.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Keyboard:
    """What the 47 keys of a keyboard give alone and with Shift, from the top left key on.

    The tables follow the base layouts of the X keyboard configuration (xkeyboard-config).
    """

    country: str
    plain: str
    shifted: str
    dead: str = ""
    """The accents that give nothing by themselves, and may swallow the character behind."""

    @property
    def places(self) -> str:
        """The character at every place, alone and then with Shift."""
        return self.plain + self.shifted


@dataclass(frozen=True, slots=True)
class Wiring:
    """How a scanner and a laptop go together: what arrives, and what of it can be told again."""

    scanner: str
    """The country that the scanner types for; empty where that is not known."""

    laptop: str
    """The country of this laptop's keyboard; empty where that is not known."""

    meant: Mapping[str, str]
    """Each typed character that stands for another one, and that one."""

    lost: frozenset[str] = frozenset()
    """Characters that may not arrive at all."""

    def told(self, typed: str) -> str:
        """What the scanner meant by what arrived."""
        return "".join(self.meant.get(char, char) for char in typed)

    def unsure(self, text: str) -> frozenset[str]:
        """Which characters of a text may not arrive: lost ones, and those right behind them."""
        behind = (after for char, after in pairwise(text) if char in self.lost)
        return frozenset((self.lost & set(text)) | set(behind)) if self.lost else frozenset()


STRAIGHT = Wiring("", "", {})
"""Every character arrives as it is."""


def wired(scanner: Keyboard, laptop: Keyboard) -> Wiring:
    """What a scanner that types for one keyboard does on a laptop with another."""
    pairs = [
        (meant, typed)
        for meant, typed in zip(scanner.places, laptop.places, strict=True)
        if meant not in scanner.dead
    ]
    often = Counter(typed for _, typed in pairs)
    sure = {typed: meant for meant, typed in pairs if often[typed] == 1 or typed == meant}
    swallowed = {meant for meant, typed in pairs if typed in laptop.dead}
    reached = set(sure.values())
    printable = {chr(number) for number in range(33, 127)}
    return Wiring(
        scanner.country,
        laptop.country,
        {typed: meant for typed, meant in sure.items() if typed != meant},
        frozenset((printable - reached) | swallowed),
    )


@lru_cache(maxsize=1)
def wirings() -> tuple[Wiring, ...]:
    """Every pair of two different keyboards; those with a US one first, as scanners come so."""
    found = [
        wired(scanner, laptop)
        for scanner in KEYBOARDS
        for laptop in KEYBOARDS
        if scanner is not laptop
    ]
    return tuple(sorted(found, key=_rarity))


def _rarity(wiring: Wiring) -> int:
    us = KEYBOARDS[0].country
    return 0 if wiring.scanner == us else 1 if wiring.laptop == us else 2


# fmt: off
KEYBOARDS: tuple[Keyboard, ...] = (
    Keyboard("US",
             "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./",
             "~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"|ZXCVBNM<>?", ""),
    Keyboard("UK",
             "`1234567890-=qwertyuiop[]asdfghjkl;'#zxcvbnm,./",
             "¬!\"£$%^&*()_+QWERTYUIOP{}ASDFGHJKL:@~ZXCVBNM<>?", ""),
    Keyboard("Canadian French",
             "#1234567890-=qwertyuiop^¸asdfghjkl;`<zxcvbnm,.é",
             "|!\"/$%?&*()_+QWERTYUIOP^¨ASDFGHJKL:`>ZXCVBNM'.É", "^`¨¸"),
    Keyboard("Latin American",
             "|1234567890'¿qwertyuiop´+asdfghjklñ{}zxcvbnm,.-",
             "°!\"#$%&/()=?¡QWERTYUIOP¨*ASDFGHJKLÑ[]ZXCVBNM;:_", "¨´"),
    Keyboard("Spanish",
             "º1234567890'¡qwertyuiop`+asdfghjklñ´çzxcvbnm,.-",
             "ª!\"·$%&/()=?¿QWERTYUIOP^*ASDFGHJKLÑ¨ÇZXCVBNM;:_", "^`¨´"),
    Keyboard("French",
             "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmù*wxcvbn,;:!",
             "~1234567890°+AZERTYUIOP¨£QSDFGHJKLM%µWXCVBN?./§", "^¨"),
    Keyboard("Belgian",
             "²&é\"'(§è!çà)-azertyuiop^$qsdfghjklmùµwxcvbn,;:=",
             "³1234567890°_AZERTYUIOP¨*QSDFGHJKLM%£WXCVBN?./+", "^¨"),
    Keyboard("Swiss",
             "§1234567890'^qwertzuiopè¨asdfghjkléà$yxcvbnm,.-",
             "°+\"*ç%&/()=?`QWERTZUIOPü!ASDFGHJKLöä£YXCVBNM;:_", "^`¨"),
    Keyboard("German",
             "^1234567890ß´qwertzuiopü+asdfghjklöä#yxcvbnm,.-",
             "°!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ'YXCVBNM;:_", "^`´"),
    Keyboard("Italian",
             "\\1234567890'ìqwertyuiopè+asdfghjklòàùzxcvbnm,.-",
             "|!\"£$%&/()=?^QWERTYUIOPé*ASDFGHJKLç°§ZXCVBNM;:_", ""),
    Keyboard("Portuguese",
             "\\1234567890'«qwertyuiop+´asdfghjklçº~zxcvbnm,.-",
             "|!\"#$%&/()=?»QWERTYUIOP*`ASDFGHJKLÇª^ZXCVBNM;:_", "^`~´"),
    Keyboard("Brazilian",
             "'1234567890-=qwertyuiop´[asdfghjklç~]zxcvbnm,.;",
             "\"!@#$%¨&*()_+QWERTYUIOP`{ASDFGHJKLÇ^}ZXCVBNM<>:", "^`~¨´"),
    Keyboard("Swedish",
             "§1234567890+´qwertyuiopå¨asdfghjklöä'zxcvbnm,.-",
             "½!\"#¤%&/()=?`QWERTYUIOPÅ^ASDFGHJKLÖÄ*ZXCVBNM;:_", "^`¨´"),
)
# fmt: on

"""What can go wrong, as one small tree; every face shows ``message`` and then ``hint``."""


class ChampionError(Exception):
    """A refusal: ``message`` says what is wrong and where, ``hint`` what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotFound(ChampionError):  # noqa: N818  (reads as the sentence it is)
    """Nothing in the register or the journal answers to this code."""


class FileRefused(ChampionError):  # noqa: N818
    """A file that can't be read as what it was given for; nothing was changed."""


class StaysSealed(FileRefused):
    """A file that is sealed: no passphrase was given, or another one than it was sealed with."""


class Damaged(FileRefused):
    """A file that is not as it was written: cut off, changed, or empty."""


class OtherSchool(FileRefused):
    """What is another school's, or may be, as far as the site codes tell."""

    def __init__(self, message: str, hint: str = "", site: str = "") -> None:
        """``site`` is that school's code."""
        super().__init__(message, hint)
        self.site = site


class StoreRefused(ChampionError):  # noqa: N818
    """The database can't or must not be opened: foreign, newer, damaged, or in an unsafe folder."""


class AlreadyThere(StoreRefused):
    """The database that was to be made is there: another program may have made it just now."""


class NotRecorded(ChampionError):  # noqa: N818
    """A write failed, and reading back shows that nothing of it is on disk."""


class SettingRefused(ChampionError):  # noqa: N818
    """A setting that doesn't exist, or a value that it can't take."""


class LabelRefused(ChampionError):  # noqa: N818
    """A label, or the paper for it, that can't be printed so that a scanner reads it."""


class CarrierUnreachable(ChampionError):  # noqa: N818
    """The folder is gone or the hub does not answer; what is here is not touched by that."""


class NotAllowed(ChampionError):  # noqa: N818
    """What a helper asked for, and only the champion may do."""

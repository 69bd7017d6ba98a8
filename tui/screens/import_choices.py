"""Pages that ask what a person has to say of a file, once it is read."""

from inventory.files.mapping import Field
from inventory.rules.phrases import count
from tui.screens.import_columns import ColumnChoice, column_line
from tui.screens.import_reading import Preview
from tui.screens.pick_page import PickPage
from tui.widgets.text_lines import Toned

_LONGEST_CELL = 30
_MARGIN = 6
_NO_COLUMN = "none"


class MendPage(PickPage[bool]):
    """Gives whether names that their own comma has split are mended."""

    WORD = "Names"

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._preview = preview

    def question(self) -> list[list[Toned]]:
        """The first rows as they would be."""
        plan = self._preview.plan
        rows = [
            " · ".join(cell[:_LONGEST_CELL] for _, cell in row if cell) for row in plan.split_names
        ]
        said: list[list[Toned]] = [
            [(f"A comma has split {count(plan.splits, 'name')}: one cell too many.", "bold")],
            [("Mended, the first of them read:", "plain")],
        ]
        return [*said, *_indented(rows), []]

    def choices(self) -> list[tuple[str, str]]:
        """Yes or no."""
        names = count(self._preview.plan.splits, "name")
        return [
            ("mend", f"Mend {names} and read the file again"),
            ("leave", "Leave these rows refused"),
        ]

    def picked(self, choice: str) -> None:
        """Say which."""
        self.dismiss(choice == "mend")


class UsersPage(PickPage[bool]):
    """Gives whether the users that Google or Intune has noted are the ones who have the devices."""

    WORD = "Users"

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._users = preview.plan.unasked_users

    def question(self) -> list[list[Toned]]:
        """What speaks against it."""
        users = count(self._users, "device has a user", "devices have a user")
        return [
            [(f"{users} noted by the system.", "bold")],
            [("It is often the account that enrolled the device, not who has it.", "ask")],
            [("Take them only if the district keeps them up to date.", "plain")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """No comes first."""
        return [
            ("leave", "Leave the users out: the app knows who has what"),
            ("take", "These users have the devices: read the file again"),
        ]

    def picked(self, choice: str) -> None:
        """Say which."""
        self.dismiss(choice == "take")


class SchoolPage(PickPage[str]):
    """Gives the school whose rows are read, by code or else by name; empty for all of them."""

    WORD = "School"

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._schools = preview.plan.schools

    def question(self) -> list[list[Toned]]:
        """Which one is ours."""
        return [
            [(f"The file has rows of {count(len(self._schools), 'school')}.", "bold")],
            [("Which of them are to be read? Rows of the others are left out.", "plain")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """All of them, then each with its rows."""
        return [
            ("all", "All schools"),
            *(
                (str(number), f"{school.words}   {count(school.rows, 'row')}")
                for number, school in enumerate(self._schools)
            ),
        ]

    def picked(self, choice: str) -> None:
        """Say which."""
        if choice == "all":
            self.dismiss("")
        else:
            self.dismiss(self._schools[int(choice)].code)


def _indented(rows: list[str]) -> list[list[Toned]]:
    return [[(f"   {row}", "accent")] for row in rows]


class ColumnPage(PickPage[int]):
    """Gives the number of the column that was chosen, from 0; -1 for none of them."""

    WORD = "Columns"

    def __init__(self, choice: ColumnChoice, field: Field) -> None:
        super().__init__()
        self._choice = choice
        self._field = field

    def question(self) -> list[list[Toned]]:
        """What is asked."""
        return [
            [("Which column is: ", "plain"), (self._field.words, "bold")],
            [("With the number of each column, its heading, and what is in it.", "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """The columns, those that it may be first."""
        choice, width = self._choice, self.app.size.width - _MARGIN
        columns = choice.order(self._field)
        return [
            *((str(one), column_line(choice, one, self._field, width)) for one in columns),
            (_NO_COLUMN, "  No column"),
        ]

    def picked(self, choice: str) -> None:
        """Say which."""
        self.dismiss(-1 if choice == _NO_COLUMN else int(choice))

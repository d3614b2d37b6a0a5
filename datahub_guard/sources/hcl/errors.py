"""What can be wrong with HCL: with its text, or with a value that an expression asks for."""

from __future__ import annotations


class EvaluationError(Exception):
    """An expression has no value, as Terraform would say when it evaluates it.

    `offsets` is `(start, end)` in the file's text where the place is known more closely than "this expression".
    """

    def __init__(self, message: str, offsets: tuple[int, int] | None = None) -> None:
        Exception.__init__(self, message)
        self.message = message
        self.offsets = offsets


class UndeclaredName(EvaluationError):
    """A reference to what is not declared, or, written out, to an attribute that the provider's schema does not have.

    Terraform refuses it before it evaluates anything, so that neither `try` nor a conditional hides it.
    """


class LackingAttribute(EvaluationError):
    """An attribute that a resource does not have by its provider's schema."""


class SyntaxFault(Exception):
    """A piece of text that is not HCL. `offset` counts code points from the start of the text that was read."""

    def __init__(self, message: str, offset: int) -> None:
        Exception.__init__(self, message, offset)
        self.message = message
        self.offset = offset


def withheld(error: EvaluationError) -> EvaluationError:
    """The error without the values that it quotes, for a sensitive one that was refused."""
    quotes = [at for at, character in enumerate(error.message) if character in "'\""]
    if not quotes or type(error) is not EvaluationError:  # the others name what is not declared, and no value
        return error
    message = f"{error.message[: quotes[0]]}(sensitive value){error.message[quotes[-1] + 1 :]}"
    return EvaluationError(message, error.offsets)

"""An answer that needs the network: made when the transaction of its request has ended."""

from collections.abc import Callable
from contextvars import copy_context

from django.http import HttpResponse


class Aside(HttpResponse):
    """Stands for the answer that `work` will give, in the language, the tenant and the name of its request.

    `work` talks to the network and opens short transactions of its own. Pages above the view are done by then: what it
    writes into the session or into the notices is lost. `keep_changes`: what the request wrote before stays.
    """

    def __init__(self, work: Callable[[], HttpResponse], *, keep_changes: bool = True) -> None:
        super().__init__()
        self.keep_changes = keep_changes
        self._work = work
        self._context = copy_context()

    def answer(self) -> HttpResponse:
        """With the cookies and the headers that the request was given already."""
        response = self._context.run(self._work)
        for name, value in self.headers.items():
            if name != "Content-Type":
                response.headers.setdefault(name, value)
        response.cookies.update(self.cookies)
        return response

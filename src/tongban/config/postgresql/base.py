"""Django's PostgreSQL backend; its name and that of the class are where Django looks for them."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Looks at a kept connection before each request without asking the server, which would cost a statement."""

    def is_usable(self) -> bool:
        """
        Say whether the connection still stands.

        Between two transactions a server is silent. What can be read then is its farewell or the end of the line, so only
        then is it asked.
        """
        return self._is_silent() or super().is_usable()

    def _is_silent(self) -> bool:
        if self.connection is None or self.connection.info.transaction_status != TransactionStatus.IDLE:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0)

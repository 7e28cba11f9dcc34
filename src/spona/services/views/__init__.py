"""Pages of quarterly totals."""

from spona.services.views.reading import export, network
from spona.services.views.typing_in import sheet, type_totals

__all__ = ["export", "network", "sheet", "type_totals"]

"""Which numbers of a snapshot may be shown. Pure functions: tables in, a set of cells out.

Read `cells`, then `inference_bounds` (what somebody who compares can and cannot tell), `closure`,
then `suppress`.
"""

from spona.statistics.masking.cells import Cell, Frame, margins
from spona.statistics.masking.closure import Earlier
from spona.statistics.masking.suppress import shown_cells

__all__ = ["Cell", "Earlier", "Frame", "margins", "shown_cells"]

from spona.operations.command import main

raise SystemExit(main())

from spona.cli.command import main

raise SystemExit(main())

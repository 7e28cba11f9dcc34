"""`python -m tests.harness.chain_writer N`: writes N log entries, each in its own transaction,
and prints a line for each that was committed. Started many times at once by `test_chain`."""

import sys
import uuid


def main() -> None:
    import django

    django.setup()
    from spona import audit
    from spona.access.actor import Actor

    # Three lanes, so that the processes meet in some and miss each other in others.
    lanes = [uuid.UUID(int=number) for number in range(1, 4)]
    by = Actor.system("housekeeping")
    for number in range(int(sys.argv[1])):
        with audit.transaction() as log:
            for lane in lanes[number % 3 :]:
                log.record("chain:written", by=by, subject=("test", None), lane=lane)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

from __future__ import annotations

import pytest

from spona.cli.installation.stamp import check_stamp, read_stamp, write_stamp


def test_a_stamp_is_written_once(tmp_path):
    write_stamp(tmp_path, "demo")
    write_stamp(tmp_path, "demo")
    assert read_stamp(tmp_path) == "demo"
    with pytest.raises(SystemExit, match="holds demo data"):
        write_stamp(tmp_path, "real")
    assert read_stamp(tmp_path) == "demo"


def test_only_the_three_kinds_exist(tmp_path):
    with pytest.raises(ValueError, match="none of"):
        write_stamp(tmp_path, "play")


def test_a_command_refuses_a_folder_of_another_kind_or_of_none(tmp_path):
    with pytest.raises(SystemExit, match="not made by Spona"):
        check_stamp("demo", tmp_path)
    write_stamp(tmp_path, "real")
    check_stamp("real", tmp_path)
    with pytest.raises(SystemExit, match="holds real data"):
        check_stamp("demo", tmp_path)

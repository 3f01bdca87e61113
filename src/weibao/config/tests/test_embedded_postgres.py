"""The embedded server: real processes, real kill -9, every release that this machine has."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from weibao.config import processes, progress
from weibao.config.embedded_postgres import Cluster, DatabaseStartError, binaries, cluster, place, server_user

INSTALLED = sorted(binaries._installed({}), key=lambda found: found.major)
DURABLE: dict[str, str] = {}
OLDEST_AND_NEWEST = [INSTALLED[0], INSTALLED[-1]]

pytestmark = pytest.mark.slow


@pytest.fixture
def start(folder: Path, put_data: Callable[..., None]) -> Iterator[Callable[..., Cluster]]:
    """Start clusters in the folder, on data made before unless it is to be ``fresh``, and stop them after the test."""
    started: list[Cluster] = []

    def start_one(name: str = "pg", *, fresh: bool = False, **options: object) -> Cluster:
        if not fresh and not (folder / name).exists():
            put_data(folder / name, options.get("environment", {}).get("WEIBAO_PG_BIN", ""))
        # kill -9 loses nothing that was handed to the system, so tests need not wait for the disk; see DURABLE.
        one = Cluster(folder / name, **({"settings": {"fsync": "off"}} | options))
        started.append(one)
        one.start()
        return one

    yield start_one
    for one in started:
        one.stop()


@pytest.fixture(params=OLDEST_AND_NEWEST, ids=lambda found: found.version)
def release(request: pytest.FixtureRequest) -> dict[str, str]:
    """An environment that chooses one of the installed releases."""
    return {"WEIBAO_PG_BIN": str(request.param.directory)}


def query(running: Cluster, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(running.admin_dsn(), autocommit=True) as connection:
        answer = connection.execute(statement.encode())
        return answer.fetchall() if answer.description else []


def kill_all(running: Cluster) -> None:
    for pid in processes.working_in(running.data, "postgres"):
        os.kill(pid, signal.SIGKILL)


def as_ordinary_user(do: Callable[[], object]) -> object:
    """Do something in a process that has become an ordinary user, when we are root; return what it returned."""
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            if os.geteuid() == 0:
                entry = pwd.getpwnam("nobody")
                os.setgroups([])
                os.setgid(entry.pw_gid)
                os.setuid(entry.pw_uid)
            os.write(write, json.dumps(do()).encode())
        except BaseException as error:  # noqa: BLE001 - the child must not return into the test run
            os.write(write, json.dumps(f"{type(error).__name__}: {error}").encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        said = answer.read()
    os.waitpid(pid, 0)
    return json.loads(said) if said else None


def test_what_was_written_is_there_after_a_stop_and_a_start(
    start: Callable[..., Cluster], release: dict[str, str]
) -> None:
    first = start(fresh=True, environment=release)
    query(first, "CREATE TABLE note (text text)")
    query(first, "INSERT INTO note VALUES ('未保')")
    first.stop()

    assert not first.running()
    again = start(environment=release)

    assert query(again, "SELECT text FROM note") == [("未保",)]
    assert again.version in query(again, "SELECT version()")[0][0]


def test_nothing_acknowledged_is_missing_after_everything_was_killed_during_writes(
    start: Callable[..., Cluster], release: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_TELL_EVERY", 0.0)
    said: list[str] = []
    running = start(environment=release, settings=DURABLE)
    query(running, "CREATE TABLE entry (id bigint PRIMARY KEY, text text)")
    acknowledged: list[int] = []
    enough = threading.Event()

    def write(first: int) -> None:
        with psycopg.connect(running.admin_dsn()) as connection:
            for number in range(first, first + 1_000_000):
                try:
                    connection.execute("INSERT INTO entry VALUES (%s, repeat('记', 50))", [number])
                    connection.commit()
                except psycopg.OperationalError:
                    return
                acknowledged.append(number)
                if len(acknowledged) > 200:
                    enough.set()

    writers = [threading.Thread(target=write, args=[writer * 1_000_000]) for writer in range(4)]
    for writer in writers:
        writer.start()
    enough.wait()
    kill_all(running)
    for writer in writers:
        writer.join()
    again = start(environment=release, settings=DURABLE, say=said.append)

    present = {row[0] for row in query(again, "SELECT id FROM entry")}
    assert len(acknowledged) > 200
    assert set(acknowledged) <= present
    assert any(sentence.startswith("数据库正在恢复上次中断前的数据，已等待") for sentence in said)


def test_a_backend_that_outlives_its_killed_server_does_not_block_the_next_start(
    start: Callable[..., Cluster], release: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_LEFTOVER_SECONDS", 0.2)
    running = start(environment=release)
    with psycopg.connect(running.admin_dsn()) as connection:
        backend = connection.info.backend_pid
        postmaster = running._postmaster()
        os.kill(backend, signal.SIGSTOP)  # too busy to notice anything
        os.kill(postmaster, signal.SIGKILL)
        again = start(environment=release)

        assert query(again, "SELECT 1") == [(1,)]
        assert backend not in processes.working_in(running.data, "postgres")


def test_a_stale_pid_file_with_the_number_of_a_living_stranger_does_not_block_the_start(
    start: Callable[..., Cluster], release: dict[str, str]
) -> None:
    running = start(environment=release)
    kill_all(running)
    running._server.wait()
    left = running.data / "postmaster.pid"
    lines = left.read_text().splitlines()
    user = running._place.user
    with subprocess.Popen(["sleep", "60"], **server_user.run_as(user)) as stranger:
        left.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")

        assert not running._postmaster()
        again = start(environment=release)

        assert query(again, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_of_two_starters_one_starts_the_server_and_the_other_takes_it_over(start: Callable[..., Cluster]) -> None:
    clusters: list[Cluster] = []
    starters = [threading.Thread(target=lambda: clusters.append(start(fresh=True))) for _ in range(3)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()

    assert len(clusters) == 3
    assert len([one for one in clusters if one._server]) == 1
    assert {one.admin_dsn() for one in clusters} == {clusters[0].admin_dsn()}
    assert query(clusters[2], "SELECT 1") == [(1,)]


def test_a_server_left_running_is_taken_over_and_can_be_stopped(start: Callable[..., Cluster]) -> None:
    left = start()
    pid = left._postmaster()
    forgotten, left._server = left._server, None  # as if its starter had been killed
    taker = start()

    assert taker._postmaster() == pid
    assert taker.running()
    taker.stop()

    assert forgotten.wait() == 0
    assert not taker.running()


def test_only_the_servers_user_can_reach_data_and_socket(start: Callable[..., Cluster], folder: Path) -> None:
    running = start(fresh=True, settings=DURABLE)
    home = folder / "pg"

    modes = {path.name: path.stat().st_mode & 0o777 for path in (home, home / "data", home / "run", home / "log")}
    assert set(modes.values()) == {0o700}
    assert query(running, "SHOW listen_addresses") == [("",)]
    assert query(running, "SHOW fsync") == [("on",)]
    assert {rule[0] for rule in query(running, "SELECT auth_method FROM pg_hba_file_rules")} == {
        "peer",
        "scram-sha-256",
    }
    assert not list(home.rglob("*password*"))


def test_a_role_without_its_password_is_turned_away(start: Callable[..., Cluster]) -> None:
    running = start()
    query(running, "CREATE ROLE visitor LOGIN PASSWORD 'right'")
    address = psycopg.conninfo.make_conninfo(running.admin_dsn(), user="visitor")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address, password="wrong")
    psycopg.connect(address, password="right").close()


def test_a_path_too_long_for_a_socket_gets_a_private_directory_for_it(
    start: Callable[..., Cluster], folder: Path
) -> None:
    running = start("long/" + "很" * 30 + "/pg")
    socket_directory = running._place.socket_directory()

    assert query(running, "SELECT 1") == [(1,)]
    assert folder not in socket_directory.parents
    assert socket_directory.stat().st_mode & 0o777 == 0o700
    running.stop()

    assert not socket_directory.exists()


def test_data_of_a_release_that_is_not_installed_is_refused_in_one_sentence(
    start: Callable[..., Cluster],
) -> None:
    running = start()
    running.stop()
    (running.data / "PG_VERSION").write_text("12\n")

    with pytest.raises(DatabaseStartError, match="数据目录由 PostgreSQL 12 建立，本机没有这一版本的程序"):
        start()


def test_existing_data_is_opened_by_its_own_release_even_when_a_newer_one_is_installed(
    start: Callable[..., Cluster],
) -> None:
    oldest = INSTALLED[0]
    start(environment={"WEIBAO_PG_BIN": str(oldest.directory)}).stop()

    again = start(environment={})

    assert again.version == oldest.version


def test_a_half_made_data_directory_is_made_anew(start: Callable[..., Cluster], folder: Path) -> None:
    unfinished = folder / "pg" / "data.new" / "base"
    unfinished.mkdir(parents=True)
    (folder / "pg").chmod(0o711)

    running = start()

    assert query(running, "SELECT 1") == [(1,)]
    assert not unfinished.exists()


def test_a_start_that_cannot_work_gives_the_servers_own_reason(start: Callable[..., Cluster]) -> None:
    with pytest.raises(DatabaseStartError, match='invalid value for parameter "shared_buffers": "much"'):
        start(settings={"shared_buffers": "much"})


def test_a_start_can_be_given_up_and_leaves_nothing_running(start: Callable[..., Cluster], folder: Path) -> None:
    class EnoughError(Exception):
        pass

    def lose_patience(_seconds: float) -> None:
        raise EnoughError

    running = Cluster(folder / "pg", wait=lose_patience)
    with pytest.raises(EnoughError):
        running.start()
    running.stop()

    assert not processes.working_in(running.data, "postgres")
    assert query(start(), "SELECT 1") == [(1,)]


def test_a_throwaway_server_dies_with_the_one_who_started_it(folder: Path) -> None:
    starter = Cluster(folder / "pg", throwaway=True)
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        starter.start()
        os.write(write, f"{starter._postmaster()} {starter.data}".encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    server, data = os.read(read, 1000).decode().split()
    os.close(read)
    os.close(write)

    while processes.works_in(int(server), Path(data), "postgres"):
        threading.Event().wait(0.02)
    assert not processes.working_in(Path(data), "postgres")


def test_an_ordinary_user_runs_a_server_of_his_own(folder: Path) -> None:
    folder.chmod(0o777)

    def start_and_ask() -> list[object]:
        with Cluster(folder / "pg") as running:
            server = Path(f"/proc/{running._postmaster()}").stat().st_uid
            return [os.geteuid(), server, query(running, "SELECT current_user::text")[0][0]]

    ours, servers, role = as_ordinary_user(start_and_ask)

    assert ours == servers
    assert ours != 0
    assert role == "weibao_admin"


def test_data_of_another_user_is_refused_with_his_name(start: Callable[..., Cluster], folder: Path) -> None:
    running = start()
    (folder / "other").mkdir()
    owners = {name: server_user.name_of((folder / name).stat().st_uid) for name in ("pg", "other")}

    said = {name: as_ordinary_user(lambda name=name: Cluster(folder / name).start()) for name in owners}

    if os.geteuid() == 0:
        assert f"属于用户 {owners['pg']}" in said["pg"]
        assert f"属于用户 {owners['other']}" in said["other"]
    assert query(running, "SELECT 1") == [(1,)]


def test_a_directory_with_other_things_in_it_is_left_alone(start: Callable[..., Cluster], folder: Path) -> None:
    letter = folder / "pg" / "letter.txt"
    letter.parent.mkdir(mode=0o755)
    letter.write_text("亲爱的")

    with pytest.raises(DatabaseStartError, match=r"里有别的内容（letter.txt 等）"):
        start()

    assert letter.parent.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in letter.parent.iterdir()] == ["letter.txt"]


def test_a_closed_folder_is_not_opened_but_the_data_put_where_the_server_can_go(
    start: Callable[..., Cluster], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = folder / "machine"
    monkeypatch.setattr(place, "MACHINE_DIRECTORY", machine)
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    said: list[str] = []

    running = start("closed/pg", fresh=True, say=said.append)
    query(running, "CREATE TABLE kept ()")
    running.stop()
    again = start("closed/pg", say=said.append)

    assert query(again, "SELECT count(*) FROM kept") == [(0,)]
    assert closed.stat().st_mode & 0o777 == 0o700
    moved = os.geteuid() == 0
    assert (closed / "pg").is_symlink() == moved
    assert (machine in again.data.parents) == moved
    assert len(said) == int(moved)


def test_programs_in_a_closed_folder_are_copied_for_the_servers_user(
    start: Callable[..., Cluster], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "MACHINE_DIRECTORY", folder / "machine")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    programs = binaries.find(environment={}).directory
    package = programs.parent.parent
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, closed / part.relative_to(package.parent), symlinks=True)

    running = start(environment={"WEIBAO_PG_BIN": str(closed / programs.relative_to(package.parent))})

    assert query(running, "SELECT 1") == [(1,)]
    assert (folder / "machine").exists() == (os.geteuid() == 0)


def test_without_any_programs_the_sentence_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(DatabaseStartError, match="没有找到 PostgreSQL 15 或更新版本的程序（现有：无）"):
        binaries.find(environment={"WEIBAO_PG_BIN": str(tmp_path)})

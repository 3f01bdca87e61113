"""Prepares a database for the product: two roles that may do no more than they must, and who may use what.

``weibao_owner`` owns the database and its tables and is used by migrations only; ``weibao_app`` works in them under
row-level security, so it may be neither superuser nor owner nor exempt (BYPASSRLS).
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from weibao.config.secrets_store import EmptySecretError, Secrets

__all__ = ["APP", "NAME", "OWNER", "Addresses", "DatabasePreparationError", "Secrets"]
__all__ += ["addresses", "bootstrap", "remembered", "settle", "verify"]

OWNER = "weibao_owner"
APP = "weibao_app"
NAME = "weibao"

_OLDEST = 150000
_LOCK = 0x57656942616F  # "WeiBao": one preparation at a time on a server
_SAVED = "database.json"


class DatabasePreparationError(Exception):
    """The database cannot be used as it is; the text is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to reach the database: as the owner, for migrations, and as the application."""

    owner: str
    app: str


def bootstrap(admin_dsn: str, *, secrets: Secrets, database: str | None = None) -> Addresses:
    """Make the roles and the ``database`` when they are missing and return how to reach it; may run again.

    ``admin_dsn`` is a superuser or a role with CREATEROLE and CREATEDB; without ``database`` its own one is taken.
    Raises DatabasePreparationError when it lacks the right or the server or its roles are unfit.
    """
    name = database or _part(admin_dsn, "dbname") or NAME
    reached = addresses(admin_dsn, database=name, secrets=secrets)
    with _connect_anywhere(admin_dsn, name) as admin:
        _check_server(admin)
        admin.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        _check_rights(admin)
        _ensure_role(admin, OWNER, secrets.get("database_owner_password"))
        _ensure_role(admin, APP, secrets.get("database_app_password"))
        _ensure_database(admin, name)
        with _connect(reached.owner) as owner:
            _grant(owner, name)
    verify(reached)
    return reached


def addresses(admin_dsn: str, *, database: str, secrets: Secrets) -> Addresses:
    """Return how to reach a ``database`` that ``bootstrap`` made on the server of ``admin_dsn``, without connecting."""
    return Addresses(
        owner=make_conninfo(admin_dsn, dbname=database, user=OWNER, password=secrets.get("database_owner_password")),
        app=make_conninfo(admin_dsn, dbname=database, user=APP, password=secrets.get("database_app_password")),
    )


def verify(reached: Addresses) -> None:
    """Raise DatabasePreparationError unless the application's role is held by row-level security in this database."""
    with _connect(reached.owner) as owner:
        _check_server(owner)
        owner_role = _one(owner, "SELECT current_user::text")
    with _connect(reached.app) as app:
        role = _one(app, "SELECT current_user::text")
        if _one(app, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
            raise DatabasePreparationError(f"应用角色 {role} 是超级用户，行级权限对它无效；请另设一个普通角色。")
        if _one(app, "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user"):
            raise DatabasePreparationError(f"应用角色 {role} 带有 BYPASSRLS，行级权限对它无效；请去掉该属性。")
        if role == owner_role or _one(app, "SELECT pg_has_role(current_user, %s, 'MEMBER')", owner_role):
            raise DatabasePreparationError(f"应用角色 {role} 就是属主 {owner_role} 或其成员；请为应用另设一个角色。")
        owned = _one(
            app,
            """SELECT EXISTS (SELECT FROM pg_database WHERE datname = current_database()
                                 AND pg_has_role(current_user, datdba, 'MEMBER'))
                   OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                               WHERE n.nspname = 'public' AND pg_has_role(current_user, c.relowner, 'MEMBER'))""",
        )
        if owned:
            raise DatabasePreparationError(f"应用角色 {role} 拥有数据库或其中的表，行级权限对它无效；请都交给属主。")


def settle(environment: Mapping[str, str], data: Path, embedded_dsn: str | None = None) -> Addresses:
    """Return how to reach the installation's database, preparing it first, and remember the answer under ``data``.

    ``embedded_dsn`` is the superuser of the embedded server. Otherwise ``DATABASE_URL`` alone is a role that may create
    roles, and together with ``DATABASE_OWNER_URL`` it is the application's role beside an owner made by hand.
    """
    secrets = Secrets(secrets_directory(environment, data), environment)
    secrets.ensure_all()
    given = environment.get("DATABASE_URL", "")
    if embedded_dsn is not None:
        reached = bootstrap(embedded_dsn, secrets=secrets, database=NAME)
    elif not given:
        raise DatabasePreparationError("没有数据库：既没有内置服务器，也没有设置 DATABASE_URL。")
    elif by_hand := environment.get("DATABASE_OWNER_URL"):
        reached = Addresses(by_hand, given)
        verify(reached)
    else:
        reached = bootstrap(given, secrets=secrets)
    _remember(secrets.directory, given, reached)
    return reached


def remembered(environment: Mapping[str, str], data: Path) -> Addresses | None:
    """Return what ``settle`` found for the same ``DATABASE_URL`` (or none), without connecting; None when it never ran.

    So that a command typed beside a running product reaches the same database with the same narrow role.
    """
    file = secrets_directory(environment, data) / _SAVED
    if not file.exists():
        return None
    saved = json.loads(file.read_text(encoding="utf-8"))
    if saved.pop("given") != _fingerprint(environment.get("DATABASE_URL", "")):
        return None
    return Addresses(**saved)


def secrets_directory(environment: Mapping[str, str], data: Path) -> Path:
    """Return where the secrets of the installation in ``data`` lie."""
    return Path(environment.get("WEIBAO_SECRETS_DIR") or data / "secrets")


def _remember(directory: Path, given: str, reached: Addresses) -> None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = directory / f"{_SAVED}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"given": _fingerprint(given), **asdict(reached)}, file)
    unfinished.rename(directory / _SAVED)


def _fingerprint(url: str) -> str:
    return sha256(url.encode()).hexdigest() if url else ""


def _part(dsn: str, name: str) -> str:
    return str(conninfo_to_dict(dsn).get(name) or "")


def _connect(dsn: str) -> psycopg.Connection:
    try:
        return psycopg.connect(dsn, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        where = _part(dsn, "host") or "本机"
        reason = str(error).strip().splitlines()[0].rsplit("failed: ", 1)[-1]
        raise DatabasePreparationError(f"无法以 {_part(dsn, 'user')} 连接 {where} 上的数据库：{reason}") from error


def _connect_anywhere(dsn: str, name: str) -> psycopg.Connection:
    """Connect to the server, to its ``postgres`` database when the wanted one is not there yet."""
    wanted = _part(dsn, "dbname") or name
    try:
        return psycopg.connect(dsn, dbname=wanted, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError:
        return _connect(make_conninfo(dsn, dbname="postgres"))


def _one(connection: psycopg.Connection, query: str, *values: object) -> object:
    row = connection.execute(query.encode(), values or None).fetchone()
    return row[0] if row else None


def _check_server(connection: psycopg.Connection) -> None:
    if connection.info.server_version < _OLDEST:
        release = connection.info.server_version // 10000
        raise DatabasePreparationError(f"PostgreSQL {release} 太旧，需要 15 或更新版本。")


def _check_rights(admin: psycopg.Connection) -> None:
    may = "SELECT rolsuper OR rolcreaterole AND rolcreatedb FROM pg_roles WHERE rolname = current_user"
    if not _one(admin, may):
        raise DatabasePreparationError(
            f"DATABASE_URL 的角色 {admin.info.user} 无权建立角色和数据库；请给它 CREATEROLE 和 CREATEDB，"
            "或者同时给出 DATABASE_OWNER_URL（属主）和 DATABASE_URL（应用）。"
        )


def _ensure_role(admin: psycopg.Connection, role: str, password: str) -> None:
    """Make the role, or check it and set its password; the password itself never travels."""
    verifier = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    name = sql.Identifier(role)
    there = admin.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if there is None:
        rights = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
        admin.execute(sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(name, rights, verifier))
        return
    if any(there):
        raise DatabasePreparationError(f"服务器上已有的角色 {role} 是超级用户或带有 BYPASSRLS；请先去掉这些属性。")
    admin.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, verifier))


def _ensure_database(admin: psycopg.Connection, name: str) -> None:
    """Make the database, owned by the owner's role, or hand it over to that role."""
    owner = _one(admin, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", name)
    if owner == OWNER:
        return
    if not _one(admin, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER)}
    try:
        if owner is None:
            made = "CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'"
            admin.execute(sql.SQL(made).format(**names))
        else:
            admin.execute(sql.SQL("ALTER DATABASE {name} OWNER TO {owner}").format(**names))
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabasePreparationError(
            f"数据库 {name} 属于角色 {owner or '（尚无）'}，{admin.info.user} 无权把它交给 {OWNER}；请管理员处理。"
        ) from error


def _grant(owner: psycopg.Connection, name: str) -> None:
    """Let the application read and write whatever the owner will make, and nobody else anything.

    Nothing is granted on tables that exist already: migrations take rights away again (the permanent record), and a
    second start must not give them back. Without TEMP no one can put a table of his own before ours.
    """
    if _one(owner, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s", name) != "UTF8":
        raise DatabasePreparationError(f"数据库 {name} 的编码不是 UTF8，无法保存中文；请用 UTF8 重新建立。")
    owner.execute(
        sql.SQL(
            """
            REVOKE ALL ON DATABASE {name} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {name} TO {app};
            ALTER SCHEMA public OWNER TO {owner};
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA public TO {app};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
            """
        ).format(name=sql.Identifier(name), app=sql.Identifier(APP), owner=sql.Identifier(OWNER))
    )


def main() -> int:
    """Settle the database of ``WEIBAO_DATA`` and print its addresses as JSON.

    A process of its own, so that the supervisor need not hold a database driver in memory.
    """
    try:
        reached = settle(os.environ, Path(os.environ["WEIBAO_DATA"]), os.environ.get("WEIBAO_EMBEDDED_DSN"))
    except (DatabasePreparationError, EmptySecretError, psycopg.Error) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(reached)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

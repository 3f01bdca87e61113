"""The privacy label that every stored field must carry."""

from enum import StrEnum


class Privacy(StrEnum):
    """How freely a field may be shown, exported and logged."""

    PUBLIC = "public"  # 公开
    INTERNAL = "internal"  # 内部
    PERSONAL = "personal"  # 个人信息
    CHILD_SENSITIVE = "child_sensitive"  # 未成年人敏感信息

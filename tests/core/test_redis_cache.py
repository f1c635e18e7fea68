"""The cache in Redis: Django's, with clients that are kept."""

from core.redis_cache import LeanRedisCache


def test_one_client_serves_every_command_and_each_server_has_its_own() -> None:
    one = LeanRedisCache("redis://127.0.0.1:1/0", {})._cache
    two = LeanRedisCache("redis://127.0.0.1:1/0;redis://127.0.0.1:2/0", {})._cache
    clients = [one.get_client(), one.get_client(write=True)]
    others = [two.get_client(write=True), two.get_client(), two.get_client()]
    assert (len(set(map(id, clients))), len(set(map(id, others)))) == (1, 2)

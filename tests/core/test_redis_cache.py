"""The cache in Redis: Django's, with clients that are kept."""

import pytest
import redis

from core.redis_cache import LeanRedisCache


def test_one_client_serves_every_command_and_each_server_has_its_own() -> None:
    one = LeanRedisCache("redis://127.0.0.1:1/0", {})._cache
    two = LeanRedisCache("redis://127.0.0.1:1/0;redis://127.0.0.1:2/0", {})._cache
    clients = [one.get_client(), one.get_client(write=True)]
    others = [two.get_client(write=True), two.get_client(), two.get_client()]
    assert (len(set(map(id, clients))), len(set(map(id, others)))) == (1, 2)


@pytest.mark.django_db
def test_guesses_are_counted_in_the_database_while_redis_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache = LeanRedisCache("redis://127.0.0.1:1/0", {})
    monkeypatch.setattr(LeanRedisCache, "_away_until", 0.0)
    key = "allauth:rl:guess"
    done = [cache.add(f"{key}:lock", 1), cache.add(f"{key}:lock", 1), cache.delete(f"{key}:lock")]
    cache.set(key, [1.0, 2.0], 300)
    assert (done, cache.get(key, [])) == ([True, False, True], [1.0, 2.0])
    with pytest.raises(redis.ConnectionError):
        cache.get("public-pages:edition")

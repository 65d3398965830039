"""Journeys of OpenAI's own Python client against our /v1. Run as: openai_journey.py NAME CALL.json

CALL.json: {"base_url", "api_key", ...}. A journey that fails raises; the last line printed is "ok".
"""
import asyncio
import base64
import hashlib
import json
import sys

import httpx2 as httpx
import openai

call = json.load(open(sys.argv[2]))


def client(**more):
    return openai.OpenAI(base_url=call["base_url"], api_key=more.pop("api_key", call["api_key"]), **more)


def picture(data):
    """The bytes of a PNG, checked by its signature and its end."""
    raw = base64.b64decode(data, validate=True)
    assert raw[:8] == b"\x89PNG\r\n\x1a\n", raw[:8]
    assert raw[-8:-4] == b"IEND", raw[-8:]
    return raw


def edge(raw):
    return int.from_bytes(raw[16:20], "big"), int.from_bytes(raw[20:24], "big")


def expect(error, work):
    try:
        work()
    except error as caught:
        return caught
    raise AssertionError(f"no {error.__name__}")


class Counting(httpx.HTTPTransport):
    """Counts what the client really sends, its own repetitions included."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def handle_request(self, request):
        self.sent.append(dict(request.headers))
        return super().handle_request(request)


def generate():
    answer = client().images.generate(
        model="gpt-image-2", quality="low", size="1024x768", prompt="a red fox", n=2
    )
    assert [edge(picture(item.b64_json)) for item in answer.data] == [(1024, 768)] * 2
    assert (answer.size, answer.quality) == ("1024x768", "low"), (answer.size, answer.quality)
    assert (answer.output_format, answer.background) == ("png", "opaque")
    assert answer.usage.total_tokens is not None
    assert answer.created > 1_700_000_000
    assert answer.model_extra["task_id"].startswith("task_"), answer.model_extra
    assert answer.model_extra["cost"]["usd"] == 0.01, answer.model_extra["cost"]


def generate_async():
    async def work():
        async with openai.AsyncOpenAI(base_url=call["base_url"], api_key=call["api_key"]) as shop:
            answers = await asyncio.gather(
                *[shop.images.generate(model="sandbox-instant", size="64x64", prompt=f"fox {i}") for i in range(5)]
            )
            assert len({answer.data[0].b64_json for answer in answers}) == 5
            stream = await shop.images.generate(
                model="sandbox-instant", size="64x64", prompt="a fox", stream=True, partial_images=1
            )
            types = [event.type async for event in stream]
            assert types[-1] == "image_generation.completed", types

    asyncio.run(work())


def by_url():
    answer = client().images.generate(
        model="sandbox-instant", size="64x64", prompt="a fox", response_format="url"
    )
    found = httpx.get(answer.data[0].url)
    assert found.status_code == 200 and found.headers["content-type"] == "image/png"
    assert edge(found.content) == (64, 64)


def stream():
    events = list(
        client().images.generate(
            model="sandbox-slow", size="64x64", prompt="a fox", stream=True, partial_images=3
        )
    )
    partials = [event for event in events if event.type == "image_generation.partial_image"]
    assert [event.partial_image_index for event in partials] == [0, 1, 2], events
    for event in partials:
        picture(event.b64_json)
    last = events[-1]
    assert last.type == "image_generation.completed" and len(events) == 4
    assert edge(picture(last.b64_json)) == (64, 64)
    assert last.usage.total_tokens == 0 and last.size == "64x64"


def stream_told():
    events = list(
        client().images.generate(
            model="gpt-image-2", quality="low", size="1024x1024", prompt="a fox !slow 2",
            output_format="webp", background="opaque", stream=True, partial_images=1,
        )
    )
    assert len(events) == 2, events
    for event in events:
        assert base64.b64decode(event.b64_json)[8:12] == b"WEBP"
        told = (event.output_format, event.quality, event.size, event.background)
        assert told == ("webp", "low", "1024x1024", "opaque"), told


def stream_of_two():
    events = list(
        client().images.generate(
            model="gpt-image-2", quality="low", size="1024x1024", prompt="a fox", n=2, stream=True
        )
    )
    assert [event.type for event in events] == ["image_generation.completed"] * 2, events
    # The whole order's cost, once: who adds up has the right sum.
    costs = [event.to_dict().get("cost") for event in events]
    assert costs[0] is None and costs[1]["usd"] == 0.012, costs


def stream_refused():
    def work():
        for _ in client().images.generate(
            model="sandbox-instant", size="64x64", prompt="a fox !refuse", stream=True
        ):
            raise AssertionError("an event before the error")

    error = expect(openai.APIError, work)
    assert error.code == "moderation_blocked", (error.code, error.body)


def edit():
    pictures = [("fox.png", base64.b64decode(call["picture"])) for _ in range(16)]
    answer = client().images.edit(
        model="gpt-image-2",
        quality="low",
        image=pictures,
        mask=("mask.png", base64.b64decode(call["picture"])),
        prompt="a fox in snow",
        size="1024x1024",
    )
    assert edge(picture(answer.data[0].b64_json)) == (1024, 1024)
    one = client().images.edit(
        model="sandbox-instant", image=base64.b64decode(call["picture"]), prompt="a fox", size="64x64"
    )
    assert edge(picture(one.data[0].b64_json)) == (64, 64)


def edit_stream():
    events = list(
        client().images.edit(
            model="sandbox-slow",
            image=base64.b64decode(call["picture"]),
            prompt="a fox",
            size="64x64",
            stream=True,
            partial_images=2,
        )
    )
    types = [event.type for event in events]
    assert types == ["image_edit.partial_image"] * 2 + ["image_edit.completed"], types


def models():
    names = [model.id for model in client().models.list()]
    assert "gpt-image-2" in names and "sandbox-instant" in names
    model = client().models.retrieve("gpt-image-1.5")
    assert model.object == "model" and model.to_dict()["shutdown_date"] == "2026-12-01"
    expect(openai.NotFoundError, lambda: client().models.retrieve("no-such-model"))


def headers():
    raw = client().images.with_raw_response.generate(model="gpt-image-2", quality="low", size="1024x1024", prompt="a fox")
    assert raw.headers["x-ai-credits-charged"] == "0.86", raw.headers
    assert raw.headers["x-request-id"].startswith("req_")
    assert int(raw.headers["x-ratelimit-limit-requests"]) > 0
    assert int(raw.headers["x-ratelimit-remaining-requests"]) >= 0
    assert int(raw.headers["openai-processing-ms"]) >= 0
    answer = raw.parse()
    assert answer._request_id == raw.headers["x-request-id"]
    picture(answer.data[0].b64_json)


def errors():
    def ask(**more):
        return lambda: client(http_client=httpx.Client(transport=seen), **{
            name: more.pop(name) for name in ["api_key"] if name in more
        }).images.generate(**{"model": "sandbox-instant", "size": "64x64", "prompt": "a fox"} | more)

    for error, code, more in [
        (openai.AuthenticationError, "invalid_api_key", {"api_key": "sk-aig-nonsense"}),
        (openai.NotFoundError, "model_not_found", {"model": "gpt-image-9"}),
        (openai.BadRequestError, "moderation_blocked", {"prompt": "a fox !refuse"}),
        (openai.BadRequestError, "invalid_value", {"size": "7x7000"}),
        (openai.BadRequestError, "invalid_value", {"n": 99}),
        (openai.BadRequestError, "invalid_value", {"quality": "splendid"}),
        (openai.BadRequestError, "invalid_value", {"extra_body": {"nonsense": 1}}),
    ]:
        seen = Counting()
        error = expect(error, ask(**more))
        assert error.code == code, (error.code, code)
        assert error.request_id.startswith("req_") and len(seen.sent) == 1, seen.sent
    seen = Counting()
    error = expect(openai.BadRequestError, ask(size="7x7000"))
    assert error.param == "size", error.param


def without_credit():
    """Out of credit, or at a cap: told at once, never repeated by the client."""
    seen = Counting()
    shop = client(http_client=httpx.Client(transport=seen))
    try:
        shop.images.generate(model="gpt-image-2", quality="low", size="1024x1024", prompt="a fox")
    except openai.APIStatusError as error:
        assert (error.status_code, error.code) == (call["status"], call["code"]), (error.status_code, error.code)
        assert len(seen.sent) == 1, seen.sent
        return
    raise AssertionError("accepted")


def rate_limit():
    """The client waits as long as Retry-After says, and the repetition is accepted."""
    seen = Counting()
    shop = client(http_client=httpx.Client(transport=seen))
    tasks = set()
    for index in range(call["limit"] + 1):
        answer = shop.images.generate(model="sandbox-instant", size="64x64", prompt=f"fox {index}")
        tasks.add(answer.model_extra["task_id"])
    assert len(tasks) == call["limit"] + 1
    assert len(seen.sent) == call["limit"] + 2, len(seen.sent)
    assert seen.sent[-1]["x-stainless-retry-count"] == "1"


def time_out(method):
    """The client gives up, repeats by itself, and gets the picture of its first try."""
    seen = Counting()
    shop = client(http_client=httpx.Client(transport=seen), timeout=2.5, max_retries=8)
    answer = method(shop)
    assert len(seen.sent) > 1, seen.sent
    digest = hashlib.sha256(picture(answer.data[0].b64_json)).hexdigest()
    print(json.dumps({"task": answer.model_extra["task_id"], "sha256": digest, "sent": len(seen.sent)}))


def time_out_generate():
    time_out(lambda shop: shop.images.generate(
        model="gpt-image-2", quality="low", size="1024x1024", prompt="a fox !slow 6"))


def time_out_edit():
    time_out(lambda shop: shop.images.edit(
        model="gpt-image-2", quality="low", size="1024x1024", prompt="a fox !slow 6",
        image=base64.b64decode(call["picture"])))


def idempotency_key():
    def ask():
        return client().images.with_raw_response.generate(
            model="gpt-image-2", quality="low", size="1024x1024", prompt="a fox",
            extra_headers={"Idempotency-Key": "the-same-order"})

    first, second = ask(), ask()
    assert second.headers["idempotent-replayed"] == "true"
    assert first.parse().data[0].b64_json == second.parse().data[0].b64_json
    assert first.parse().model_extra["task_id"] == second.parse().model_extra["task_id"]
    error = expect(openai.BadRequestError, lambda: client().images.generate(
        model="gpt-image-2", quality="low", size="1024x1024", prompt="another fox",
        extra_headers={"Idempotency-Key": "the-same-order"}))
    assert error.code == "idempotency_mismatch", error.code


def through_proxy():
    """A proxy that cuts idle connections sooner than the picture is drawn."""
    answer = client(max_retries=8).images.generate(model="sandbox-instant", size="64x64", prompt="a fox !slow 8")
    picture(answer.data[0].b64_json)
    events = list(client(max_retries=0).images.generate(
        model="sandbox-instant", size="64x64", prompt="another fox !slow 8", stream=True))
    assert events[-1].type == "image_generation.completed"
    # Not OpenAI's client: nobody repeats for it, so it is kept alive.
    plain = httpx.post(
        call["base_url"] + "/images/generations",
        headers={"Authorization": "Bearer " + call["api_key"]},
        json={"model": "sandbox-instant", "size": "64x64", "prompt": "a third fox !slow 8"},
        timeout=60)
    assert plain.status_code == 200, plain.status_code
    picture(plain.json()["data"][0]["b64_json"])


def all_params(**more):
    """What OpenAI's suite calls with all parameters, without those that are not sold."""
    return dict(
        prompt="A cute baby sea otter", background="transparent", complexity="low",
        model="sandbox-instant", n=1, output_compression=100, output_format="png",
        partial_images=1, quality="medium", response_format="url", safety_identifier="user-1234",
        size="64x64", user="user-1234") | more


def ignored(raw):
    return raw.headers["x-ai-ignored"].split(", ")


def suite_generate():
    strict = client(_strict_response_validation=True).images.with_raw_response
    more = dict(moderation="low", style="vivid")
    raw = strict.generate(**all_params(stream=False, **more))
    assert ignored(raw) == ["complexity", "partial_images", "quality", "style"], raw.headers
    answer = raw.parse()
    assert answer.data[0].url and len(answer.model_extra["warnings"]) == 4, answer
    raw = strict.generate(**all_params(stream=True, **more))
    assert ignored(raw) == ["complexity", "quality", "response_format", "style"], raw.headers
    with raw.parse() as events:
        last = list(events)[-1]
    assert last.type == "image_generation.completed"
    picture(last.b64_json)


def suite_edit():
    strict = client(_strict_response_validation=True).images.with_raw_response
    fox = base64.b64decode(call["picture"])
    more = dict(image=fox, mask=fox, input_fidelity="high")
    raw = strict.edit(**all_params(stream=False, **more))
    assert "partial_images" in ignored(raw) and "input_fidelity" in ignored(raw), raw.headers
    assert raw.parse().data[0].url
    raw = strict.edit(**all_params(stream=True, **more))
    assert "response_format" in ignored(raw) and "partial_images" not in ignored(raw), raw.headers
    with raw.parse() as events:
        last = list(events)[-1]
    assert last.type == "image_edit.completed"
    picture(last.b64_json)


def suite_delete():
    for name in ["ft:gpt-4o-mini:acemeco:suffix:abc123", "gpt-image-2"]:
        error = expect(openai.PermissionDeniedError, lambda: client().models.delete(name))
        assert (error.code, error.param) == ("permission_denied", "model"), error.body
    expect(openai.AuthenticationError, lambda: client(api_key="sk-aig-nonsense").models.delete("gpt-image-2"))


def suite_unsold():
    """OpenAI's shape, and the field in `param`."""
    fox = base64.b64decode(call["picture"])
    for more, param in [
        (dict(frame_count=2), "frame_count"), (dict(frame_duration_ms=20), "frame_duration_ms"),
        (dict(svg={"model": "x"}), "svg"),
    ]:
        error = expect(openai.BadRequestError, lambda: client().images.generate(**all_params(**more)))
        assert (error.code, error.param) == ("invalid_value", param), error.body
        error = expect(openai.BadRequestError, lambda: client().images.edit(**all_params(image=fox, **more)))
        assert (error.code, error.param) == ("invalid_value", param), error.body
    error = expect(openai.BadRequestError, lambda: client().images.edit(**all_params(image=fox, markup=fox)))
    assert (error.code, error.param) == ("invalid_value", "markup"), error.body


def verify_webhook():
    shop = openai.OpenAI(base_url=call["base_url"], api_key=call["api_key"], webhook_secret=call["secret"])
    body = base64.b64decode(call["body"]).decode()
    shop.webhooks.verify_signature(body, call["headers"])
    expect(openai.InvalidWebhookSignatureError, lambda: shop.webhooks.verify_signature(body + " ", call["headers"]))


globals()[sys.argv[1]]()
print("ok")

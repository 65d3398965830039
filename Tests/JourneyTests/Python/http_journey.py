"""Clients that OpenAI did not write, and what they do to HTTP. Run as: http_journey.py NAME CALL.json

CALL.json: {"base_url", "api_key", ...}. A journey that fails raises; the last line printed is "ok".
"""
import base64
import gzip
import importlib
import json
import pathlib
import pkgutil
import subprocess
import sys
import zlib

import httpx2 as httpx
import openai

call = json.load(open(sys.argv[2]))
shop = call["base_url"].removesuffix("/v1")
key = {"Authorization": "Bearer " + call["api_key"]}
ORDER = {"model": "sandbox-instant", "input": {"prompt": "a fox", "size": "64x64"}}


def is_png(text):
    return base64.b64decode(text, validate=True)[:8] == b"\x89PNG\r\n\x1a\n"


def post(path, body, **headers):
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(shop + path, content=body, headers=key | {"Content-Type": "application/json"} | more)


def packed():
    """Bodies that are sent packed: each way in, and what is no gzip or too much of it."""
    create = "/api/v1/jobs/createTask"
    order = json.dumps(ORDER).encode()
    whole = gzip.compress(order)
    for coding, body in [
        ("gzip", whole), ("x-gzip", whole), ("GZIP", whole), ("identity", order), ("identity, gzip", whole),
        ("gzip", gzip.compress(order[:9]) + gzip.compress(order[9:])), ("gzip", gzip.compress(order, 0)),
    ]:
        answer = post(create, body, Content_Encoding=coding)
        assert answer.status_code == 200, (coding, answer.text)
    chunks = (whole[i:i + 7] for i in range(0, len(whole), 7))
    assert post(create, chunks, Content_Encoding="gzip").status_code == 200
    for body in [whole[:-9], whole + b"x", order, zlib.compress(order), whole[:20] + b"?" + whole[21:]]:
        answer = post(create, body, Content_Encoding="gzip")
        assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request"), answer.text
    for coding in ["br", "zstd", "deflate", "compress", "gzip, gzip", "gzip;q=1", "x" * 500]:
        answer = post(create, order, Content_Encoding=coding)
        assert (answer.status_code, answer.json()["error"]["type"]) == (415, "unsupported_encoding"), answer.text
        assert "gzip" in answer.headers["accept-encoding"]
    # Who may not call at all is told that first.
    answer = httpx.post(shop + create, content=order, headers={"Content-Encoding": "br"})
    assert answer.status_code == 401, answer.text
    # 64 MB of blanks in 62 KB, at every way in: as far as its limit, and no further.
    bomb = gzip.compress(b" " * 64_000_000, 6)
    for path in [create, "/v1/images/generations", "/v1/images/edits", "/api/file-url-upload", "/api/file-base64-upload"]:
        answer = post(path, bomb, Content_Encoding="gzip")
        assert answer.status_code in (400, 413), (path, answer.text)


def packed_forms():
    """A picture in a form, a form's JSON twin and base64, all packed."""
    picture = base64.b64decode(call["picture"])
    request = httpx.Request("POST", shop + "/v1/images/edits", files={"image": ("a.png", picture)},
                            data={"model": "sandbox-instant", "prompt": "a fox", "size": "64x64"})
    body = gzip.compress(request.read())
    kind = request.headers["content-type"]
    answer = post("/v1/images/edits", body, Content_Encoding="gzip", Content_Type=kind)
    assert answer.status_code == 200 and is_png(answer.json()["data"][0]["b64_json"]), answer.text
    request = httpx.Request("POST", shop, files={"file": ("a.png", picture)})
    answer = post("/api/file-stream-upload", gzip.compress(request.read()), Content_Encoding="gzip",
                  Content_Type=request.headers["content-type"])
    assert answer.status_code == 200, answer.text
    data = json.dumps({"base64Data": call["picture"]}).encode()
    answer = post("/api/file-base64-upload", gzip.compress(data), Content_Encoding="gzip")
    assert answer.status_code == 200, answer.text


def azure():
    """OpenAI's client for Azure: its addresses, its header, its models."""
    def ask(**more):
        return openai.AzureOpenAI(api_key=call["api_key"], api_version="2025-04-01-preview", max_retries=0, **more)

    picture = base64.b64decode(call["picture"])
    usual = {"prompt": "a fox", "size": "64x64"}
    shop_client = ask(azure_endpoint=shop)
    assert is_png(shop_client.images.generate(model="sandbox-instant", **usual).data[0].b64_json)
    assert is_png(shop_client.images.edit(model="sandbox-instant", image=picture, **usual).data[0].b64_json)
    events = list(shop_client.images.generate(model="sandbox-instant", stream=True, **usual))
    assert events[-1].type == "image_generation.completed", events
    assert "gpt-image-2" in [model.id for model in shop_client.models.list()]
    assert shop_client.models.retrieve("gpt-image-2").id == "gpt-image-2"
    # One client for one deployment names the model nowhere else.
    deployed = ask(azure_endpoint=shop, azure_deployment="sandbox-instant")
    assert is_png(deployed.images.generate(**usual).data[0].b64_json)
    assert is_png(deployed.images.edit(image=picture, **usual).data[0].b64_json)
    for failing, code in [
        (lambda: deployed.images.generate(model="gpt-image-2", **usual), "invalid_value"),
        (lambda: shop_client.images.generate(model="no-such-model", **usual), "model_not_found"),
        (lambda: ask(azure_endpoint=shop + "/v1").images.generate(model="sandbox-instant", **usual), "not_found"),
    ]:
        try:
            failing()
        except openai.APIStatusError as error:
            assert error.code == code, error
        else:
            raise AssertionError(code)
    # Azure's own /v1, with either header.
    for header in [{"api-key": call["api_key"]}, key]:
        answer = httpx.post(shop + "/openai/v1/images/generations", headers=header, json={"model": "sandbox-instant"} | usual)
        assert answer.status_code == 200, answer.text
    # Two deployments are two orders, though their bodies are equal.
    once = {"Idempotency-Key": "once"}
    first = deployed.images.generate(extra_headers=once, **usual)
    again = deployed.images.generate(extra_headers=once, **usual)
    assert first.model_extra["task_id"] == again.model_extra["task_id"]
    other = ask(azure_endpoint=shop, azure_deployment="sandbox-slow")
    try:
        other.images.generate(extra_headers=once, **usual)
    except openai.BadRequestError as error:
        assert error.code == "idempotency_mismatch", error
    else:
        raise AssertionError("the same task for another model")


def generated():
    """The client that openapi-python-client writes from our document: imports, and makes images."""
    folder = pathlib.Path(sys.argv[2]).parent
    (folder / "document.json").write_bytes(httpx.get(shop + "/openapi.json").content)
    tool = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    subprocess.run(tool + ["--path", folder / "document.json", "--output-path", folder / "shop_client"],
                   check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    sys.path.insert(0, str(folder))
    package = importlib.import_module("shop_client")
    names = [module.name for module in pkgutil.walk_packages(package.__path__, "shop_client.")]
    for name in names:
        importlib.import_module(name)
    # Names that say nothing: `Type0`, `Response200`, `Item`.
    numbered = [name for name in names if any(word in name for word in ["_type_", "response_2", "_item"])]
    assert not numbered, numbered
    from shop_client.api.openai import edit_images, generate_images
    from shop_client.api.tasks import create_task, record_info
    from shop_client.models import ImageEditForm, ImageGeneration, Input, Model, Order, State
    from shop_client.types import File
    client = package.AuthenticatedClient(base_url=shop, token=call["api_key"])
    made = generate_images.sync(client=client, idempotency_key="k", body=ImageGeneration(
        prompt="a fox", model="sandbox-instant", size="64x64"))
    assert is_png(made.data[0].b64_json), made
    images = [File(payload=base64.b64decode(call["picture"]), file_name=f"{i}.png", mime_type="image/png") for i in range(2)]
    made = edit_images.sync(client=client, body=ImageEditForm(
        image=images, prompt="a fox", model="sandbox-instant", size="64x64"))
    assert is_png(made.data[0].b64_json), made
    accepted = create_task.sync(client=client, body=Order(
        model=Model("sandbox-instant"), input_=Input(prompt="a fox", size="64x64", n=2)), prefer="wait=30")
    record = record_info.sync(client=client, task_id=accepted.data.task_id).data
    assert record.state == State.SUCCESS and len(record.outputs) == 2, record
    refused = generate_images.sync(client=client, body=ImageGeneration(prompt="a fox", model="nothing"))
    assert refused.error.code == "model_not_found", refused


globals()[sys.argv[1]]()
print("ok")

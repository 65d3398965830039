"""A local Stripe: localstripe (PyPI), and the Checkout that it lacks, as Stripe documents it.

Requests, keys, payments and signed webhooks are localstripe's own; sessions are added here, with
`/_config/pay/ID` in the place of Stripe's page. Prints its address, then serves until it is ended.

usage: stripe_desk.py
"""

import socket
import time

from aiohttp import web
from localstripe import resources, server
from localstripe.errors import UserError
from localstripe.resources import Event, PaymentIntent, PaymentMethod, StripeObject
from localstripe.webhooks import schedule_webhook

# It keeps its objects in a file that all of them on a machine would share.
resources.Store.dump_to_disk = lambda self: None


class CheckoutSession(StripeObject):
    object = "checkout.session"
    _id_prefix = "cs_test_"

    def __init__(self, mode=None, line_items=None, success_url=None, cancel_url=None,
                 client_reference_id=None, customer_email=None, metadata=None, **other):
        if other:
            raise UserError(400, "Received unknown parameter: " + ", ".join(other))
        if mode != "payment" or not success_url or not line_items:
            raise UserError(400, "Bad request")
        super().__init__()
        total = sum(
            int(item["quantity"]) * int(item["price_data"]["unit_amount"]) for item in line_items
        )
        self.mode = mode
        self.currency = line_items[0]["price_data"]["currency"]
        self.amount_subtotal = total
        self.amount_total = total
        self.client_reference_id = client_reference_id
        self.customer_email = customer_email
        self.metadata = metadata or {}
        self.success_url = success_url
        self.cancel_url = cancel_url
        self.status = "open"
        self.payment_status = "unpaid"
        self.payment_intent = None
        self.expires_at = int(time.time()) + 86_400
        self.url = f"{address}/_config/pay/{self.id}"

    def _pay(self, number):
        card = {"number": number, "exp_month": "12", "exp_year": "2034", "cvc": "123"}
        method = PaymentMethod(type="card", card=card)
        intent = PaymentIntent._api_create(
            amount=self.amount_total,
            currency=self.currency,
            payment_method=method.id,
            confirm="true",
        )
        self.payment_intent = intent.id
        if intent.status != "succeeded":
            return
        self.status = "complete"
        self.payment_status = "paid"
        self.url = None
        schedule_webhook(Event("checkout.session.completed", self))

    def _expire(self):
        self.status = "expired"
        self.url = None
        schedule_webhook(Event("checkout.session.expired", self))


sessions = {}


async def create(request):
    """The same `Idempotency-Key` makes the same session."""
    key = request.headers.get("Idempotency-Key")
    if key not in sessions:
        data = await server.get_post_data(request)
        sessions[key] = CheckoutSession._api_create(**data)
    return server.json_response(sessions[key]._export())


def found(request):
    return CheckoutSession._api_retrieve(request.match_info["id"])


async def page(request):
    session = found(request)
    return web.Response(content_type="text/html", text=f"""<!doctype html><html lang="en">
        <title>Checkout</title><h1>Pay ${session.amount_total / 100:.2f}</h1>
        <form method="post"><label>Card <input name="number" value="4242424242424242"></label>
        <button>Pay</button></form><a href="{session.cancel_url}">Back</a>""")


async def pay(request):
    session = found(request)
    data = await request.post()
    session._pay(data["number"])
    is_paid = session.payment_status == "paid"
    raise web.HTTPSeeOther(session.success_url if is_paid else request.url)


async def expire(request):
    found(request)._expire()
    return server.json_response(found(request)._export())


async def report(request):
    """Tells of it again, as after an answer that got lost."""
    schedule_webhook(Event("checkout.session.completed", found(request)))
    return web.Response()


server.app.router.add_post("/v1/checkout/sessions", create)
server.app.router.add_get(
    "/v1/checkout/sessions/{id}", server.api_retrieve(CheckoutSession, "/v1/checkout/sessions")
)
server.app.router.add_post("/v1/checkout/sessions/{id}/expire", expire)
server.app.router.add_get("/_config/pay/{id}", page)
server.app.router.add_post("/_config/pay/{id}", pay)
server.app.router.add_post("/_config/report/{id}", report)

if __name__ == "__main__":
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{place.getsockname()[1]}"
    web.run_app(server.app, sock=place, print=lambda _: print(address, flush=True))

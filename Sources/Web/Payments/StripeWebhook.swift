import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// `POST /stripe/webhook`: what Stripe tells of its sessions. Told again, nothing happens again.
struct StripeWebhook: Sendable {
    let house: House

    /// Events are a few KB.
    private static let limit = 262_144

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let till = Till.forReports(house) else { throw APIError.noSuchPage }
        try request.checkLength(Int64(Self.limit))
        let body: ByteBuffer
        do { body = try await request.body.collect(upTo: Self.limit) } catch is NIOTooManyBytesError
        {
            throw APIError.tooLarge(Int64(Self.limit))
        }
        let event = try till.stripe.event(
            Array(body.readableBytesView),
            signature: HTTPField.Name("Stripe-Signature").flatMap { request.headers[$0] },
            at: house.store.clock.wall()
        )
        if let event {
            let hasFailed = event.kind == "checkout.session.async_payment_failed"
            try await till.take(event.session, hasFailed: hasFailed)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "{\"received\":true}"))
        )
    }
}

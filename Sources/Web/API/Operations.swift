import Domain
import Egress
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// `/healthz`, `/readyz` and `/metrics`.
struct Operations: Sendable {
    let house: House

    /// The process answers.
    func health(_ request: Request, _ context: APIContext) async throws -> Response {
        plain("ok\n")
    }

    /// Work is accepted: 200, else 503 with the reason.
    func readiness(_ request: Request, _ context: APIContext) async throws -> Response {
        try house.checkOpen()
        return plain("ready\n")
    }

    /// Prometheus text format. The figures are the operator's own: there is nothing here for who comes
    /// through a proxy, or from a public address.
    func metrics(_ request: Request, _ context: APIContext) async throws -> Response {
        let isProxied = ["X-Forwarded-For", "Forwarded"].contains { name in
            HTTPField.Name(name).map { request.headers[$0] != nil } ?? false
        }
        let isNear = context.peerAddress?.specialPurpose != nil
        guard isNear, !isProxied else { throw APIError.noSuchPage }
        let figures = try await house.store.houseFigures()
        let metrics = MetricsText(
            figures: figures,
            credit: house.credit,
            now: house.store.clock.wall(),
            providers: house.providerStates()
        )
        return plain(metrics.text)
    }

    private func plain(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

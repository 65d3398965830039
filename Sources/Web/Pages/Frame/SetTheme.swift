import Domain
import HTTPTypes
import Hummingbird

/// `POST /theme`: light, dark, or as the system says. The one cookie a visitor may get, by their own
/// choice.
struct SetTheme: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let form = try await FormBody(request)
        let theme = form["theme"] ?? ""
        let isChosen = theme == "light" || theme == "dark"
        var headers: HTTPFields = [.location: form.way(back: "back")]
        headers[.setCookie] = house.cookie(
            "theme",
            isChosen ? theme : "",
            for: isChosen ? .seconds(31_536_000) : .zero
        )
        return Response(status: .seeOther, headers: headers)
    }
}

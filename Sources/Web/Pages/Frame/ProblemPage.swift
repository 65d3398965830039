import Domain
import HTTPTypes
import Hummingbird

/// A no, as a page.
struct ProblemPage: Sendable {
    let house: House

    private static let absent = "The address may be mistyped, or the page was moved or deleted."

    /// nil where a program is answered, not a person.
    func answer(_ failure: APIError, to request: Request) -> Response? {
        guard APIArea(path: request.uri.path) == nil,
            request.headers[.accept]?.contains("text/html") == true
        else { return nil }
        let isAbsent = failure.status == .notFound
        let title = isAbsent ? "There is no such page" : "This did not work"
        let page = Page(
            template: "problem",
            title: title,
            summary: failure.message,
            path: "/problem",
            view: [
                "title": .string(title),
                "message": .string(isAbsent ? Self.absent : failure.message),
            ],
            status: failure.status,
            isPublic: false
        )
        return try? house.answer(page, to: PageRequest(request, format: .html))
    }
}

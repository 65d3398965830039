import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Manual
import NIOCore

/// `GET /docs/{page}`: the manual, so that the addresses in error answers lead somewhere without a
/// network. `/docs/{page}.md` is the page as it was written.
struct ShowManual: Sendable {
    func list(_ request: Request, _ context: APIContext) -> Response {
        let names = Manual.pages.keys.sorted()
        let lines = names.map { "<a href=\"/docs/\($0)\">\(ManualPage.escape($0))</a>" }
        return respond(
            ManualPage.html(title: "Manual", content: lines.joined(separator: "\n")),
            as: "text/html; charset=utf-8"
        )
    }

    func show(_ request: Request, _ context: APIContext) throws -> Response {
        let name = context.parameters.getCatchAll().joined(separator: "/")
        if name.hasSuffix(".md"), let text = Manual.pages[String(name.dropLast(3))] {
            return respond(text, as: "text/markdown; charset=utf-8")
        }
        guard let text = Manual.pages[name] else {
            throw APIError.notFound("There is no such page. /docs lists them.")
        }
        return respond(
            ManualPage.html(title: name, content: ManualPage.content(of: text)),
            as: "text/html; charset=utf-8"
        )
    }

    private func respond(_ text: String, as type: String) -> Response {
        var headers: HTTPFields = [
            .contentType: type, .cacheControl: "public, max-age=300",
            .xContentTypeOptions: "nosniff",
        ]
        // Nothing in a page is ever run or fetched; the one style is known by its hash.
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src '\(ManualPage.styleHash)'; frame-ancestors 'none'"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

/// A page of the manual as plain as HTML can be: the text as it was written, with its headings as
/// places to link to.
enum ManualPage {
    /// Long lines wrap, so that nothing scrolls sideways on a telephone.
    private static let style =
        ":root{color-scheme:light dark}body{max-width:100ch;margin:1rem auto;padding:0 1rem}"
        + "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:.875rem/1.5 ui-monospace,monospace}"

    static let styleHash =
        "sha256-" + Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()

    static func html(title: String, content: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>\(escape(title)) – AI Generate</title>
        <style>\(style)</style>
        <pre>
        \(content)
        </pre>
        </html>

        """
    }

    static func content(of markdown: String) -> String {
        var isCode = false
        return markdown.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.hasPrefix("```") { isCode.toggle() }
            guard !isCode, line.hasPrefix("#") else { return escape(line) }
            let heading = line.drop { $0 == "#" }.drop { $0 == " " }
            return "<strong id=\"\(anchor(heading))\">\(escape(line))</strong>"
        }
        .joined(separator: "\n")
    }

    /// As the web's usual renderers make it from a heading.
    static func anchor(_ heading: Substring) -> String {
        String(
            heading.lowercased().compactMap { character -> Character? in
                if character == " " { return "-" }
                let isKept = character.isLetter || character.isNumber || "-_".contains(character)
                return isKept ? character : nil
            }
        )
    }

    static func escape(_ text: some StringProtocol) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}

import CMarkGFM
import Foundation

/// Markdown, as it is written in `docs`, as the HTML of a page: tables scroll by themselves, headings
/// are places to link to, and links between pages lead to where the program serves them.
struct MarkdownPage {
    /// Below `docs`: `decisions/0001-a.md`.
    let path: String
    let markdown: String

    var html: String {
        var html = rendered
        html = html.replacingOccurrences(
            of: "<table>",
            with: "<div class=\"scroll\" tabindex=\"0\"><table>"
        )
        html = html.replacingOccurrences(of: "</table>", with: "</table></div>")
        let copy = "<button class=\"copy\" type=\"button\" data-copy>Copy</button>"
        html = html.replacingOccurrences(
            of: "<pre>",
            with: "<div class=\"code\">\(copy)<pre tabindex=\"0\">"
        )
        html = html.replacingOccurrences(of: "</pre>", with: "</pre></div>")
        // A column without a name has no header.
        html = html.replacing(/<th( align="[a-z]*")?><\/th>/, with: "<td></td>")
        html = html.replacing(/<h([1-6])>(.*?)<\/h[1-6]>/) { match in
            "<h\(match.1) id=\"\(Self.anchor(Self.plain(match.2)))\">\(match.2)</h\(match.1)>"
        }
        return html.replacing(/<a href="([^"]*)">(.*?)<\/a>/) { match in
            guard let address = address(String(match.1)) else { return String(match.2) }
            return "<a href=\"\(address)\">\(match.2)</a>"
        }
    }

    private var rendered: String {
        cmark_gfm_core_extensions_ensure_registered()
        let parser = cmark_parser_new(CMARK_OPT_DEFAULT)
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "autolink"] {
            guard let known = cmark_find_syntax_extension(name) else { continue }
            cmark_parser_attach_syntax_extension(parser, known)
        }
        cmark_parser_feed(parser, markdown, markdown.utf8.count)
        guard let document = cmark_parser_finish(parser) else { return "" }
        defer { cmark_node_free(document) }
        let extensions = cmark_parser_get_syntax_extensions(parser)
        guard let html = cmark_render_html(document, CMARK_OPT_DEFAULT, extensions) else {
            return ""
        }
        defer { free(html) }
        return String(cString: html)
    }

    /// Where a link leads; nil for a file of the repository that the program does not serve.
    private func address(_ link: String) -> String? {
        if link.hasPrefix("#") || link.hasPrefix("/") || link.contains("://") { return link }
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let folder = path.split(separator: "/").dropLast().map(String.init)
        var steps = folder
        for step in parts[0].split(separator: "/") {
            if step == ".." {
                if steps.popLast() == nil { return nil }
            } else if step != "." {
                steps.append(String(step))
            }
        }
        guard let last = steps.last, last.hasSuffix(".md") else { return nil }
        let page = steps.joined(separator: "/").dropLast(3)
        return "/docs/" + page + (parts.count > 1 ? "#" + parts[1] : "")
    }

    private static func plain(_ html: Substring) -> String {
        String(html).replacing(/<[^>]*>/, with: "").replacing("&amp;", with: "&")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"")
    }

    /// As the web's usual renderers make it from a heading.
    private static func anchor(_ heading: String) -> String {
        String(
            heading.lowercased().compactMap { character -> Character? in
                if character == " " { return "-" }
                let isKept = character.isLetter || character.isNumber || "-_".contains(character)
                return isKept ? character : nil
            }
        )
    }
}

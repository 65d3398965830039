import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Styles and scripts, under names that hold their hash, so that a browser keeps them for ever.
struct PageAssets: Sendable {
    struct Asset: Sendable {
        let address: String
        let type: String
        let text: String
        let packed: ByteBuffer?
    }

    static let shared = PageAssets(EmbeddedFiles.all)

    /// By the name pages use: `style`, or a script's.
    private let assets: [String: Asset]
    private let byAddress: [String: Asset]

    init(_ files: [(path: String, text: String)]) {
        var assets: [String: Asset] = [:]
        // One file for each component; served as one.
        let styles = files.filter { $0.path.hasPrefix("Assets/") && $0.path.hasSuffix(".css") }
        let style = styles.map(\.text).joined(separator: "\n")
        assets["style"] = Asset("style", "css", "text/css", style)
        for (path, text) in files where path.hasPrefix("Assets/") && path.hasSuffix(".js") {
            let name = String(path.dropFirst("Assets/".count).dropLast(".js".count))
            assets[name] = Asset(name, "js", "text/javascript", text)
        }
        self.assets = assets
        byAddress = Dictionary(assets.values.map { ($0.address, $0) }, uniquingKeysWith: { $1 })
    }

    func address(_ name: String) -> String {
        assets[name]?.address ?? "/assets/absent"
    }

    /// `GET /assets/{name}`.
    func serve(_ request: Request, _ context: APIContext) throws -> Response {
        guard let asset = byAddress[request.uri.path] else {
            throw APIError.notFound("There is no such asset.")
        }
        var headers: HTTPFields = [
            .contentType: asset.type + "; charset=utf-8",
            .cacheControl: "public, max-age=31536000, immutable",
            .xContentTypeOptions: "nosniff", .vary: "Accept-Encoding",
        ]
        let packed = request.takesGzip ? asset.packed : nil
        if packed != nil { headers[.contentEncoding] = "gzip" }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: packed ?? ByteBuffer(string: asset.text))
        )
    }
}

extension PageAssets.Asset {
    fileprivate init(_ name: String, _ ending: String, _ type: String, _ text: String) {
        let hash = SHA256.hash(data: Data(text.utf8)).prefix(6)
            .map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
        self.init(
            address: "/assets/\(name)-\(hash).\(ending)",
            type: type,
            text: text,
            packed: Gzip.bytes(of: text)
        )
    }
}

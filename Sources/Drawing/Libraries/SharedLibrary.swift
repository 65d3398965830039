import Glibc

/// A shared library of the system, loaded when the child starts: the server must run on hosts
/// that have none of them.
struct SharedLibrary {
    let name: String
    private let handle: UnsafeMutableRawPointer

    /// Loads the first of `files` that is there. Never unloaded: the child's life is short.
    init(_ name: String, files: [String]) throws(DrawingFailure) {
        for file in files {
            if let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) {
                self.name = name
                self.handle = handle
                return
            }
        }
        throw .notInstalled(libraries: [name])
    }

    /// The function under `symbol`. `Function` must be its exact C type.
    func function<Function>(_ symbol: String) throws(DrawingFailure) -> Function {
        guard MemoryLayout<Function>.size == MemoryLayout<UnsafeRawPointer>.size,
            let address = dlsym(handle, symbol)
        else { throw .notInstalled(libraries: ["\(name) (\(symbol))"]) }
        return unsafeBitCast(address, to: Function.self)
    }
}

/// Where each library is looked for. `draw --library webp=/opt/libwebp.so` overrides one.
struct LibraryFiles {
    private var files = [
        "cairo": ["libcairo.so.2"],
        "pango": ["libpango-1.0.so.0"],
        "pangocairo": ["libpangocairo-1.0.so.0"],
        "gobject": ["libgobject-2.0.so.0"],
        "png": ["libpng16.so.16"],
        "turbojpeg": ["libturbojpeg.so.0"],
        // Seven since libwebp 1.0.1; six is what older long-term releases carry.
        "webp": ["libwebp.so.7", "libwebp.so.6"],
    ]

    /// Reads `--library NAME=PATH` pairs; nil when an argument is anything else.
    init?(arguments: [String]) {
        var rest = arguments[...]
        while let flag = rest.popFirst() {
            guard flag == "--library", let pair = rest.popFirst(),
                let separator = pair.firstIndex(of: "=")
            else { return nil }
            files[String(pair[..<separator])] = [String(pair[pair.index(after: separator)...])]
        }
    }

    func load(_ name: String) throws(DrawingFailure) -> SharedLibrary {
        try SharedLibrary(name, files: files[name] ?? [])
    }
}

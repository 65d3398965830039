import Glibc

/// What the child forbids itself before it reads the first byte.
enum ChildLimits {
    /// The largest picture (33 MB), an input picture of 50 megapixels (200 MB), the decoder's own
    /// copies, fonts, and the address space of our binary, which is reserved rather than used.
    private static let addressSpace: rlim_t = 1536 << 20
    /// Fonts are opened one at a time.
    private static let openFiles: rlim_t = 64
    /// For one request. The slowest honest one, sixteen input pictures of 50 megapixels, needs 8 s.
    private static let cpuSeconds: rlim_t = 30

    static func apply() {
        closeInherited()
        set(RLIMIT_AS, to: addressSpace)
        set(RLIMIT_NOFILE, to: openFiles)
        set(RLIMIT_CORE, to: 0)
        allowMoreCPU()
    }

    /// Descriptors that someone forgot to mark close-on-exec: a socket or a database file of the
    /// server's has no business here.
    private static func closeInherited() {
        guard let folder = opendir("/proc/self/fd") else { return }
        defer { closedir(folder) }
        var open: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name), descriptor > 2 { open.append(descriptor) }
        }
        for descriptor in open where descriptor != dirfd(folder) { close(descriptor) }
    }

    /// The limit counts from the process's start, so it moves forward with each request.
    static func allowMoreCPU() {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        let used = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        var limit = rlimit()
        getrlimit(resource(RLIMIT_CPU), &limit)
        limit.rlim_cur = min(limit.rlim_max, rlim_t(used) + cpuSeconds)
        setrlimit(resource(RLIMIT_CPU), &limit)
    }

    /// Never above what we were started with.
    private static func set(_ kind: __rlimit_resource, to most: rlim_t) {
        var limit = rlimit()
        getrlimit(resource(kind), &limit)
        limit.rlim_max = min(limit.rlim_max, most)
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource(kind), &limit)
    }

    private static func resource(_ kind: __rlimit_resource) -> __rlimit_resource_t {
        __rlimit_resource_t(kind.rawValue)
    }
}

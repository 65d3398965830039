/// The functions of TurboJPEG that read and write JPEG.
struct TurboJPEG {
    typealias Handle = UnsafeMutableRawPointer?
    typealias Bytes = UnsafeMutablePointer<UInt8>
    typealias Number = UnsafeMutablePointer<Int32>

    let initCompress: @convention(c) () -> Handle
    let initDecompress: @convention(c) () -> Handle
    let compress:
        @convention(c) (
            Handle, UnsafePointer<UInt8>?, Int32, Int32, Int32, Int32,
            UnsafeMutablePointer<Bytes?>?, UnsafeMutablePointer<UInt>?, Int32, Int32, Int32
        ) -> Int32
    let decompressHeader:
        @convention(c) (
            Handle, UnsafePointer<UInt8>?, UInt, Number?, Number?, Number?, Number?
        ) -> Int32
    let decompress:
        @convention(c) (
            Handle, UnsafePointer<UInt8>?, UInt, Bytes?, Int32, Int32, Int32, Int32, Int32
        ) -> Int32
    let destroy: @convention(c) (Handle) -> Int32
    let free: @convention(c) (Bytes?) -> Void

    /// `TJPF_BGRX` and `TJPF_BGRA`: what Cairo's ARGB32 is in memory on a little-endian machine.
    static let pixelsBGRX: Int32 = 3
    static let pixelsBGRA: Int32 = 8
    static let pixelsCMYK: Int32 = 11
    static let sampling444: Int32 = 0
    static let sampling420: Int32 = 2
    /// Gives up on a JPEG of more than 500 scans: a small file can hold hours of work.
    static let limitScans: Int32 = 32768
    /// Colour spaces that only `pixelsCMYK` can receive: `TJCS_CMYK` and `TJCS_YCCK`.
    static let inkColourSpaces: ClosedRange<Int32> = 3...4

    init(_ library: SharedLibrary) throws(DrawingFailure) {
        initCompress = try library.function("tjInitCompress")
        initDecompress = try library.function("tjInitDecompress")
        compress = try library.function("tjCompress2")
        decompressHeader = try library.function("tjDecompressHeader3")
        decompress = try library.function("tjDecompress2")
        destroy = try library.function("tjDestroy")
        free = try library.function("tjFree")
    }
}

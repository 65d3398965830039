/// The functions of libwebp that read and write WebP.
struct WebP {
    typealias Bytes = UnsafeMutablePointer<UInt8>

    let getInfo:
        @convention(c) (
            UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?
        ) -> Int32
    let decodeBGRAInto: @convention(c) (UnsafePointer<UInt8>?, Int, Bytes?, Int, Int32) -> Bytes?
    let encodeBGRA:
        @convention(c) (
            UnsafePointer<UInt8>?, Int32, Int32, Int32, Float, UnsafeMutablePointer<Bytes?>?
        ) -> Int
    let free: @convention(c) (UnsafeMutableRawPointer?) -> Void
    let encoderVersion: @convention(c) () -> Int32

    init(_ library: SharedLibrary) throws(DrawingFailure) {
        getInfo = try library.function("WebPGetInfo")
        decodeBGRAInto = try library.function("WebPDecodeBGRAInto")
        encodeBGRA = try library.function("WebPEncodeBGRA")
        free = try library.function("WebPFree")
        encoderVersion = try library.function("WebPGetEncoderVersion")
    }

    /// libwebp packs its version as one byte a part.
    var version: String {
        let packed = encoderVersion()
        return "\(packed >> 16 & 255).\(packed >> 8 & 255).\(packed & 255)"
    }
}

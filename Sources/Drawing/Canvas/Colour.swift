import Glibc

/// An sRGB colour, each part 0…1. Mixed in OKLab, where the middle of two colours looks like the
/// middle: in sRGB a violet between orange and blue turns grey.
struct Colour: Equatable {
    var red: Double
    var green: Double
    var blue: Double

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `0xRRGGBB`.
    init(_ hex: UInt32) {
        red = Double(hex >> 16 & 255) / 255
        green = Double(hex >> 8 & 255) / 255
        blue = Double(hex & 255) / 255
    }

    static let white = Colour(0xFFFFFF)
    static let black = Colour(0x000000)

    /// `share` 0 gives this colour, 1 the other.
    func mixed(with other: Colour, _ share: Double) -> Colour {
        let (from, to) = (oklab, other.oklab)
        return Colour(oklab: from + (to - from) * min(max(share, 0), 1))
    }

    func lighter(_ share: Double) -> Colour { mixed(with: .white, share) }
    func darker(_ share: Double) -> Colour { mixed(with: .black, share) }

    /// Relative luminance as WCAG defines it, 0…1.
    var luminance: Double {
        0.2126 * Colour.linear(red) + 0.7152 * Colour.linear(green) + 0.0722 * Colour.linear(blue)
    }

    /// 1…21, as WCAG defines it; text wants 4.5.
    func contrast(with other: Colour) -> Double {
        let (one, two) = (luminance + 0.05, other.luminance + 0.05)
        return max(one, two) / min(one, two)
    }

    /// What is seen when `veil` lies over this colour with opacity `alpha`.
    func under(_ veil: Colour, alpha: Double) -> Colour {
        Colour(
            red: red + (veil.red - red) * alpha,
            green: green + (veil.green - green) * alpha,
            blue: blue + (veil.blue - blue) * alpha
        )
    }

    private static func linear(_ part: Double) -> Double {
        part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }

    private static func encoded(_ part: Double) -> Double {
        let part = min(max(part, 0), 1)
        return part <= 0.0031308 ? part * 12.92 : 1.055 * pow(part, 1 / 2.4) - 0.055
    }

    // The matrices are Björn Ottosson's (https://bottosson.github.io/posts/oklab/).
    private var oklab: SIMD3<Double> {
        let (r, g, b) = (Colour.linear(red), Colour.linear(green), Colour.linear(blue))
        let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
        let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
        let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
        return [
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
        ]
    }

    private init(oklab lab: SIMD3<Double>) {
        let l = pow(lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z, 3)
        let m = pow(lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z, 3)
        let s = pow(lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z, 3)
        red = Colour.encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
        green = Colour.encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
        blue = Colour.encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
    }
}

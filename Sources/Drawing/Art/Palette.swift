/// Colours that go together, chosen by eye.
struct Palette {
    /// From the top of the picture to its horizon.
    let sky: [Colour]
    /// Sun, moon, lamp.
    let light: Colour
    /// The layer farthest away, and the nearest: the ground that text stands on.
    let far: Colour
    let near: Colour
    /// Small strong touches.
    let accents: [Colour]
    let ink: Colour

    /// Pale ink on deep colours.
    static let deep = [
        Palette(
            sky: [0x171A45, 0x5B3A7C, 0xC2607A, 0xF7B07E],
            light: 0xFFE3B0,
            far: 0x8C4A7C,
            near: 0x12112C,
            accents: [0xFF8F6B, 0xFFD08A, 0x9C8CFF]
        ),
        Palette(
            sky: [0x052430, 0x0D5561, 0x3E958F, 0xBFDDB4],
            light: 0xFBF5D4,
            far: 0x2C7F80,
            near: 0x03161D,
            accents: [0xE9C46A, 0xF4A261, 0x7FD8C6]
        ),
        Palette(
            sky: [0x240B1E, 0x7A2436, 0xD8603F, 0xF9B567],
            light: 0xFFE7B3,
            far: 0xA33B41,
            near: 0x1A0811,
            accents: [0xFFC06B, 0xFF7A59, 0xF2D7B6]
        ),
        Palette(
            sky: [0x0B2A24, 0x2A6750, 0x82AE76, 0xE6E3A8],
            light: 0xFFF7CF,
            far: 0x4B8768,
            near: 0x071914,
            accents: [0xE8C65C, 0xF08A5D, 0xBFE3B4]
        ),
        Palette(
            sky: [0x120D2E, 0x43298A, 0x9A63D0, 0xF0B3DC],
            light: 0xFFE1F1,
            far: 0x6745A8,
            near: 0x0C0922,
            accents: [0x7FD1FF, 0xFF9AC1, 0xFFD86B]
        ),
        Palette(
            sky: [0x07183A, 0x1B5AA3, 0x66AEE0, 0xDDEFF4],
            light: 0xFFF7E0,
            far: 0x3A7BBE,
            near: 0x061126,
            accents: [0xFFB38A, 0xFFE08A, 0x8FD8F0]
        ),
        Palette(
            sky: [0x2A1838, 0x8A4A78, 0xE08A90, 0xFFD3B5],
            light: 0xFFF0D6,
            far: 0xA05C86,
            near: 0x1A0F25,
            accents: [0xFFB26B, 0xF7E0A3, 0xB9A5F2]
        ),
        Palette(
            sky: [0x10151E, 0x324358, 0x7E8EA0, 0xE6CFA0],
            light: 0xFFEFC8,
            far: 0x51657C,
            near: 0x0B0F16,
            accents: [0xE2B65A, 0xD98A5B, 0x9FC2D8]
        ),
    ]

    /// Dark ink on paper.
    static let paper = [
        Palette(
            sky: [0xFBF4E8, 0xF3E6D0],
            light: 0xF2B04C,
            far: 0xF0C9A0,
            near: 0xF7EEDF,
            accents: [0xE0684B, 0x2F6E73, 0xF0B44F, 0x24384F],
            ink: 0x1E1B22
        ),
        Palette(
            sky: [0xF1F6FA, 0xDCE8F1],
            light: 0xF6B58A,
            far: 0xB9D2E6,
            near: 0xF1F6FA,
            accents: [0x2F6DA8, 0x8DBBDD, 0xF2996B, 0x1F3A57],
            ink: 0x14202E
        ),
        Palette(
            sky: [0xFCF0EC, 0xF6DCD4],
            light: 0xF6A98F,
            far: 0xF2C2B4,
            near: 0xFCF0EC,
            accents: [0xD9604F, 0x7D4A7B, 0xF3B36A, 0x3E2A4F],
            ink: 0x2A1A26
        ),
        Palette(
            sky: [0xF2F5EC, 0xE0E9D6],
            light: 0xEBB65B,
            far: 0xBFD0AE,
            near: 0xF2F5EC,
            accents: [0x4F8A63, 0xA9C48F, 0xE39A4F, 0x27493B],
            ink: 0x18241D
        ),
        Palette(
            sky: [0xF5F2FB, 0xE5DEF4],
            light: 0xF5A9B8,
            far: 0xCBBEE8,
            near: 0xF5F2FB,
            accents: [0x6C55C4, 0xB4A3E6, 0xF08FA0, 0x2E2558],
            ink: 0x1E1832
        ),
    ]

    private init(
        sky: [UInt32],
        light: UInt32,
        far: UInt32,
        near: UInt32,
        accents: [UInt32],
        ink: UInt32 = 0xFFFBF3
    ) {
        self.sky = sky.map { Colour($0) }
        self.light = Colour(light)
        self.far = Colour(far)
        self.near = Colour(near)
        self.accents = accents.map { Colour($0) }
        self.ink = Colour(ink)
    }

    /// The sky at `height`, 0 its top and 1 its foot.
    func sky(at height: Double) -> Colour {
        let place = min(max(height, 0), 1) * Double(sky.count - 1)
        let lower = min(Int(place), max(sky.count - 2, 0))
        guard sky.indices.contains(lower + 1) else { return near }
        return sky[lower].mixed(with: sky[lower + 1], place - Double(lower))
    }
}

/// A haze between the picture and the text, just thick enough for the text to be read. On a calm
/// scene there is none.
struct Veil {
    let scene: Scene
    let hasLargeText: Bool

    func draw(over quiet: Box) {
        guard quiet.height > 0 else { return }
        let alpha = thickness(over: quiet)
        guard alpha > 0 else { return }
        let canvas = scene.canvas
        let colour = scene.palette.near
        let fade = 0.2 * canvas.unit
        let top = quiet.y - 0.02 * canvas.unit
        let stops = stride(from: 0.0, through: 1.0, by: 0.125).map { place in
            Stop(place, colour, alpha: alpha * place * place * (3 - 2 * place))
        }
        canvas.wash(.linear(from: (0, top - fade), to: (0, top), stops))
    }

    /// Small text over a busy scene can have contrast enough and still be hard to read.
    private var leastThickness: Double {
        guard !hasLargeText else { return 0 }
        return switch scene.composition {
        case .tiles, .shapes: 0.8
        default: 0.4
        }
    }

    /// The least opacity at which the text has enough contrast everywhere it may stand.
    private func thickness(over quiet: Box) -> Double {
        // WCAG asks for 4.5, and 3 for large text; a little more looks calmer.
        let wanted = hasLargeText ? 4.6 : 6.5
        let (ink, near) = (scene.palette.ink, scene.palette.near)
        let samples = (0..<12).flatMap { row in
            (0..<16).map { column in
                scene.canvas.colour(
                    x: quiet.x + quiet.width * (Double(column) + 0.5) / 16,
                    y: quiet.y + quiet.height * (Double(row) + 0.5) / 12
                )
            }
        }
        let steps = stride(from: leastThickness, through: 0.95, by: 0.05)
        return steps.first { alpha in
            samples.allSatisfy { ink.contrast(with: $0.under(near, alpha: alpha)) >= wanted }
        } ?? 0.95
    }
}

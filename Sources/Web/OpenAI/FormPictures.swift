import Storage

/// The pictures of an edit's form: `image` as often as wanted, `image[]`, or `image[0]`, `image[1]` as
/// PHP and JavaScript number them; and `mask`.
struct FormPictures {
    let images: [ReceivedForm.File]
    let mask: ReceivedForm.File?

    private enum Place: Equatable {
        case next
        case numbered(Int)
    }

    /// Files of the form; one that is not a picture's is refused by its name.
    init(_ files: [ReceivedForm.File]) throws(APIError) {
        var (images, masks) = ([(place: Place, file: ReceivedForm.File)](), [ReceivedForm.File]())
        for file in files {
            if file.field == "mask" {
                masks.append(file)
            } else if let place = Self.place(file.field) {
                // A page's file input that nothing was chosen in.
                if file.isEmpty, file.name?.isEmpty ?? true { continue }
                images.append((place, file))
            } else {
                throw .invalidValue("A file '\(file.field)' is not taken.", param: file.field)
            }
        }
        guard masks.count < 2 else { throw .invalidValue("'mask' is given twice.", param: "mask") }
        mask = masks.first { !$0.isEmpty }
        self.images = try Self.inOrder(images)
    }

    static func isPicture(_ field: String) -> Bool { field == "mask" || place(field) != nil }

    private static func inOrder(
        _ images: [(place: Place, file: ReceivedForm.File)]
    ) throws(APIError) -> [ReceivedForm.File] {
        let numbers = images.compactMap { image -> Int? in
            if case .numbered(let number) = image.place { number } else { nil }
        }
        guard !numbers.isEmpty else { return images.map(\.file) }
        guard numbers.count == images.count, Set(numbers).count == numbers.count else {
            throw .invalidValue(
                "Number every picture once (image[0], image[1] and so on), or none.",
                param: "image"
            )
        }
        return zip(numbers, images).sorted { $0.0 < $1.0 }.map { $0.1.file }
    }

    /// nil: no picture's field.
    private static func place(_ field: String) -> Place? {
        guard field.utf8.count <= 12, let name = ["images", "image"].first(where: field.hasPrefix)
        else { return nil }
        let rest = field.dropFirst(name.count)
        if rest.isEmpty || rest == "[]" { return .next }
        guard rest.first == "[", rest.last == "]" else { return nil }
        let number = rest.dropFirst().dropLast()
        guard (1...3).contains(number.utf8.count),
            number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(number).map(Place.numbered)
    }
}

extension ReceivedForm.File {
    fileprivate var isEmpty: Bool { content.bytes == 0 }
}

/// What the drawing child can be asked.
package enum DrawingRequest: Codable, Hashable, Sendable {
    case draw(picture: PictureRequest)
    /// What is installed, and what can be drawn with it.
    case probe
}

/// The header of the child's answer. A picture's bytes follow the header.
package enum DrawingAnswer: Codable, Hashable, Sendable {
    case picture(byteCount: Int)
    case probe(report: ProbeReport)
    case failure(DrawingFailure)
}

/// Why the child gave no picture. The child itself is well and takes the next request.
package enum DrawingFailure: Error, Codable, Hashable, Sendable {
    /// Shared libraries that could not be loaded, or lack a function we need.
    case notInstalled(libraries: [String])
    /// An input picture that cannot be read: its place in `PictureRequest.images`, and why.
    case unreadableImage(index: Int, reason: String)
    /// The request itself cannot be drawn: sizes, formats.
    case invalid(reason: String)
    /// A library gave up: out of memory, mostly.
    case failed(reason: String)
}

/// What this machine's child can do, for `doctor`.
package struct ProbeReport: Codable, Hashable, Sendable {
    package struct Library: Codable, Hashable, Sendable {
        package var name: String
        /// nil when it could not be loaded; `installed` for one that cannot say.
        package var version: String?
    }

    package struct Script: Codable, Hashable, Sendable {
        package var name: String
        /// A font with all of the sample's glyphs is installed.
        package var isCovered: Bool
    }

    package var libraries: [Library]
    /// Formats that can be written. Empty: nothing can be drawn.
    package var formats: [PictureFormat]
    package var scripts: [Script]
}

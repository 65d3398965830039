import Domain

extension Domain.MediaType {
    /// OpenAI says jpeg where files are called jpg.
    var openAIName: String {
        self == .jpeg ? "jpeg" : fileExtension
    }
}

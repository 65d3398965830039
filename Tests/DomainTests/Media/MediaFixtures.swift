import Domain
import Foundation
import Testing

/// Small files from a codec of others (Pillow 13), 37 × 11 pixels each: what the world writes, not
/// what we would.
enum MediaFixtures {
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        let media: MediaType
        let base64: String

        var bytes: [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }
        var testDescription: String { name }
    }

    static let all: [File] = [
        File(
            name: "png",
            media: .png,
            base64: "iVBORw0KGgoAAAANSUhEUgAAACUAAAALCAIAAAB3WtMSAAAAKElEQVR4nGM8IRfFQEfARE/LRpR9"
                + "lk9W0tW+4zLhdLWPPmDUvqFtHwDCIARWMyaT2AAAAABJRU5ErkJggg=="
        ),
        File(
            name: "baselineJPEG",
            media: .jpeg,
            base64: "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9V"
                + "XVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSk"
                + "pKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAALACUDASIA"
                + "AhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQA"
                + "AAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3"
                + "ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWm"
                + "p6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEA"
                + "AwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSEx"
                + "BhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElK"
                + "U1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3"
                + "uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCnzn2o"
                + "oooPXCiiigAooooA/9k="
        ),
        File(
            name: "progressiveJPEG",
            media: .jpeg,
            base64: "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9V"
                + "XVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSk"
                + "pKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wgARCAALACUDASIA"
                + "AhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAVAQEBAAAAAAAAAAAAAAAAAAAABP/aAAwD"
                + "AQACEAMQAAABiFYAH//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEAAQUCL//EABQRAQAAAAAA"
                + "AAAAAAAAAAAAABD/2gAIAQMBAT8Bf//EABQRAQAAAAAAAAAAAAAAAAAAABD/2gAIAQIBAT8Bf//E"
                + "ABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEABj8CL//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAI"
                + "AQEAAT8hL//aAAwDAQACAAMAAAAQBBB//8QAFBEBAAAAAAAAAAAAAAAAAAAAEP/aAAgBAwEBPxB/"
                + "/8QAFBEBAAAAAAAAAAAAAAAAAAAAEP/aAAgBAgEBPxB//8QAFxAAAwEAAAAAAAAAAAAAAAAAESEw"
                + "Yf/aAAgBAQABPxBnJf/Z"
        ),
        File(
            name: "lossyWebP",
            media: .webp,
            base64: "UklGRkAAAABXRUJQVlA4IDQAAADwAgCdASolAAsAPxF8tlOsJ6UiqqgBgCIJYwDKtB3QQAD+4udV"
                + "UtB/q787fqe3cFoEAAAA"
        ),
        File(
            name: "losslessWebP",
            media: .webp,
            base64: "UklGRjYAAABXRUJQVlA4TCkAAAAvJIACAA9wAY49Jsi2DW075Oc/2A+K2jZioJQ/wj57ezCI6H9I"
                + "ElamngA="
        ),
        File(
            name: "extendedWebP",
            media: .webp,
            base64: "UklGRnYAAABXRUJQVlA4WAoAAAAYAAAAJAAACgAAQUxQSAoAAAABB1DAiAhERP8DVlA4IDAAAADw"
                + "AgCdASolAAsAPxF8tlQsJ6UjKqgBgCIJYwDKtB3QQAD+4sb/9Xfnb9T27gtAgABFWElGDgAAAE1N"
                + "ACoAAAAIAAAAAAAA"
        ),
        File(
            name: "gif",
            media: .gif,
            base64: "R0lGODdhJQALAIEAAMgeWgECAwAAAAAAACwAAAAAJQALAAAIJAABCBxIsKDBgwgTKlzIsKHDhxAf"
                + "BohIsaLFixgzatzIsWPDgAA7"
        ),
    ]
}

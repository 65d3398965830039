/// Pictures that are too small for a file of their own, written by the commit that settles them.
let m0015SmallPictures = Migration(
    number: 15,
    name: "0015_SmallPictures",
    script: """
        CREATE TABLE small_picture (
            path TEXT PRIMARY KEY,
            bytes BLOB NOT NULL
        ) WITHOUT ROWID;
        """
)

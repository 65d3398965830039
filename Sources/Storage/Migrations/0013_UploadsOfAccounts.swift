/// How much an account keeps is asked at each upload.
let m0013UploadsOfAccounts = Migration(
    number: 13,
    name: "0013_UploadsOfAccounts",
    script: """
        CREATE INDEX upload_account ON upload (account_id, expires_at, bytes);
        """
)

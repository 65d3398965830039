/// What a node is running is counted with every order, out of the index alone.
let m0016JobLoad = Migration(
    number: 16,
    name: "0016_JobLoad",
    script: """
        DROP INDEX job_owned;
        CREATE INDEX job_load ON job (owner, provider, account_id) WHERE owner IS NOT NULL;
        """
)

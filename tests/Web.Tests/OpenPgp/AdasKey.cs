namespace KeyCeremonyConsole.Web.Tests.OpenPgp;

/// <summary>A key that gpg made: Ed25519 and Curve25519, without an end. Nobody has its private part any more.</summary>
internal static class AdasKey
{
    public const string Fingerprint = "9edb574e4eb63e681d0aea0121fc659f75e6af36";

    public const string Grouped = "9edb 574e 4eb6 3e68 1d0a ea01 21fc 659f 75e6 af36";

    public const string Armored = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mDMEawcM8xYJKwYBBAHaRw8BAQdASTOwsaJX6IqY37dq99L+o82Bnk+jgn9g8qtV
        GKGsM2q0FUFkYSA8YWRhQGV4YW1wbGUub3JnPoiQBBMWCAA4FiEEnttXTk62Pmgd
        CuoBIfxln3XmrzYFAmsHDPMCGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQ
        Ifxln3XmrzbZqgD/fm+egcuWTjsOLvRZdDQ9v6Jhw5iwJnXqav3ozybVo+gBANE4
        Clxg5ER/7q1NaTRrxuSlxLABXDaY+cPRLIC8rEcBuDgEawcM8xIKKwYBBAGXVQEF
        AQEHQFJ+cuZ/0M8f7+dZbhWgg/GtbkU4E90uhTyqijOOeUsFAwEIB4h4BBgWCAAg
        FiEEnttXTk62PmgdCuoBIfxln3XmrzYFAmsHDPMCGwwACgkQIfxln3XmrzZXvwEA
        uyM1dYdU2DdfjWOxSQt/loE8QDJAJQkAOzYkFc1Fke0A/Ai84RrH3wzroMNRzReI
        1aRdU0hDffwKNjx+KLVBbrYF
        =Br4s
        -----END PGP PUBLIC KEY BLOCK-----
        """;
}

namespace KeyCeremonyConsole.Web.Api;

/// <summary>A field of a request, for the document.</summary>
/// <param name="Type">JSON Schema's word.</param>
/// <param name="Description">For people.</param>
internal sealed record ApiField(string Type, string Description);

/// <summary>What the fields mean that the routes name. A name means the same wherever it stands.</summary>
internal static class ApiFields
{
    private const string Ignored = "Taken and ignored, as other servers have a use for it.";

    private static readonly Dictionary<string, ApiField> All = new()
    {
        ["accessor"] = new("string", "The accessor of a token."),
        ["backup"] = new("boolean", "Whether the OpenPGP messages of the new shares are kept in the vault as well."),
        ["cas_required"] = new("boolean", "Whether every write must name the version that it replaces."),
        ["config"] = new("object", "Settings of the mount."),
        ["custom_metadata"] = new("object", "Free text by name."),
        ["data"] = new("object", "The secret: names with values."),
        ["delete_version_after"] = new("string", "After how long a version hides itself, such as 30m; 0s for never."),
        ["description"] = new("string", "In your own words."),
        ["display_name"] = new("string", "Names the token in records."),
        ["enabled"] = new("boolean", "Whether the key rotates by itself."),
        ["encoded_token"] = new("string", "The token as the ceremony gave it, in base64."),
        ["entity_alias"] = new("string", Ignored),
        ["explicit_max_ttl"] = new("string", "Beyond this no renewal reaches, such as 24h."),
        ["external_entropy_access"] = new("boolean", Ignored),
        ["id"] = new("string", "A text of your own for the token; refused."),
        ["increment"] = new("string", "The life that is asked for, such as 1h."),
        ["input"] = new("string", "The value, in base64."),
        ["interval"] = new("string", "After how long the key rotates, such as 720h; 0 for never."),
        ["key"] = new("string", "A share, in hexadecimal or base64."),
        ["lease"] = new("string", "An older name of ttl."),
        ["local"] = new("boolean", Ignored),
        ["max_operations"] = new("integer", "After how many encryptions the key rotates."),
        ["max_versions"] = new("integer", "How many versions are kept; 0 for as many as the mount says."),
        ["meta"] = new("object", "Free text by name, shown when the token is looked up."),
        ["migrate"] = new("boolean", "For a move of the vault from one seal to another."),
        ["name"] = new("string", "The name; that in the path counts."),
        ["no_default_policy"] = new("boolean", "Whether the token goes without the policy default."),
        ["no_parent"] = new("boolean", "Whether the token does not end with its maker."),
        ["nonce"] = new("string", "The nonce of the ceremony that is meant."),
        ["num_uses"] = new("integer", "How often the token may be used; 0 for as often as one likes."),
        ["options"] = new("object", "For a mount: version, 1 or 2. For a write: cas, the version that it replaces."),
        ["otp"] = new("string", "The one-time password."),
        ["path"] = new("string", "A path."),
        ["paths"] = new("array", "Paths."),
        ["period"] = new("string", "For tokens that are renewed for ever; refused."),
        ["pgp_key"] = new("string", "An OpenPGP public key in base64."),
        ["pgp_keys"] = new("array", "OpenPGP public keys in base64, one for each share."),
        ["plugin_name"] = new("string", Ignored),
        ["plugin_version"] = new("string", Ignored),
        ["policies"] = new("array", "The names of the token's policies."),
        ["policy"] = new("string", "The policy's text, in HCL or JSON."),
        ["recovery_pgp_keys"] = new("array", "OpenPGP public keys in base64, one for each recovery share."),
        ["recovery_shares"] = new("integer", "How many recovery shares are made."),
        ["recovery_threshold"] = new("integer", "How many recovery shares are needed."),
        ["renewable"] = new("boolean", "Whether the token can be renewed."),
        ["require_verification"] = new("boolean", "Whether the new shares must be given back before they are in force."),
        ["reset"] = new("boolean", "Forgets the shares that were submitted so far."),
        ["root_token_pgp_key"] = new("string", "An OpenPGP public key in base64, for the root token."),
        ["rules"] = new("string", "An older name of policy."),
        ["seal_wrap"] = new("boolean", Ignored),
        ["secret_shares"] = new("integer", "How many shares are made."),
        ["secret_threshold"] = new("integer", "How many of them are needed."),
        ["stored_shares"] = new("integer", Ignored),
        ["token"] = new("string", "A token."),
        ["ttl"] = new("string", "How long the token lives, such as 1h."),
        ["type"] = new("string", "For a mount: kv. For a token: service."),
        ["version"] = new("integer", "The version; 0 or nothing for the current one."),
        ["versions"] = new("array", "The numbers of the versions."),
    };

    /// <exception cref="KeyNotFoundException">A route names a field that is not described here.</exception>
    public static ApiField Of(string name) => All[name];
}

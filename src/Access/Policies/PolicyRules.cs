namespace KeyCeremonyConsole.Access.Policies;

/// <summary>From the tree of a text to the rules that it means; whatever it does not understand it refuses.</summary>
internal static class PolicyRules
{
    // Upstream narrows a rule with these. Passed over in silence, the policy would allow more than it says.
    private static readonly string[] NotEnforced =
    [
        "allowed_parameters", "denied_parameters", "required_parameters", "min_wrapping_ttl", "max_wrapping_ttl",
        "control_group", "mfa_methods", "expiration", "pagination_limit", "list_scan_response_keys_filter_path", "subscribe_event_types",
    ];

    /// <exception cref="PolicySyntaxException">It is no policy.</exception>
    internal static IReadOnlyList<PathRule> Of(HclBlock tree)
    {
        var rules = new List<PathRule>();
        foreach (HclItem item in tree.Items)
        {
            if (item.Keys[0] == "path")
            {
                rules.Add(Rule(item));
            }
            else if (item.Keys[0] != "name" || item.Keys.Count > 1) // The name is the one it is stored under.
            {
                throw InvalidKey(item);
            }
        }

        return rules.Count <= PolicyLimits.Rules
            ? rules
            : throw new PolicySyntaxException(FormattableString.Invariant($"it has more than {PolicyLimits.Rules} paths"));
    }

    private static PathRule Rule(HclItem item)
    {
        if (item.Keys.Count != 2 || item.Value is not HclBlock body)
        {
            throw new PolicySyntaxException($"a path is written as path \"name\" {{ … }}{OnLine(item.Line)}");
        }

        string path = item.Keys[1].StartsWith('/') ? item.Keys[1][1..] : item.Keys[1];
        if (path.Contains("+*", StringComparison.Ordinal))
        {
            throw new PolicySyntaxException($"path \"{path}\": invalid use of wildcards ('+*' is forbidden)");
        }

        Capabilities granted = Capabilities.None;
        foreach (HclItem setting in body.Items)
        {
            granted |= Read(item.Keys[1], setting);
        }

        return new PathRule(path, granted.HasFlag(Capabilities.Deny) ? Capabilities.Deny : granted);
    }

    private static Capabilities Read(string path, HclItem setting) => (setting.Keys.Count, setting.Keys[0]) switch
    {
        (1, "capabilities") => Listed(path, setting),
        (1, "policy") => Shorthand(path, setting),
        (1, "comment") => Capabilities.None,
        (_, { } key) when NotEnforced.Contains(key) => throw new PolicySyntaxException(
            $"path \"{path}\": {key} is not enforced by this server, so the policy would allow more than it says{OnLine(setting.Line)}"),
        _ => throw new PolicySyntaxException($"path \"{path}\": {InvalidKey(setting).Message}"),
    };

    private static Capabilities Listed(string path, HclItem setting)
    {
        if (setting.Value is not HclList list || list.Items.Any(i => i is not HclText))
        {
            throw new PolicySyntaxException($"path \"{path}\": capabilities must be a list of texts{OnLine(setting.Line)}");
        }

        return list.Items.Cast<HclText>().Aggregate(Capabilities.None, (all, name) =>
            CapabilityNames.Find(name.Text) is var found and not Capabilities.None
                ? all | found
                : throw new PolicySyntaxException($"path \"{path}\": invalid capability \"{name.Text}\"{OnLine(name.Line)}"));
    }

    // How policies were written before there were capabilities.
    private static Capabilities Shorthand(string path, HclItem setting)
    {
        const Capabilities Write = Capabilities.Create | Capabilities.Read | Capabilities.Update | Capabilities.Delete | Capabilities.List;
        string? word = (setting.Value as HclText)?.Text;
        return word switch
        {
            "deny" => Capabilities.Deny,
            "read" => Capabilities.Read | Capabilities.List,
            "write" => Write,
            "sudo" => Write | Capabilities.Sudo,
            _ => throw new PolicySyntaxException($"path \"{path}\": invalid policy \"{word}\"{OnLine(setting.Line)}"),
        };
    }

    private static PolicySyntaxException InvalidKey(HclItem item) => new($"invalid key \"{item.Keys[0]}\"{OnLine(item.Line)}");

    // JSON has no lines to speak of.
    private static string OnLine(int line) => line > 0 ? FormattableString.Invariant($" on line {line}") : "";
}

using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Why a form was not taken, and which field it is about, if one.</summary>
public sealed record FormProblem(string Text, string? Field = null)
{
    /// <summary>The device's answer was not to be taken.</summary>
    public static readonly FormProblem NoPasskey = new("The device's answer could not be used. Try again, or use a password.", "Passkey");

    public static FormProblem Of(Refusal refusal) => new(refusal.Message, refusal.Code switch
    {
        "bad-name" => "Name",
        "bad-address" => "Address",
        "bad-sign-in-name" or "sign-in-name-taken" => "SignInName",
        "wrong-code" => "Code",
        "wrong-password" => "Current",
        _ => null,
    });

    /// <summary>The text, when it is about this field.</summary>
    public string? On(string field) => Field == field ? Text : null;
}

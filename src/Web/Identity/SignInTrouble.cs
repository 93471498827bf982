using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Why the organisation's sign-in failed: a code that <see cref="SignIn.NotAllowedPage"/> has words for, and Entra's own number.</summary>
/// <param name="Reason">Ours.</param>
/// <param name="Number">Of an AADSTS error, for whoever manages the organisation's applications; else null.</param>
internal sealed partial record SignInTrouble(string Reason, int? Number = null)
{
    private const string NoDiscovery = "IDX20803"; // Microsoft.IdentityModel's: the authority's configuration cannot be had.

    /// <summary>Of what the authority sent back instead of a code (OpenID Connect Core 1.0, section 3.1.2.6).</summary>
    public static async Task<SignInTrouble> OfAsync(HttpRequest answer)
    {
        Func<string, StringValues> said = answer.HasFormContentType ? Form(await answer.ReadFormAsync()) : name => answer.Query[name];
        return Of(said("error").ToString(), said("error_description").ToString(), said("error_subcode").ToString());
    }

    /// <summary>Of what was thrown while its answer was looked at, or a token fetched.</summary>
    public static SignInTrouble Of(Exception? failure) => failure switch
    {
        null => new("failed"),
        ClientAssertions.CredentialException => new("misconfigured"),
        OpenIdConnectProtocolException e when e.Data["error"] is string error => Of(error, e.Data["error_description"] as string ?? "", ""),
        OpenIdConnectProtocolInvalidNonceException => new("stale"),
        SecurityTokenInvalidIssuerException => new("wrong-tenant"),
        SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenInvalidLifetimeException => new("clock"),
        SecurityTokenException or OpenIdConnectProtocolException => new("bad-token"),
        HttpRequestException or IOException or TaskCanceledException => new("unreachable"),
        { InnerException: { } inner } => Of(inner),
        AuthenticationFailureException => new("stale"), // The state or its cookie is not there, or not ours.
        _ => new("failed"),
    };

    /// <summary>Whether it means that the authority could not be asked at all.</summary>
    public static bool IsOutage(Exception failure) =>
        failure is InvalidOperationException && failure.Message.StartsWith(NoDiscovery, StringComparison.Ordinal);

    private static SignInTrouble Of(string error, string description, string subcode)
    {
        int? number = AadSts().Match(description) is { Success: true } found
            && int.TryParse(found.ValueSpan["AADSTS".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : null;
        return new SignInTrouble(ReasonOf(number) ?? ReasonOf(error, subcode), number);
    }

    // https://learn.microsoft.com/entra/identity-platform/reference-error-codes
    private static string? ReasonOf(int? number) => number switch
    {
        65001 or 65004 or 90094 => "consent",
        50020 or 50034 or 51004 or 90072 => "wrong-tenant",
        50105 => "no-role",
        53000 or 53001 or 53002 or 53003 or 53004 or 530032 => "blocked",
        7000215 or 7000222 or 700027 or 700016 or 50011 => "misconfigured",
        _ => null,
    };

    private static string ReasonOf(string error, string subcode) => (error, subcode) switch
    {
        ("consent_required", _) => "consent",
        (_, "cancel") or ("login_required" or "interaction_required" or "account_selection_required", _) => "cancelled",
        ("access_denied", _) => "denied",
        ("unmet_authentication_requirements", _) => "no-context",
        ("invalid_client" or "unauthorized_client" or "invalid_request" or "invalid_scope" or "unsupported_response_type", _) => "misconfigured",
        ("server_error" or "temporarily_unavailable", _) => "unreachable",
        _ => "failed",
    };

    private static Func<string, StringValues> Form(IFormCollection form) => name => form[name];

    [GeneratedRegex(@"AADSTS\d{4,8}")]
    private static partial Regex AadSts();
}

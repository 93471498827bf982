using System.Text;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>Somebody's own tokens. A new one is in the one answer to the form, and nowhere afterwards; those there are can be ended.</summary>
public sealed partial class TokenCard(CreateToken create, LiveTokens tokens, NavigationManager navigation) : ComponentBase
{
    private string? _made;
    private Refusal? _problem;
    private Refusal? _notEnded;
    private Refusal? _unlisted;
    private IReadOnlyList<LiveToken> _own = [];

    /// <summary>Whether the person has just proved that it is them.</summary>
    [Parameter, EditorRequired]
    public bool IsProved { get; set; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "token")]
    private TokenForm Token { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "token-end")]
    private EndForm End { get; set; } = default!;

    /// <summary>Set after one has ended, so that loading the page again ends nothing once more.</summary>
    [SupplyParameterFromQuery]
    public string? Ended { get; set; }

    private string Address => navigation.BaseUri.TrimEnd('/');

    protected override async Task OnParametersSetAsync()
    {
        Token ??= new();
        End ??= new();
        await LookAsync();
    }

    private async Task LookAsync() =>
        _own = (await tokens.ListOwnAsync(HttpContext.User.Id(), HttpContext.RequestAborted)).TryGet(out IReadOnlyList<LiveToken>? own, out _unlisted) ? own : [];

    private async Task MakeAsync()
    {
        if (!(await create.ForPersonAsync(HttpContext.User.Id(), Token.Name, HttpContext.RequestAborted)).TryGet(out NewToken? made, out _problem))
        {
            return;
        }

        using (made)
        {
            _made = Encoding.ASCII.GetString(made.Text.Borrow());
        }

        await LookAsync();
    }

    private async Task EndAsync()
    {
        _notEnded = (await tokens.EndOwnAsync(HttpContext.User.Id(), End.Accessor, HttpContext.RequestAborted)).Refusal;
        if (_notEnded is null)
        {
            navigation.NavigateTo("/account?ended=yes");
        }
    }

    /// <summary>As posted.</summary>
    public sealed class TokenForm
    {
        public string Name { get; set; } = "";
    }

    /// <summary>As posted: the pressed button says which.</summary>
    public sealed class EndForm
    {
        public string Accessor { get; set; } = "";
    }
}

using System.Text;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>Somebody makes a token of their own. It is in the one answer to the form, and nowhere afterwards.</summary>
public sealed partial class TokenCard(CreateToken create, NavigationManager navigation) : ComponentBase
{
    private string? _made;
    private Refusal? _problem;

    /// <summary>Whether the person has just proved that it is them.</summary>
    [Parameter, EditorRequired]
    public bool IsProved { get; set; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "token")]
    private TokenForm Token { get; set; } = default!;

    private string Address => navigation.BaseUri.TrimEnd('/');

    protected override void OnParametersSet() => Token ??= new();

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
    }

    /// <summary>As posted.</summary>
    public sealed class TokenForm
    {
        public string Name { get; set; } = "";
    }
}

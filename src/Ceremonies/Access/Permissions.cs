using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>What one person may do at one moment.</summary>
public sealed class Rights
{
    private readonly Acl? _acl;

    internal Rights(Person? person, Acl? acl) => (Person, _acl) = (person, acl);

    /// <summary>Who; null for nobody known here.</summary>
    public Person? Person { get; }

    /// <summary>Whether their policies allow it. A ceremony's own rules come besides, and its trip asks again.</summary>
    public bool May(Act act) => Check(act) is null;

    /// <summary>Why not; null when they may.</summary>
    internal Refusal? Check(Act act) =>
        Person?.State is not PersonState.Active ? Refusals.SignInAgain
        : act.Path is null ? null
        : _acl is null ? AccessRefusals.PolicyDamaged
        : act.IsAllowedBy(_acl) ? null
        : Refusals.NotAllowed(act);
}

/// <summary>
/// What people may do, by the policies of their roles: the same policies on the same paths as at the API. Looked up every
/// time, so that a removal, another role and another policy count at once.
/// </summary>
public sealed class Permissions(IConsoleStore store, PolicyStore policies)
{
    public async Task<Rights> OfAsync(PersonId id, CancellationToken ct)
    {
        Person? person = await store.FindPersonAsync(id, ct).ConfigureAwait(false);
        try
        {
            return new Rights(person, person?.State is PersonState.Active ? await policies.AclOfAsync(person.Roles, ct).ConfigureAwait(false) : null);
        }
        catch (EngineException damaged) when (damaged.Fault is EngineFault.Damaged)
        {
            return new Rights(person, acl: null); // What one of them forbade is not known any more, so nothing is allowed.
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using KeyCeremonyConsole.Ceremonies.Migrate;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.FourEyes;

/// <summary>
/// What is done when a second administrator has agreed, with exactly what the first one asked for. It is stored as JSON, under
/// the audit log's word for the act. Holds no secrets.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "act")]
[JsonDerivedType(typeof(Initialise), "initialise.start")]
[JsonDerivedType(typeof(Rekey), "rekey.start")]
[JsonDerivedType(typeof(Migrate), "migrate.start")]
[JsonDerivedType(typeof(RootToken), "root-token.start")]
[JsonDerivedType(typeof(Cancel), "ceremony.cancel")]
[JsonDerivedType(typeof(WritePolicy), "policy.write")]
[JsonDerivedType(typeof(DeletePolicy), "policy.delete")]
[JsonDerivedType(typeof(Rotation), "keyring.config")]
[JsonDerivedType(typeof(ProofDays), "share.policy")]
[JsonDerivedType(typeof(ChangeRoles), "person.roles")]
[JsonDerivedType(typeof(RemovePerson), "person.remove")]
[JsonDerivedType(typeof(SwitchOff), "four-eyes.off")]
public abstract record ProposedAct
{
    private ProposedAct()
    {
    }

    public sealed record Initialise(CeremonyOrder Order) : ProposedAct;

    public sealed record Rekey(CeremonyOrder Order) : ProposedAct;

    public sealed record Migrate(MigrateOrder Order) : ProposedAct;

    public sealed record RootToken(RootOrder Order) : ProposedAct;

    public sealed record Cancel(CeremonyId Ceremony, string Reason) : ProposedAct;

    public sealed record WritePolicy(string Name, string Text) : ProposedAct;

    public sealed record DeletePolicy(string Name) : ProposedAct;

    public sealed record Rotation(RotationConfig Config) : ProposedAct;

    public sealed record ProofDays(int Days) : ProposedAct;

    public sealed record ChangeRoles(PersonId Person, Roles Roles) : ProposedAct;

    public sealed record RemovePerson(PersonId Person) : ProposedAct;

    public sealed record SwitchOff : ProposedAct;

    /// <summary>The stored form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>From the stored form.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ProposedAct Of(string json) => JsonSerializer.Deserialize<ProposedAct>(json) ?? throw new JsonException("No act.");
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Live;

/// <summary>Reads what watchers see, and announces it when it moved.</summary>
public sealed class Watch(IConsoleStore store, SealEngine engine, ProviderWatch provider, Presence presence, IConsoleFeed feed)
{
    // A version never changes, so everybody who watches an open ceremony holds the same one.
    private readonly ConcurrentDictionary<CeremonyId, CeremonyView> _shared = [];

    /// <summary>The ceremony as it stands, or null when there is none of that id.</summary>
    public async Task<CeremonyView?> CeremonyAsync(CeremonyId id, CancellationToken ct) =>
        await store.FindCeremonyAsync(id, ct).ConfigureAwait(false) is { } ceremony ? View(ceremony) : null;

    public async Task<IReadOnlyList<CeremonyView>> OpenCeremoniesAsync(CancellationToken ct) =>
        [.. (await store.ListOpenCeremoniesAsync(ct).ConfigureAwait(false)).Select(View)];

    public async Task<VaultView> VaultAsync(CancellationToken ct)
    {
        SealStatus status = await engine.ReadStatusAsync(ct).ConfigureAwait(false);
        return new VaultView(
            status.Initialized,
            status.Sealed,
            status.Current?.Scheme,
            status.Current?.Created,
            status.Sealed ? null : ReadKey())
        {
            SealType = status.SealType,
            Offered = engine.ConfiguredSeal,
            Provider = provider.Now,
        };
    }

    /// <summary>Shows everyone the ceremony as it was just stored.</summary>
    public void Announce(Ceremony ceremony) => feed.Announce(new CeremonyMoved(View(ceremony)));

    /// <summary>Shows everyone the open ceremonies in which a person is to be given a share: something about them changed.</summary>
    public async Task AnnounceOpenOfAsync(PersonId recipient)
    {
        foreach (Ceremony ceremony in await store.ListOpenCeremoniesAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (ceremony.Find(recipient, Part.Recipient) is not null)
            {
                Announce(ceremony);
            }
        }
    }

    /// <summary>Shows everyone the vault as it is now.</summary>
    public async Task AnnounceVaultAsync() =>
        feed.Announce(new VaultMoved(await VaultAsync(CancellationToken.None).ConfigureAwait(false)));

    /// <summary>Shows everyone who is at the ceremony now.</summary>
    public async Task AnnouncePresenceAsync(CeremonyId id)
    {
        if (await CeremonyAsync(id, CancellationToken.None).ConfigureAwait(false) is { } view)
        {
            feed.Announce(new CeremonyMoved(view));
        }
    }

    private CeremonyView View(Ceremony ceremony) => Shared(ceremony) with { Here = presence.At(ceremony.Id) };

    private CeremonyView Shared(Ceremony ceremony)
    {
        if (ceremony.IsOpen)
        {
            return _shared.AddOrUpdate(
                ceremony.Id,
                _ => Seen(ceremony),
                (_, known) => known.Ceremony.Version >= ceremony.Version ? known : Seen(ceremony));
        }

        _shared.TryRemove(ceremony.Id, out _);
        return Seen(ceremony);
    }

    private static CeremonyView Seen(Ceremony ceremony) => new(ceremony, Fingerprint.Of(ceremony), ImmutableHashSet<PersonId>.Empty);

    // Somebody may seal between the two looks; then there is no key to show.
    private KeyStatus? ReadKey()
    {
        try
        {
            return engine.ReadKeyStatus();
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return null;
        }
    }
}

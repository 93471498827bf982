using System.Diagnostics.CodeAnalysis;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The seal: from shares to keys in memory, and what must be stored so that shares give the keys again.</summary>
/// <remarks>
/// It stores nothing itself; see <see cref="PreparedChange"/>. The caller serialises everything that
/// prepares, adopts or seals. Encrypting, decrypting and reading status go on beside that, from any thread.
/// </remarks>
/// <param name="store">What is read.</param>
/// <param name="clock">Dates share sets and terms.</param>
/// <param name="limits">Between what rotation by itself may be set; upstream's when left out.</param>
/// <param name="seal">The seal provider that is configured; stays the caller's. A vault need not be sealed with it.</param>
public sealed class SealEngine(IPhysicalStore store, TimeProvider clock, RotationLimits? limits = null, IAutoSeal? seal = null) : IDisposable
{
    /// <summary>How many encryptions are counted ahead of their use; after a crash the count is at most so much too high.</summary>
    public const int ReservationBlock = 1000;

    private readonly Vessel _vessel = new(store, new Barrier(), clock, limits ?? RotationLimits.Upstream, seal);

    /// <summary>The name of the configured seal provider, or <see cref="SealStatus.Shamir"/>.</summary>
    public string ConfiguredSeal => _vessel.Seal?.Type ?? SealStatus.Shamir;

    /// <summary>Whether no keys are in memory.</summary>
    public bool IsSealed => _vessel.Barrier.IsSealed;

    /// <summary>What anybody may know, also while sealed.</summary>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">Damaged: a record is unreadable.</exception>
    public async Task<SealStatus> ReadStatusAsync(CancellationToken ct)
    {
        if (await _vessel.Store.GetAsync(RecordPaths.SealConfig, ct).ConfigureAwait(false) is null)
        {
            return new SealStatus(Initialized: false, IsSealed, Current: null, Pending: null);
        }

        SealTerms terms = await _vessel.Store.ReadTermsAsync(ct).ConfigureAwait(false);
        ShareSetBook book = await _vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        ShareSet? current = book.Current?.Set
            ?? (terms.Scheme is null ? null : new ShareSet("", 0, terms.Scheme, default, null) { Target = terms.Target });
        return new SealStatus(Initialized: true, IsSealed, current, book.Pending?.Set) { SealType = terms.Type };
    }

    /// <summary>Tells which set a share belongs to, also while sealed. Looks at every set, whichever fits.</summary>
    /// <param name="share">Stays the caller's.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">Damaged: the share sets are unreadable.</exception>
    public async Task<ShareVerdict> JudgeAsync(SecretBytes share, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(share);
        ShareSetBook book = await _vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        return book.Judge(share);
    }

    /// <summary>Tells right shares from wrong ones by trying them, for a store without share sets. Works while sealed.</summary>
    /// <param name="shares">With one wrong share among them at least T+1 are needed, with two T+2, … They stay the caller's.</param>
    /// <param name="ct">Ends the reading and the waiting.</param>
    /// <returns>The positions of the right ones; empty when they cannot be told.</returns>
    /// <exception cref="EngineException">NotInitialized; WrongSeal: there are no shares yet; Damaged.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    public Task<IReadOnlyList<int>> FindRightSharesAsync(IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return OverQuorum.FindAsync(_vessel, shares, ct);
    }

    /// <summary>A new vault. It is sealed, also after adoption.</summary>
    /// <param name="scheme">How the key is shared.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">AlreadyInitialized: the store holds a vault, or a part of one.</exception>
    public Task<PreparedDeal> PrepareInitialiseAsync(ShareScheme scheme, CancellationToken ct) =>
        PrepareInitialiseAsync(scheme, contents: [], ct);

    /// <summary>A new vault with something in it. It is sealed, also after adoption.</summary>
    /// <param name="scheme">How the key is shared.</param>
    /// <param name="contents">What lies inside it from the beginning.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">AlreadyInitialized: the store holds a vault, or a part of one.</exception>
    public Task<PreparedDeal> PrepareInitialiseAsync(ShareScheme scheme, IReadOnlyList<PlainRecord> contents, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(contents);
        return Initialisation.PrepareAsync(_vessel, scheme, contents, ct);
    }

    /// <summary>A new vault behind the seal provider, without recovery shares; open after adoption.</summary>
    /// <param name="ct">Ends the reading and the waiting.</param>
    /// <exception cref="EngineException">AlreadyInitialized; WrongSeal: no provider is configured.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    public Task<PreparedChange> PrepareAutoInitialiseAsync(CancellationToken ct) => PrepareAutoInitialiseAsync(contents: [], ct);

    /// <summary>The same, with something in it.</summary>
    /// <param name="contents">What lies inside it from the beginning.</param>
    /// <param name="ct">Ends the reading and the waiting.</param>
    public Task<PreparedChange> PrepareAutoInitialiseAsync(IReadOnlyList<PlainRecord> contents, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(contents);
        return AutoInitialisation.PrepareAsync(_vessel, contents, ct);
    }

    /// <summary>A new vault behind the seal provider, with recovery shares; open after adoption.</summary>
    /// <param name="scheme">How the recovery key is shared.</param>
    /// <param name="effect">When the recovery shares begin to count. Until then there are none; a <see cref="PrepareRekeyCommitAsync"/> or <see cref="PrepareRekeyDiscardAsync"/> decides.</param>
    /// <param name="ct">Ends the reading and the waiting.</param>
    /// <exception cref="EngineException">AlreadyInitialized; WrongSeal: no provider is configured.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    public Task<PreparedDeal> PrepareAutoInitialiseAsync(ShareScheme scheme, RekeyEffect effect, CancellationToken ct) =>
        PrepareAutoInitialiseAsync(scheme, effect, contents: [], ct);

    /// <summary>The same, with something in it.</summary>
    /// <param name="scheme">How the recovery key is shared.</param>
    /// <param name="effect">When the recovery shares begin to count.</param>
    /// <param name="contents">What lies inside it from the beginning.</param>
    /// <param name="ct">Ends the reading and the waiting.</param>
    public Task<PreparedDeal> PrepareAutoInitialiseAsync(
        ShareScheme scheme, RekeyEffect effect, IReadOnlyList<PlainRecord> contents, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(contents);
        return AutoInitialisation.PrepareAsync(_vessel, scheme, effect, contents, ct);
    }

    /// <summary>Takes a vault back that was initialised but never used.</summary>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">
    /// NotInitialized; AlreadyUnsealed; or AlreadyInitialized: it has had a rekey, or the store holds
    /// records besides the engine's own and those under <c>console/</c>.
    /// </exception>
    public Task<PreparedChange> PrepareDiscardInitialiseAsync(CancellationToken ct) =>
        Initialisation.PrepareDiscardAsync(_vessel, ct);

    /// <summary>The keys, ready to be taken into memory. Stores nothing.</summary>
    /// <param name="shares">At least T of the current set, or the one of 1 of 1. They stay the caller's.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">NotInitialized; AlreadyUnsealed; WrongSeal: a provider opens it; WrongShares; Damaged: the shares are right, the store is not.</exception>
    public Task<PreparedChange> PrepareUnsealAsync(IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return Unsealing.PrepareAsync(_vessel, shares, ct);
    }

    /// <summary>The keys, as the seal provider gives them, ready to be taken into memory. Stores nothing.</summary>
    /// <param name="ct">Ends the reading and the waiting.</param>
    /// <exception cref="EngineException">NotInitialized; AlreadyUnsealed; WrongSeal: the vault is sealed with another seal than the configured one; Damaged.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    public Task<PreparedChange> PrepareAutoUnsealAsync(CancellationToken ct) => Unsealing.PrepareAutoAsync(_vessel, ct);

    /// <summary>Has the seal provider wrap and unwrap something that means nothing.</summary>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="EngineException">WrongSeal: none is configured.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, refuses, or gives back something else.</exception>
    public async Task CheckProviderAsync(CancellationToken ct)
    {
        IAutoSeal provider = _vessel.Seal ?? throw EngineException.WrongSeal("no seal provider is configured");
        using SecretBytes sample = SecretBytes.Random(TermKey.KeyLength);
        SealedBlob wrapped = await provider.EncryptAsync(sample, ct).ConfigureAwait(false);
        using SecretBytes opened = await provider.DecryptAsync(wrapped, ct).ConfigureAwait(false);
        if (!opened.Matches(sample))
        {
            throw new SealProviderException("The seal provider does not give back what it was given. Look at its key.");
        }
    }

    /// <summary>Wipes every key from memory, as soon as the readers inside are done. A second call does nothing.</summary>
    public void Seal() => _vessel.Barrier.Seal();

    /// <summary>New shares of a new key: unseal shares of a Shamir seal, recovery shares behind a seal provider.</summary>
    /// <param name="currentShares">At least T of the current set, none when there is no set yet. They stay the caller's.</param>
    /// <param name="scheme">How the new key is shared.</param>
    /// <param name="effect">When the new shares replace the old ones.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">Sealed; NotInitialized; RekeyPending; WrongShares; WrongSeal; Damaged.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    public Task<PreparedDeal> PrepareRekeyAsync(
        IReadOnlyList<SecretBytes> currentShares, ShareScheme scheme, RekeyEffect effect, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(currentShares);
        ArgumentNullException.ThrowIfNull(scheme);
        return Rekeying.PrepareAsync(_vessel, currentShares, scheme, effect, ct);
    }

    /// <summary>
    /// The pending set is thrown away and dealt again, with the same scheme and of a fresh key. Its shares were not seen by
    /// anybody; whoever authorised the first deal authorised this one.
    /// </summary>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">Sealed; NotInitialized; NothingPending; Damaged: the pending set was changed since it was dealt.</exception>
    public Task<PreparedDeal> PrepareRekeyAgainAsync(CancellationToken ct) =>
        Rekeying.PrepareAgainAsync(_vessel, ct);

    /// <summary>The pending set becomes the current one; that of a Shamir seal under a new root key.</summary>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">Sealed; NotInitialized; NothingPending; Damaged: the pending set was changed since it was dealt.</exception>
    public Task<PreparedChange> PrepareRekeyCommitAsync(CancellationToken ct) =>
        Rekeying.PrepareCommitAsync(_vessel, ct);

    /// <summary>Drops the pending set; the current one goes on. Works while sealed.</summary>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">NotInitialized; NothingPending; Damaged.</exception>
    public Task<PreparedChange> PrepareRekeyDiscardAsync(CancellationToken ct) =>
        Rekeying.PrepareDiscardAsync(_vessel, ct);

    /// <summary>A new root key. No share is needed, and the shares in force stay in force.</summary>
    /// <param name="ct">Ends the reading and the waiting.</param>
    /// <exception cref="EngineException">
    /// Sealed; NotInitialized; WrongSeal; Damaged: the copy of the unseal key inside the barrier is not the one that the
    /// shares give, so they would be lost.
    /// </exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    public Task<PreparedChange> PrepareRotateRootAsync(CancellationToken ct) => RootRotation.PrepareAsync(_vessel, ct);

    /// <summary>Another kind of seal under a new root key. The holders keep their shares, which are good for something else then.</summary>
    /// <param name="shares">At least T of the current set. They stay the caller's.</param>
    /// <param name="target">Recovery: to the configured seal provider. Unseal: from it, to a Shamir seal.</param>
    /// <param name="ct">Ends the reading and the waiting.</param>
    /// <exception cref="EngineException">Sealed; NotInitialized; RekeyPending; WrongShares; WrongSeal: it is sealed that way already, no provider is configured, or there are no shares yet; Damaged.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    public Task<PreparedChange> PrepareMigrateAsync(IReadOnlyList<SecretBytes> shares, ShareTarget target, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return Migrating.PrepareAsync(_vessel, shares, target, ct);
    }

    /// <summary>Checks that enough of the current shares are given for a change of the vault. Changes nothing.</summary>
    /// <param name="shares">At least T of the current set. They stay the caller's.</param>
    /// <param name="ct">Ends the reading and the waiting.</param>
    /// <exception cref="EngineException">Sealed; NotInitialized; WrongShares; WrongSeal: there are no shares yet; Damaged.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    public Task AuthoriseAsync(IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return Authorising.RequireAsync(_vessel, shares, ct);
    }

    /// <summary>A new data key for new records, with a block of encryptions reserved.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public PreparedRotation PrepareRotate() => Rotating.Prepare(_vessel);

    /// <summary>Between what rotation by itself may be set.</summary>
    public RotationLimits Limits => _vessel.Limits;

    /// <summary>When it rotates by itself.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public RotationConfig ReadRotation() => _vessel.Barrier.Read(keyring => _vessel.Limits.Clamp(keyring.Rotation));

    /// <summary>Why it is time to rotate, or <see langword="null"/> when it is not.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public RotationCause? ReadDueRotation() => Rotating.Due(_vessel);

    /// <summary>Sets when it rotates by itself.</summary>
    /// <param name="config">Within <see cref="Limits"/>.</param>
    /// <exception cref="EngineException">BadRotation; Sealed.</exception>
    public PreparedChange PrepareRotationConfig(RotationConfig config) => Rotating.PrepareConfig(_vessel, config);

    /// <summary>Encrypts records of older terms under the active key. The caller saves them on the condition that nobody changed them meanwhile.</summary>
    /// <param name="stored">The records as they were read; none may be <see langword="null"/>.</param>
    /// <exception cref="EngineException">Sealed; Damaged: one is too short to be a record.</exception>
    public PreparedReencryption PrepareReencrypt(IReadOnlyList<RecordChange> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Reencrypting.Prepare(_vessel, stored);
    }

    /// <summary>A term without records decrypts nothing from then on. Its key stays in the keyring.</summary>
    /// <param name="term">Not the active one.</param>
    /// <param name="records">Which records there are. The save must refuse, in its transaction, while one has this term.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">Sealed; NoSuchTerm; TermInUse.</exception>
    public Task<PreparedChange> PrepareRetireAsync(int term, IRecordTerms records, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Retiring.PrepareRetireAsync(_vessel, term, records, ct);
    }

    /// <summary>A retired term's key leaves the keyring for good. Old backups keep theirs.</summary>
    /// <param name="term">A retired one.</param>
    /// <param name="records">As for <see cref="PrepareRetireAsync"/>.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="EngineException">Sealed; NoSuchTerm; TermInUse.</exception>
    public Task<PreparedChange> PrepareDestroyAsync(int term, IRecordTerms records, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Retiring.PrepareDestroyAsync(_vessel, term, records, ct);
    }

    /// <summary>Reserves <see cref="ReservationBlock"/> more encryptions for the active key.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public PreparedChange PrepareReservation() => Counting.PrepareReservation(_vessel);

    /// <summary>Saves the exact count, before an orderly seal. From now on <see cref="TryEncrypt"/> says no until more is reserved, or this is disposed without being adopted.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public PreparedChange PrepareCountsPersist() => Counting.PreparePersist(_vessel);

    /// <summary>The active key.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public KeyStatus ReadKeyStatus() => _vessel.Barrier.Read(keyring =>
        new KeyStatus(keyring.Active.Term, keyring.Active.InstallTime, keyring.Active.Count.Used));

    /// <summary>Every data key, oldest first.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public IReadOnlyList<TermInfo> ReadTerms() => _vessel.Barrier.Read<IReadOnlyList<TermInfo>>(keyring =>
    [
        .. keyring.Terms.Select(key =>
            new TermInfo(
                key.Term, key.InstallTime, key.Count.Used, key == keyring.Active, keyring.Retired.Contains(key.Term))),
    ]);

    /// <summary>Encrypts a record under the active key, unless all that was reserved is used up.</summary>
    /// <param name="path">Where it will be stored; it cannot be read from another path.</param>
    /// <param name="plaintext">Empty is allowed. The caller wipes it.</param>
    /// <param name="change">What to store.</param>
    /// <returns><see langword="false"/>: adopt a <see cref="PrepareReservation"/>, then try again.</returns>
    /// <exception cref="EngineException">Sealed.</exception>
    public bool TryEncrypt(string path, ReadOnlySpan<byte> plaintext, [NotNullWhen(true)] out RecordChange? change)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[]? record = _vessel.Barrier.TryEncrypt(path, plaintext);
        change = record is null ? null : new RecordChange(path, record);
        return record is not null;
    }

    /// <summary>Decrypts a record of any term.</summary>
    /// <param name="path">Where it was stored.</param>
    /// <param name="record">As it was stored.</param>
    /// <returns>The plaintext; the caller disposes it.</returns>
    /// <exception cref="EngineException">Sealed; Damaged: it is no record of this vault at this path.</exception>
    public SecretBytes Decrypt(string path, ReadOnlySpan<byte> record)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _vessel.Barrier.Decrypt(path, record);
    }

    /// <summary>Seals.</summary>
    public void Dispose() => _vessel.Barrier.Dispose();
}

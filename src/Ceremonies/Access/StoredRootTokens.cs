using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>Root tokens that a ceremony makes: kept as all tokens are.</summary>
public sealed class StoredRootTokens(IConsoleStore store, SealEngine engine) : IRootTokens
{
    public async Task<NewRootToken> PrepareAsync(Scribe scribe, CeremonyId ceremony, CancellationToken ct)
    {
        var changes = new List<RecordChange>();
        using SecretBytes salt = await TakeSaltAsync(scribe, changes, ct);
        NewToken root = CreateToken.Root(scribe.Now, salt, "auth/token/root");
        try
        {
            foreach (PlainRecord plain in TokenStore.NewRecords(root.Entry))
            {
                using (plain.Value)
                {
                    changes.Add(await engine.EncryptAsync(scribe, plain.Path, plain.Value));
                }
            }

            return new NewRootToken(root.Text, changes);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    // In the room, where nobody else makes it at the same time.
    private async Task<SecretBytes> TakeSaltAsync(Scribe scribe, List<RecordChange> changes, CancellationToken ct)
    {
        if (await store.GetAsync(TokenStore.Salt, ct) is { } record)
        {
            return engine.Decrypt(TokenStore.Salt, record);
        }

        SecretBytes salt = SecretBytes.Random(KeyCeremonyConsole.Access.Tokens.TokenHash.SaltLength);
        changes.Add(await engine.EncryptAsync(scribe, TokenStore.Salt, salt));
        return salt;
    }
}

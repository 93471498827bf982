using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

internal static class Bytes
{
    internal static SecretBytes Secret(params byte[] bytes) => SecretBytes.Take([.. bytes]);

    internal static SecretBytes FromHex(string hex) => SecretBytes.Take(Convert.FromHexString(hex));

    internal static byte[] Open(this SecretBytes secret) => secret.Borrow().ToArray();

    internal static IEnumerable<byte[]> Open(this IEnumerable<SecretBytes> secrets) => secrets.Select(Open);

    internal static void Wipe(this IEnumerable<SecretBytes> secrets)
    {
        foreach (SecretBytes secret in secrets)
        {
            secret.Dispose();
        }
    }
}

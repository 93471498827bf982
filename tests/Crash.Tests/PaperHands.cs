using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using Microsoft.Win32.SafeHandles;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>People who remember nothing: a share lies in a file, and passes through this process in a secret only.</summary>
internal sealed class PaperHands(string folder) : Hands
{
    internal override void Keep(PersonId person, string set, SecretBytes share)
    {
        Note(person, set);
        using SafeFileHandle file = File.OpenHandle(FileOf(person, set), FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, share.Borrow(), 0);
    }

    internal override SecretBytes Give(PersonId person, string set) => ReadSecret(FileOf(person, set));

    /// <summary>A file's bytes, without a buffer in between.</summary>
    internal static SecretBytes ReadSecret(string file)
    {
        using SafeFileHandle handle = File.OpenHandle(file);
        SecretBytes bytes = SecretBytes.Allocate((int)RandomAccess.GetLength(handle));
        RandomAccess.Read(handle, bytes.Fill(), 0);
        return bytes;
    }

    private string FileOf(PersonId person, string set) => Path.Combine(folder, $"{set}-{person.Value}.share");
}

namespace KeyCeremonyConsole.Storage;

/// <summary>The data folder cannot be used. The message is one sentence for the operator, with what to do in it.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);

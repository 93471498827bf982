namespace KeyCeremonyConsole.Web.Live;

/// <summary>How much one person may take of the hub. Far above what people need, far below what would hurt others.</summary>
public static class HubLimits
{
    /// <summary>Ceremonies that one connection watches at the same time.</summary>
    public const int WatchedCeremonies = 20;

    /// <summary>Connections of one person, over all their devices.</summary>
    public const int ConnectionsOfPerson = 50;

    /// <summary>Bytes of one message to us: a method's name and an id.</summary>
    public const int Message = 4 * 1024;

    /// <summary>How long a client may leave what is sent to it unread.</summary>
    public static readonly TimeSpan Unread = TimeSpan.FromSeconds(5);

    /// <summary>How often we look whether everybody who is connected may still be here.</summary>
    public static readonly TimeSpan PeopleCheck = TimeSpan.FromSeconds(30);
}

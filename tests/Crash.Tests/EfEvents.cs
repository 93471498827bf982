using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>What EF Core tells its listeners, at the moment and on the thread of its doing.</summary>
/// <param name="heard">Takes the event's name and what belongs to it.</param>
internal sealed class EfEvents(Action<string, object?> heard) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];

    internal static EfEvents Follow(Action<string, object?> heard)
    {
        EfEvents events = new(heard);
        events._subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(events));
        return events;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value) => heard(value.Key, value.Value);

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());
}
